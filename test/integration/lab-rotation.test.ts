/** The application service's token replaced on a whole platform at work: nothing fails, nothing is lost, the old token is worth nothing. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import type { RotationReport } from "#hosting/rotate-token.ts";
import type { PassEnd, PassOrder } from "../lab/campus-pass.ts";
import { askAt, enterCas, type Signed, signInByCas } from "../lab/lab-people.ts";
import { hasPlatform, type LabPlatform, startLab } from "../lab/platform-lab.ts";
import { startScript } from "../lab/processes.ts";
import type { RotateLine, RotateOrder } from "../lab/rotate-lab-token.ts";
import { startTalking } from "../lab/talking.ts";

const v3 = "/_matrix/client/v3";
const first = 12;

describe.skipIf(!hasPlatform())("the application service's token", () => {
  let lab: LabPlatform;
  let folder = "";
  let talker: Signed;
  let room = "";
  let people = first;
  const tokenFile = () => join(lab.stateFolder, "secrets/as-token");
  const current = () => readFileSync(tokenFile(), "utf8").trim();

  beforeAll(async () => {
    lab = await startLab();
    folder = mkdtempSync(join(tmpdir(), "campus-rotation-"));
    expect(await pass(true)).toMatchObject({ status: "done", converged: true });
    enterCas(lab, ["agent00001"]);
    talker = await signInByCas(lab, "agent00001");
    const made = await talker.ask("POST", `${v3}/createRoom`, { preset: "private_chat" });
    room = String(made.body.room_id);
  });
  afterAll(async () => {
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function pass(approve = false): Promise<PassEnd> {
    const { serverName, asToken, internalUrl: baseUrl } = lab;
    const order: PassOrder = {
      server: "lab",
      folder,
      baseUrl,
      serverName,
      asToken,
      tokenFile: tokenFile(),
      people,
      approve,
      command: "sync",
    };
    const script = await startScript("test/lab/campus-pass.ts", [JSON.stringify(order)]);
    const end = JSON.parse(await script.nextLine()) as PassEnd;
    await script.end("SIGTERM");
    return end;
  }

  async function rotate(more: Partial<RotateOrder> = {}): Promise<RotationReport> {
    const { stateFolder, serverName } = lab;
    const script = await startScript("test/lab/rotate-lab-token.ts", [JSON.stringify({ stateFolder, serverName, ...more })]);
    for (;;) {
      const line = JSON.parse(await script.nextLine()) as RotateLine;
      if (!("report" in line)) continue;
      await script.end("SIGTERM");
      return line.report;
    }
  }

  /** Answer to one of campus's own requests, by its own way. */
  async function statusOf(token: string): Promise<number> {
    return (await askAt(`${lab.internalUrl}/_synapse/admin/v2/users?limit=1`, "GET", token)).status;
  }

  /** Answer of every process that answers clients, by its name. */
  async function everywhere(token: string): Promise<ReadonlySet<number>> {
    const statuses = await Promise.all(
      lab.site.processes.map(async ({ client }) => {
        const headers = { authorization: `Bearer ${token}`, "x-forwarded-for": lab.forwardedFor };
        return (await fetch(`http://${client.address}:${client.port}${v3}/account/whoami`, { headers })).status;
      }),
    );
    // 404: three processes listen for health alone.
    expect(statuses.filter((status) => status === 404)).toHaveLength(3);
    return new Set(statuses.filter((status) => status !== 404));
  }

  /** Tokens in the registrations that Synapse reads. */
  function registered(): readonly string[] {
    const conf = join(lab.stateFolder, "conf/synapse");
    const files = readdirSync(conf).filter((name) => name.startsWith("appservice-"));
    return files.map((name) => /^as_token: "?([^"\n]+)"?$/m.exec(readFileSync(join(conf, name), "utf8"))?.[1] ?? "");
  }

  it("is replaced while campus and people work: no request fails, every message arrives once", async () => {
    const old = current();
    const talk = await startTalking(talker, room);
    const asToken = () => current();
    const identities = { connector: lab.connector, agentSmith: lab.agentSmith };
    const homeserver = openHomeserver({ baseUrl: lab.internalUrl, asToken, serverName: lab.serverName, ...identities });
    let isOver = false;
    let reads = 0;
    let longestRead = 0;
    async function read(): Promise<void> {
      for (; !isOver; reads++) {
        const begin = Date.now();
        expect((await homeserver.reader.accounts()).size).toBeGreaterThanOrEqual(first + 2);
        longestRead = Math.max(longestRead, Date.now() - begin);
      }
    }
    const ends: PassEnd[] = [];
    async function passes(): Promise<void> {
      for (; !isOver; people += 4) ends.push(await pass());
    }
    const reading = read();
    const passing = passes();
    const rotating = rotate().finally(() => {
      isOver = true;
    });
    const [report] = await Promise.all([rotating, reading, passing]);
    await talk.end();
    await homeserver.close();
    console.log(
      `rotation under load: ${reads} readings (longest ${longestRead} ms), ${ends.length} passes, ${talk.said.length} messages, ` +
        `${talk.againSent()} sent again (longest ${talk.longest()} ms), ${talk.againSynced()} syncs asked again`,
    );
    expect(report).toMatchObject({ next: null, isRunning: true });
    expect(report.restarted).toHaveLength(2 * lab.site.processes.length);
    expect(reads).toBeGreaterThan(10);
    expect(ends.map(({ status, converged, failed }) => [status, converged, failed])).toEqual(ends.map(() => ["done", true, 0]));
    expect(talk.said.length).toBeGreaterThan(20);
    expect(talk.heard).toEqual(talk.said);
    const stored = await talker.ask("GET", `${v3}/rooms/${encodeURIComponent(room)}/messages?dir=f&limit=1000`);
    const chunk = stored.body.chunk as readonly { readonly content: { readonly body?: string } }[];
    expect(chunk.flatMap(({ content }) => content.body ?? [])).toEqual(talk.said);
    expect([await statusOf(old), await statusOf(current())]).toEqual([401, 200]);
    expect(await everywhere(old)).toEqual(new Set([401]));
    expect(await everywhere(current())).toEqual(new Set([200]));
    expect(registered()).toEqual([current()]);
    expect((await lab.processes()).filter(({ healthy }) => !healthy)).toEqual([]);
  });

  it("has a second one beside it from add to drop", async () => {
    const old = current();
    expect(await rotate({ steps: ["add"] })).toMatchObject({ next: "use" });
    const [added = ""] = registered().filter((token) => token !== old);
    expect([registered().length, current()]).toEqual([2, old]);
    for (const token of [old, added]) expect([await statusOf(token), await everywhere(token)]).toEqual([200, new Set([200])]);
    expect(await rotate({ steps: ["use"] })).toMatchObject({ next: "drop", restarted: [] });
    expect(current()).toBe(added);
    for (const token of [old, added]) expect([await statusOf(token), await everywhere(token)]).toEqual([200, new Set([200])]);
    expect(await rotate({ steps: ["drop"] })).toMatchObject({ next: null });
    expect([await statusOf(old), await everywhere(old), await statusOf(added)]).toEqual([401, new Set([401]), 200]);
    expect(registered()).toEqual([added]);
  });

  it("is worth nothing to campus before Synapse knows it: use before add is refused", async () => {
    const before = current();
    await expect(rotate({ steps: ["use"] })).rejects.toThrow(/rotation-order/);
    expect([current(), await statusOf(before)]).toEqual([before, 200]);
  });
});
