/** The rendered files say what the presentation's policy asks, for one process and for many. */
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { renderSynapse } from "#platform/synapse/render-synapse.ts";
import { homeserverOf, lab, settingsOf, synapseTexts } from "./rendered-synapse.ts";
import { fourHosts, sampleSecrets, sampleSite } from "./sample-site.ts";

describe("homeserver.yaml of the demonstration", () => {
  it("listens on the loopback address only, without federation, and believes no header", () => {
    const { listeners, ...all } = homeserverOf();
    expect(listeners).toEqual([
      { port: 21_000, type: "http", tls: false, bind_addresses: ["127.0.0.1"], resources: [{ names: ["client"] }] },
    ]);
    expect(all).toMatchObject({ federation_domain_whitelist: [], trusted_key_servers: [], allow_public_rooms_over_federation: false });
  });

  it("is one process with a file for a database, and names no other", () => {
    const all = homeserverOf();
    expect(all.database).toEqual({ name: "sqlite3", args: { database: "/state/synapse/data/homeserver.db" } });
    for (const key of ["redis", "instance_map", "stream_writers", "worker_replication_secret_path", "sso", "templates"])
      expect(all).not.toHaveProperty(key);
    expect(all).toMatchObject({ enable_metrics: false, background_updates: { sleep_enabled: false } });
  });

  it("pins the room version, keeps encryption off and messages 90 days", () => {
    expect(homeserverOf()).toMatchObject({
      default_room_version: "11",
      encryption_enabled_by_default_for_room_type: "off",
      retention: { enabled: true, default_policy: { max_lifetime: "90d" }, allowed_lifetime_max: "90d" },
      media_retention: { local_media_lifetime: "90d" },
      redaction_retention_period: "7d",
    });
    const short = homeserverOf({ retention: { messagesDays: 30, mediaDays: 10, redactedDays: 2 }, features: { e2ee: "invite" } });
    expect(short).toMatchObject({
      retention: { default_policy: { max_lifetime: "30d" }, allowed_lifetime_max: "30d" },
      media_retention: { local_media_lifetime: "10d" },
      redaction_retention_period: "2d",
      encryption_enabled_by_default_for_room_type: "invite",
    });
  });

  it("gives addresses to campus alone and lists no room", () => {
    expect(homeserverOf()).toMatchObject({ room_list_publication_rules: [], alias_creation_rules: [] });
  });

  it("holds no secret itself", () => {
    const text = synapseTexts(sampleSite()).get("homeserver.yaml") ?? "";
    for (const secret of ["as-test", "hs-test", sampleSecrets.signingKey]) expect(text).not.toContain(secret);
    expect(parse(text)).toMatchObject({
      macaroon_secret_key_path: "/state/synapse/secrets/macaroon",
      form_secret_path: "/state/synapse/secrets/form",
      registration_shared_secret_path: "/state/synapse/secrets/registration",
    });
  });

  it("says nothing of a registration secret after the bootstrap, nor ever on a machine of its own", () => {
    const born = synapseTexts(sampleSite({}, "/state", { isBootstrapped: true }));
    expect(born.get("homeserver.yaml")).not.toContain("registration_shared_secret");
    const served = synapseTexts(sampleSite({ ...fourHosts, profile: "production" }));
    expect(served.get("homeserver.yaml")).not.toContain("registration_shared_secret");
  });

  it("takes sizes, caches and pace from the description", () => {
    const given = { perSecond: 3, burst: 40 };
    const all = homeserverOf({
      uploads: { maxSizeMb: 12 },
      synapse: { cacheFactor: 2 },
      limits: { messages: given, signInPerAddress: given, signInPerAccount: given, joinsPerRoom: given },
    });
    const limit = { per_second: 3, burst_count: 40 };
    expect(all).toMatchObject({ max_upload_size: "12M", caches: { global_factor: 2 }, rc_message: limit, rc_joins_per_room: limit });
    expect(all.rc_login).toMatchObject({ address: limit, account: limit });
  });
});

