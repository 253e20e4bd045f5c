/** What people may use and what leaves the server: off unless the description says otherwise, and refused for good when off. */
import { describe, expect, it } from "vitest";
import { givenFiles } from "#platform/synapse/given-files.ts";
import { homeserverOf, lab, settingsOf } from "./rendered-synapse.ts";
import { fourHosts, sampleSite } from "./sample-site.ts";

const turn = { uris: ["turns:turn.univ-demo.example"], secretFile: "/etc/campus/turn-secret" };
type Levels = Record<string, { events: Record<string, number> }>;

function moduleConfig(written: object = {}): Record<string, unknown> {
  const [loaded] = homeserverOf(written).modules as { module: string; config: Record<string, unknown> }[];
  expect(loaded?.module).toBe("campus_rules.CampusRules");
  return loaded?.config ?? {};
}
function outOfReach(written: object, preset = "private_chat"): string[] {
  const levels = (homeserverOf(written).default_power_level_content_override as Levels)[preset]?.events ?? {};
  // Higher than power_levels, and Synapse would refuse every encrypted room people make.
  expect(levels["m.room.encryption"]).toBe(levels["m.room.power_levels"]);
  return Object.keys(levels).filter((type) => (levels[type] ?? 0) > 100);
}

describe("calls and widgets", () => {
  it.each(["private_chat", "trusted_private_chat", "public_chat"])("are out of reach in %s rooms", (preset) => {
    const expected = ["m.call.invite", "m.call.member", "im.vector.modular.widgets", "m.widget"];
    expect(outOfReach({}, preset)).toEqual(expect.arrayContaining(expected));
    expect(homeserverOf().turn_uris).toEqual([]);
  });

  it("are refused by the module whatever the levels, which also protects the service identities", () => {
    expect(moduleConfig()).toMatchObject({
      refused_types: expect.arrayContaining(["m.call.invite", "org.matrix.msc3401.call.member", "m.widget"]),
      service_users: ["@_campus.connector:univ-demo.example", "@_campus.agent.smith:univ-demo.example"],
      managed_by: "@_campus.agent.smith:univ-demo.example",
    });
  });

  it("are each opened alone", () => {
    const widgets = { features: { widgets: "on" } };
    const calls = { features: { calls: "voice" } };
    expect(outOfReach(widgets)).toContain("m.call.invite");
    expect(outOfReach(widgets)).not.toContain("m.widget");
    expect(outOfReach(calls)).toContain("m.widget");
    expect(outOfReach(calls)).not.toContain("m.call.invite");
    expect(moduleConfig({ features: { calls: "video", widgets: "on" } }).refused_types).toEqual([]);
  });

  it("get a relay only where calls are on", () => {
    expect(homeserverOf({ features: { calls: "video", turn } })).toMatchObject({
      turn_uris: turn.uris,
      turn_shared_secret_path: turn.secretFile,
      turn_allow_guests: false,
    });
    const off = homeserverOf({ features: { turn } });
    expect(off.turn_uris).toEqual([]);
    expect(off).not.toHaveProperty("turn_shared_secret_path");
  });
});

describe("rooms people make", () => {
  it("are everybody's, or campus's with chats of two", () => {
    expect(moduleConfig()).toMatchObject({ room_creation: "everybody", direct_chats: true });
    expect(moduleConfig({ rooms: { createdBy: "campus", directChats: false } })).toMatchObject({
      room_creation: "campus",
      direct_chats: false,
    });
  });
});

describe("federation", () => {
  it("is with the servers of the list alone, which then reach the main process", () => {
    const site = sampleSite({ ...lab, federation: ["univ-amie.example"] });
    const { federation_domain_whitelist: list, listeners } = settingsOf(site);
    expect(list).toEqual(["univ-amie.example"]);
    expect(listeners).toMatchObject([{ resources: [{ names: ["client", "federation"] }] }, {}, {}]);
    for (const worker of site.processes.slice(1))
      expect(JSON.stringify(settingsOf(site, `workers/${worker.name}.yaml`))).not.toContain("federation");
  });
});

describe("pages that people link to", () => {
  it("are not fetched, unless asked for, and never from a private network nor the site's own machines", () => {
    expect(homeserverOf()).toMatchObject({ url_preview_enabled: false });
    const served = homeserverOf({ ...fourHosts, profile: "production", features: { urlPreviews: "on" } });
    expect(served).toMatchObject({ url_preview_enabled: true, url_preview_accept_language: ["fr", "en"] });
    const never = served.url_preview_ip_range_blacklist as string[];
    expect(never).toEqual(expect.arrayContaining(["10.0.0.0/8", "169.254.0.0/16", "fc00::/7", "10.20.0.11/32", "10.20.0.14/32"]));
  });
});

describe("the directory search", () => {
  it("finds everybody, and no process keeps the table of who shares a room", () => {
    expect(homeserverOf(lab)).toMatchObject({
      user_directory: { enabled: true, search_all_users: true },
      update_user_directory_from_worker: "none",
    });
  });

  it("finds whom one shares a room with, kept by the main process or by the worker that has the job", () => {
    const directory = { everybody: false };
    const all = homeserverOf({ ...lab, directory });
    expect(all).toMatchObject({ user_directory: { search_all_users: false } });
    expect(all).not.toHaveProperty("update_user_directory_from_worker");
    const workers = [{ name: "search", runs: ["user-directory"] }];
    expect(homeserverOf({ ...lab, directory, synapse: { workers } })).toMatchObject({ update_user_directory_from_worker: "search" });
  });
});

describe("files that the description points to", () => {
  const bridges = [{ name: "irc", registrationFile: "/etc/campus/irc.yaml" }];
  const features = { calls: "voice", turn, bridges };

  it("are read where they are on this machine", () => {
    const site = sampleSite({ features });
    expect(givenFiles(site).every(({ from, to }) => from === to)).toBe(true);
    expect(settingsOf(site).app_service_config_files).toEqual(["/state/synapse/conf/appservice-a.yaml", "/etc/campus/irc.yaml"]);
  });

  it("are copied beside Synapse's secrets to a machine of its own", () => {
    expect(givenFiles(sampleSite({ ...fourHosts, features }))).toEqual([
      { from: "/etc/campus/turn-secret", to: "/state/synapse/secrets/turn" },
      { from: "/etc/campus/irc.yaml", to: "/state/synapse/secrets/bridge-irc.yaml" },
    ]);
  });
});
