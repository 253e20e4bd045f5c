/** The rendered files say what the presentation's policy asks. */
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { describePlatform, platformSchema } from "#config/platform.ts";
import { type LocalPaths, renderLocal } from "./render-local.ts";

const paths: LocalPaths = {
  database: "/state/data/homeserver.db",
  media: "/state/data/media",
  uploads: "/state/data/uploads",
  registration: "/state/conf/appservice.yaml",
  logConfig: "/state/conf/log.yaml",
  log: "/state/log/synapse.log",
  signingKey: "/state/conf/signing.key",
  macaroonSecret: "/state/secrets/macaroon",
  formSecret: "/state/secrets/form",
  registrationSecret: "/state/secrets/registration",
  pid: "/state/run/synapse.pid",
};
const secrets = { asToken: "as-test", hsToken: "hs-test", signingKey: "ed25519 a_test AAAA" };
const identities = { connector: "_campus.connector", agentSmith: "_campus.agent.smith" };

function render(description: object = {}): ReadonlyMap<string, string> {
  const { serverName = "univ-demo.example", ...rest } = description as { serverName?: string };
  const platform = describePlatform({ name: "demo", serverName }, rest);
  return renderLocal({ platform, identities, paths, port: 8123 }, secrets);
}
function settings(description: object = {}): Record<string, unknown> {
  return parse(render(description).get("homeserver.yaml") ?? "");
}

describe("homeserver.yaml", () => {
  it("listens on the loopback address only, without federation", () => {
    const { listeners, ...all } = settings();
    expect(listeners).toEqual([
      { port: 8123, type: "http", tls: false, bind_addresses: ["127.0.0.1"], resources: [{ names: ["client"] }] },
    ]);
    expect(all).toMatchObject({ federation_domain_whitelist: [], trusted_key_servers: [], allow_public_rooms_over_federation: false });
  });

  it("pins the room version, keeps encryption off and messages 90 days", () => {
    expect(settings()).toMatchObject({
      default_room_version: "11",
      encryption_enabled_by_default_for_room_type: "off",
      retention: { enabled: true, default_policy: { max_lifetime: "90d" }, allowed_lifetime_max: "90d" },
      redaction_retention_period: "7d",
    });
    expect(settings({ retention: { messagesDays: 30 } })).toMatchObject({ retention: { default_policy: { max_lifetime: "30d" } } });
  });

  it("lets nobody register, and people sign in with a password in the demonstration only", () => {
    const closed = { enable_registration: false, allow_guest_access: false, enable_set_displayname: false, enable_3pid_changes: false };
    expect(settings()).toMatchObject({ ...closed, password_config: { enabled: true } });
    const production = settings({ profile: "production" });
    expect(production).toMatchObject({ ...closed, password_config: { enabled: false } });
    expect(production.bcrypt_rounds).toBeUndefined();
  });

  it.each(["private_chat", "trusted_private_chat", "public_chat"])("puts calls and widgets out of reach in %s rooms", (preset) => {
    const levels =
      (settings().default_power_level_content_override as Record<string, { events: Record<string, number> }>)[preset]?.events ?? {};
    const refused = Object.entries(levels).filter(([, level]) => level > 100);
    expect(refused.map(([type]) => type)).toEqual(
      expect.arrayContaining(["m.call.invite", "m.call.member", "im.vector.modular.widgets", "m.widget"]),
    );
    // Higher than power_levels, and Synapse would refuse every encrypted room people make.
    expect(levels["m.room.encryption"]).toBe(levels["m.room.power_levels"]);
    expect(settings().turn_uris).toEqual([]);
  });

  it("loads the module that refuses them whatever the levels, and protects the service identities", () => {
    const [loaded] = settings().modules as { module: string; config: { refused_types: string[]; service_users: string[] } }[];
    expect(loaded?.module).toBe("campus_rules.CampusRules");
    expect(loaded?.config.refused_types).toEqual(expect.arrayContaining(["m.call.invite", "org.matrix.msc3401.call.member", "m.widget"]));
    expect(loaded?.config.service_users).toEqual(["@_campus.connector:univ-demo.example", "@_campus.agent.smith:univ-demo.example"]);
  });

  it("gives addresses to campus alone and lists no room", () => {
    expect(settings()).toMatchObject({ room_list_publication_rules: [], alias_creation_rules: [] });
  });

  it("holds no secret itself", () => {
    const text = render().get("homeserver.yaml") ?? "";
    for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
    expect(settings()).toMatchObject({ macaroon_secret_key_path: paths.macaroonSecret, form_secret_path: paths.formSecret });
  });
});

describe("after the bootstrap", () => {
  it("says nothing of a registration secret any more", () => {
    const platform = describePlatform({ name: "demo", serverName: "univ-demo.example" }, { profile: "production" });
    const input = { platform, identities, paths: { ...paths, registrationSecret: null }, port: 8123 };
    expect(render().get("homeserver.yaml")).toContain("registration_shared_secret_path");
    expect(renderLocal(input, secrets).get("homeserver.yaml")).not.toContain("registration_shared_secret");
  });
});

describe("appservice.yaml", () => {
  it("reaches every local user and address, exclusively none, and is sent nothing", () => {
    const registration = parse(render({ serverName: "univ.test:8448" }).get("appservice.yaml") ?? "");
    expect(registration).toMatchObject({ url: null, rate_limited: false, sender_localpart: "_campus.connector", as_token: "as-test" });
    const { users, aliases } = registration.namespaces;
    expect([...users, ...aliases].map((space) => space.exclusive)).toEqual([false, false]);
    expect(new RegExp(users[0].regex).test("@a:univ.test:8448")).toBe(true);
    expect(new RegExp(users[0].regex).test("@a:univ-test:8448")).toBe(false);
  });
});

describe("renderLocal", () => {
  it("gives the same bytes twice", () => {
    expect([...render()]).toEqual([...render()]);
    expect([...render().keys()]).toEqual(["homeserver.yaml", "appservice.yaml", "log.yaml", "campus_rules.py", "signing.key"]);
  });

  it("refuses descriptions it could not honour", () => {
    const wrong = [
      { serverName: "Univ Demo" },
      { federation: "open" },
      { features: { calls: "loud" } },
      { ports: { client: 0 } },
      { portz: {} },
    ];
    for (const description of wrong) expect(platformSchema.safeParse(description).success).toBe(false);
  });
});
