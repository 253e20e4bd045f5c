/** A replacement of the token killed after each thing it does, and sessions that the old token opened: on a platform of three processes. */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { campusIn } from "../cli/campus-in.ts";
import { addLabPerson, askAt, enterCas, type LabAnswer, signInByCas } from "../lab/lab-people.ts";
import { hasPlatform, type LabPlatform, startLab } from "../lab/platform-lab.ts";
import { eventually, startScript } from "../lab/processes.ts";
import type { RotateLine, RotateOrder } from "../lab/rotate-lab-token.ts";
import { synapsePython } from "../lab/synapse.ts";

const run = promisify(execFile);
const v3 = "/_matrix/client/v3";
const description: NonNullable<RotateOrder["description"]> = {
  monitoring: "off",
  synapse: {
    workers: [
      { name: "reader", serves: ["sync", "initial-sync", "client"] },
      { name: "writer", serves: ["room-writes"] },
    ],
  },
};
/** What one replacement tells, in order: after each of them the next case is killed. */
const told = [
  ...["add", "rendered", "restarted", "restarted", "restarted", "proven"],
  ...["rendered", "proven", "use"],
  ...["drop", "rendered", "restarted", "restarted", "restarted", "proven", "signed-out", "finished"],
];

describe.skipIf(!hasPlatform())("a replacement of the token", () => {
  let lab: LabPlatform;
  let folder = "";
  const secrets = () => join(lab.stateFolder, "secrets");
  const current = () => readFileSync(join(secrets(), "as-token"), "utf8").trim();
  const tokenFiles = () => readdirSync(secrets()).filter((name) => /token|rotation/.test(name));

  beforeAll(async () => {
    lab = await startLab({ description });
    folder = mkdtempSync(join(tmpdir(), "campus-rotation-"));
    const platform = { profile: "lab", stateFolder: lab.stateFolder, ...description };
    const server = { name: "lab", serverName: lab.serverName, platform };
    const config = { store: { kind: "embedded" }, servers: [server], sources: [{ kind: "csv", name: "octopus", folder: "." }] };
    writeFileSync(join(folder, "campus.yaml"), stringify(config));
  });
  afterAll(async () => {
    await lab?.stop();
    if (folder !== "") rmSync(folder, { recursive: true });
  });

  /** What it told until its end, or until it was killed. */
  async function rotate(more: Partial<RotateOrder> = {}): Promise<readonly string[]> {
    const { stateFolder, serverName } = lab;
    const order: RotateOrder = { stateFolder, serverName, description, ...more };
    const script = await startScript("test/lab/rotate-lab-token.ts", [JSON.stringify(order)]);
    const did: string[] = [];
    for (;;) {
      const line = await script.nextLine().catch(() => null);
      const news = line === null ? null : (JSON.parse(line) as RotateLine);
      if (news === null || "report" in news) break;
      did.push(news.did);
    }
    await script.end("SIGTERM");
    return did;
  }

  async function statusOf(token: string): Promise<number> {
    return (await askAt(`${lab.internalUrl}/_synapse/admin/v2/users?limit=1`, "GET", token)).status;
  }

  it.each(told.map((did, index) => [index + 1, did] as const))("killed after thing %i (%s) is ended by the next call", async (dieAfter) => {
    const before = current();
    expect(await rotate({ dieAfter })).toEqual(told.slice(0, dieAfter));
    // Whatever campus reads now works, at once or when the process that was being restarted is back.
    expect(
      await eventually(
        () => statusOf(current()),
        (status) => status === 200,
      ),
    ).toBe(200);
    const isOver = told[dieAfter - 1] === "finished";
    const rest = isOver ? [] : await rotate();
    expect(rest.at(-1)).toBe(isOver ? undefined : "finished");
    // Only processes that did not yet know were started again.
    const restarts = [...told.slice(0, dieAfter), ...rest].filter((did) => did === "restarted");
    expect(restarts).toHaveLength(6);
    expect([await statusOf(before), await statusOf(current())]).toEqual([401, 200]);
    expect(tokenFiles()).toEqual(["as-token", expect.stringMatching(/^as-token-[ab]$/), expect.stringMatching(/^hs-token-[ab]$/)]);
  });

  it("by two at the same time is one replacement", async () => {
    const before = current();
    const both = await Promise.all([rotate(), rotate()]);
    expect(both.map((did) => did.length).sort((a, b) => a - b)).toEqual([0, told.length]);
    expect([await statusOf(before), await statusOf(current())]).toEqual([401, 200]);
  });

  /** As somebody on Synapse's own machine who got hold of the token. */
  function askMain(path: string, body: object): Promise<LabAnswer> {
    const headers = { authorization: `Bearer ${current()}`, "x-forwarded-for": lab.forwardedFor };
    return fetch(`${lab.mainUrl}${path}`, { method: "POST", headers, body: JSON.stringify(body) }).then(async (answer) => ({
      status: answer.status,
      body: (await answer.json()) as LabAnswer["body"],
    }));
  }

  function tokenIn({ status, body }: LabAnswer): string {
    expect([status, body]).toEqual([200, expect.objectContaining({ access_token: expect.any(String) })]);
    return String(body.access_token);
  }

  async function loginAs(user: string): Promise<string> {
    const body = { type: "m.login.application_service", identifier: { type: "m.id.user", user } };
    return tokenIn(await askMain(`${v3}/login`, body));
  }

  const whoami = async (token: string): Promise<number> => (await askAt(`${lab.baseUrl}${v3}/account/whoami`, "GET", token)).status;
  const puppet = async (user: string): Promise<string> =>
    tokenIn(await askMain(`/_synapse/admin/v1/users/${encodeURIComponent(user)}/login`, {}));

  it("ends the sessions that the old token opened for the identities; everybody's when asked and confirmed", async () => {
    const now = { ...lab, asToken: current() };
    const camille = await addLabPerson(now, "dubois001", "Camille Dubois");
    const ines = await addLabPerson(now, "martin001", "Inès Martin");
    enterCas(lab, ["dubois001"]);
    const own = (await signInByCas(lab, "dubois001")).token;
    // The module lets nobody sign in as a service identity, whatever the token.
    const smithId = `@${lab.agentSmith}:${lab.serverName}`;
    const refused = await askMain(`${v3}/login`, { type: "m.login.application_service", identifier: { type: "m.id.user", user: smithId } });
    expect(refused).toMatchObject({ status: 403, body: { errcode: "M_FORBIDDEN" } });
    const smith = await puppet(smithId);
    const [inTheirName, stolen, locked] = [await puppet(camille), await loginAs(camille), await loginAs(ines)];
    for (const token of [own, smith, inTheirName, stolen, locked]) expect(await whoami(token)).toBe(200);
    const lock = await askAt(`${lab.internalUrl}/_synapse/admin/v2/users/${encodeURIComponent(ines)}`, "PUT", current(), { locked: true });
    expect(lock.status).toBe(200);

    const plain = await campusIn(folder, ["platform", "rotate-token", "--json"]);
    expect([plain.code, JSON.parse(plain.out || "null")], plain.err).toEqual([
      0,
      { next: null, isRunning: true, restarted: Array.from({ length: 2 }, () => ["synapse", "reader", "writer"]).flat(), everybody: null },
    ]);
    expect([await whoami(smith), await whoami(inTheirName), await whoami(own), await whoami(stolen)]).toEqual([401, 401, 200, 200]);

    const before = current();
    const unconfirmed = await campusIn(folder, ["platform", "rotate-token", "--everybody"]);
    expect([unconfirmed.code, current(), await whoami(own)]).toEqual([1, before, 200]);
    expect(unconfirmed.err).toContain("--confirm lab");
    const all = await campusIn(folder, ["platform", "rotate-token", "--everybody", "--confirm", "lab", "--json"]);
    // Two people, two identities; the passing administrator of the bootstrap is deactivated.
    expect([all.code, JSON.parse(all.out).everybody]).toEqual([0, { accounts: 4, administrators: [] }]);
    expect([await whoami(own), await whoami(stolen), await statusOf(before)]).toEqual([401, 401, 401]);
    await askAt(`${lab.internalUrl}/_synapse/admin/v2/users/${encodeURIComponent(ines)}`, "PUT", current(), { locked: false });
    expect(await whoami(locked)).toBe(401);
    expect((await signInByCas(lab, "dubois001")).userId).toBe(camille);
    const logged = readFileSync(join(folder, ".campus/log/campus.log"), "utf8").trim().split("\n");
    expect(logged.map((line) => JSON.parse(line)).filter(({ operation }) => operation === "end-sessions")).toMatchObject([
      { whose: "identities", accounts: 2, server: lab.serverName },
      { whose: "everybody", accounts: 4, server: lab.serverName },
    ]);
  });

  it("on machines of their own is followed by a script that ends the same sessions", async () => {
    const user = `@dubois001:${lab.serverName}`;
    const [inTheirName, own] = [await puppet(user), await loginAs(user)];
    const { connector, agentSmith, serverName, mainUrl: baseUrl, forwardedFor } = lab;
    writeFileSync(join(folder, "identities.json"), JSON.stringify({ connector, agentSmith, serverName, baseUrl, forwardedFor }));
    const script = join(import.meta.dirname, "../../src/hosting/systemd/end_sessions.py");
    const settings = join(lab.stateFolder, "conf/synapse/homeserver.yaml");
    const end = async (...more: readonly string[]) =>
      run(synapsePython(), ["-I", script, "--settings", settings, "--identities", join(folder, "identities.json"), ...more]);
    expect(JSON.parse((await end()).stdout)).toEqual({ accounts: 2, administrators: [] });
    expect([await whoami(inTheirName), await whoami(own)]).toEqual([401, 200]);
    await expect(end("--everybody", "elsewhere.example")).rejects.toThrow(/nothing was done/);
    expect(await whoami(own)).toBe(200);
    expect(JSON.parse((await end("--everybody", serverName)).stdout)).toEqual({ accounts: 4, administrators: [] });
    expect(await whoami(own)).toBe(401);
  });

  it("while the platform is stopped waits for its start to be seen", async () => {
    const before = current();
    await lab.suspend("gently");
    const text = readFileSync(join(lab.stateFolder, "run/platform.json"), "utf8");
    rmSync(join(lab.stateFolder, "run/platform.json"));
    expect(await rotate()).toEqual(["add", "rendered", "rendered", "use", "drop", "rendered"]);
    writeFileSync(join(lab.stateFolder, "run/platform.json"), text);
    await lab.resume();
    expect([await statusOf(before), await statusOf(current())]).toEqual([401, 200]);
    expect(await rotate()).toEqual(["drop", "rendered", "proven", "signed-out", "finished"]);
    expect(tokenFiles()).toHaveLength(3);
  });
});