describe("registrations", () => {
  const two = { ...sampleSecrets, slots: [...sampleSecrets.slots, { name: "b" as const, asToken: "as-test-b", hsToken: "hs-test-b" }] };

  it("reach every local user and address, exclusively none, and are sent nothing", () => {
    const site = sampleSite({}, "/state", { serverName: "univ.test:8448" });
    const registration = parse(synapseTexts(site).get("appservice-a.yaml") ?? "");
    expect(registration).toMatchObject({ url: null, rate_limited: false, sender_localpart: "_campus.connector", as_token: "as-test-a" });
    const { users, aliases } = registration.namespaces;
    expect([...users, ...aliases].map((space) => space.exclusive)).toEqual([false, false]);
    expect(new RegExp(users[0].regex).test("@a:univ.test:8448")).toBe(true);
    expect(new RegExp(users[0].regex).test("@a:univ-test:8448")).toBe(false);
  });

  it("are two while one token replaces the other, with different names", () => {
    const site = sampleSite(lab);
    const [a, b] = ["a", "b"].map((name) => settingsOf(site, `appservice-${name}.yaml`, two));
    expect([a?.id, b?.id, b?.as_token]).toEqual(["campus-a", "campus-b", "as-test-b"]);
    expect(settingsOf(site, "homeserver.yaml", two).app_service_config_files).toHaveLength(2);
    expect(settingsOf(site).app_service_config_files).toEqual(["/state/synapse/conf/appservice-a.yaml"]);
  });

  it.each([
    ["127.0.0.1", {}, "127.0.0.1/32"],
    ["127.99.0.1", lab, "127.99.0.1/32"],
    ["10.20.0.14", { ...fourHosts, profile: "production" }, "10.20.0.14/32"],
  ])("work from %s alone", (address, written, network) => {
    const site = sampleSite(written);
    expect(site.appServiceAddress).toBe(address);
    expect(settingsOf(site, "appservice-a.yaml").ip_range_whitelist).toEqual([network]);
  });

  it("name one IPv6 address as one", () => {
    const site = sampleSite(lab, "/state", { appServiceAddress: "2001:db8::14" });
    expect(settingsOf(site, "appservice-a.yaml").ip_range_whitelist).toEqual(["2001:db8::14/128"]);
  });
});

describe("renderSynapse", () => {
  const parts = { modules: new Map([["campus_rules/__init__.py", "# rules\n"]]), pages: new Map([["sso_error.html", "<p>"]]) };

  it("gives the same bytes twice, secrets to their owner alone", () => {
    const render = () => renderSynapse(sampleSite(), sampleSecrets, parts);
    expect(render()).toEqual(render());
    expect(render().map(({ path, mode }) => [path.replace("/state/synapse/conf/", ""), mode])).toEqual([
      ["homeserver.yaml", 0o640],
      ["log/main.yaml", 0o640],
      ["appservice-a.yaml", 0o600],
      ["signing.key", 0o600],
      ["modules/campus_rules/__init__.py", 0o640],
      ["templates/sso_error.html", 0o640],
    ]);
  });

  it("names the folder of pages only when there are some", () => {
    const text = synapseTexts(sampleSite(), sampleSecrets, parts).get("homeserver.yaml") ?? "";
    expect(parse(text).templates).toEqual({ custom_template_directory: "/state/synapse/conf/templates" });
  });

  it("gives each process its own log, of warnings only", () => {
    const site = sampleSite(lab);
    const logs = site.processes.map(({ name }) => settingsOf(site, `log/${name}.yaml`));
    const files = logs.map((log) => (log.handlers as { file: { filename: string } }).file.filename);
    expect(new Set(files).size).toBe(13);
    expect(files[0]).toBe("/state/synapse/log/main.log");
    for (const log of logs) expect(log.root).toEqual({ level: "WARNING", handlers: ["file"] });
  });
});
