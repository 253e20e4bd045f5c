/** campus join on a small site: files to install and what to do, then whether it was done; nothing is written on the server. */
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { writeConfig } from "#config/write.ts";
import { openSmallSite, type SmallSite } from "./small-site.ts";

let site: SmallSite;
beforeEach(async () => {
  site = await openSmallSite();
  rmSync(join(site.folder, "token"));
}, 60_000);
afterEach(() => site.close());

const seconds = 60_000;
const folder = () => join(site.folder, ".campus/join/prod");
const read = (file: string) => readFileSync(join(folder(), file), "utf8");

interface Joined {
  readonly ready: boolean;
  readonly steps: readonly { readonly text: string; readonly command: string | null }[];
  readonly findings: readonly { readonly check: string; readonly severity: string }[];
}
async function joined(...args: string[]): Promise<Joined & { readonly code: number | null }> {
  const { code, out, err } = await site.campus("join", "--json", ...args);
  expect(out, err).not.toBe("");
  return { ...(JSON.parse(out) as Joined), code };
}

test("writes the registration and the script once, says what to do, and looks at the server from then on", {
  timeout: seconds,
}, async () => {
  site.writes();
  const first = await site.campus("join", "--address", "10.20.0.14", "--database", "synapse_prod");
  expect(first.code, first.err).toBe(0);
  const token = readFileSync(join(site.folder, "token"), "utf8").trim();
  expect(parse(read("campus-registration.yaml"))).toEqual({
    id: "campus-a",
    url: null,
    as_token: token,
    hs_token: read("hs-token").trim(),
    sender_localpart: "_campus.connector",
    rate_limited: false,
    ip_range_whitelist: ["10.20.0.14/32"],
    namespaces: {
      users: [{ regex: "@.*:univ-fake\\.example", exclusive: false }],
      aliases: [{ regex: "#.*:univ-fake\\.example", exclusive: false }],
      rooms: [],
    },
  });
  expect(read("observe.sql")).toContain('\\connect "synapse_prod"');
  for (const file of ["campus-registration.yaml", "observe.sql", "hs-token"])
    expect(statSync(join(folder(), file)).mode & 0o777).toBe(0o600);
  expect(first.out).toContain("app_service_config_files");
  expect(first.out).toContain(`-d '{"type":"m.login.application_service","username":"_campus.agent.smith","inhibit_login":true}'`);
  expect(first.out).not.toContain(token);
  // Nobody installed it: Synapse refuses the token.
  const refused = await joined();
  expect([refused.code, refused.ready]).toEqual([1, false]);
  expect(refused.findings).toContainEqual(expect.objectContaining({ check: "server", severity: "error" }));
  expect(readFileSync(join(site.folder, "token"), "utf8").trim()).toBe(token);
  expect(parse(read("campus-registration.yaml"))).toMatchObject({ as_token: token });
  expect(parse(read("campus-registration.yaml"))).not.toHaveProperty("ip_range_whitelist");
  expect(site.writes()).toBe(0);
});

test("says that all is in place once it is, reminds of shadow mode, and names what is missing", { timeout: seconds }, async () => {
  const { model, asToken, serverName, baseUrl: url } = site.homeserver;
  writeFileSync(join(site.folder, "token"), `${asToken}\n`, { mode: 0o600 });
  site.writes();
  const active = await joined();
  expect([active.code, active.ready]).toEqual([0, true]);
  expect(active.findings.map(({ check, severity }) => [check, severity])).toEqual([
    ["version", "ok"],
    ["identity", "ok"],
    ["identity", "ok"],
    ["namespace", "ok"],
    ["mode", "warning"],
  ]);
  writeConfig(join(site.folder, "campus.yaml"), {
    servers: [{ name: "prod", url, serverName, tokenFile: "token", mode: "shadow" }],
    sources: [{ kind: "csv", name: "octopus", folder: "data" }],
  });
  const told = await site.campus("join");
  expect([told.code, told.out.includes("campus adopt rooms"), told.out.includes("curl")]).toEqual([0, true, false]);
  expect((await joined()).findings.every(({ severity }) => severity === "ok")).toBe(true);
  const connector = model.accounts.get(`@_campus.connector:${serverName}`);
  if (connector) connector.admin = false;
  const powerless = await joined();
  expect([powerless.code, powerless.ready]).toEqual([1, false]);
  expect(powerless.findings).toContainEqual(expect.objectContaining({ severity: "error" }));
  if (connector) connector.admin = true;
  model.accounts.delete(`@_campus.agent.smith:${serverName}`);
  const nameless = await joined();
  expect([nameless.code, nameless.findings.some(({ check, severity }) => check === "identity" && severity === "error")]).toEqual([1, true]);
  expect(site.writes()).toBe(0);
  expect((await site.campus("join", "--database", "a b")).code).toBe(1);
});
