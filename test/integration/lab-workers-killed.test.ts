/** Any process of the platform killed while campus fills it and people talk: nothing is lost, nothing is doubled. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PassEnd, PassOrder } from "../lab/campus-pass.ts";
import { askAsCampus, enterCas, type LabAnswer, type Signed, signInByCas } from "../lab/lab-people.ts";
import { hasPlatform, type LabPlatform, startLab } from "../lab/platform-lab.ts";
import { eventually, type Script, startScript } from "../lab/processes.ts";
import { openTcpProxy } from "../lab/tcp-proxy.ts";

const v3 = "/_matrix/client/v3";
const first = 12;
/** A process each: requests of every kind are under way when it dies. */
const victims = [
  "sync1",
  "sync2",
  "initialsync",
  "client1",
  "client2",
  "event_creator1",
  "event_creator2",
  "event_persister1",
  "event_persister2",
  "stream_writer",
  "media",
  "background",
  "synapse",
  "redis",
  "nginx",
  "postgres",
  "synapse-parent",
];
/** Bytes of answers after which it dies: somewhere among the accounts and the joins of the pass. */
const among = 6_000;

describe.skipIf(!hasPlatform())("a process killed during a synchronisation", () => {
  let lab: LabPlatform;
  let folder = "";
  let talker: Signed;
  let room = "";
  const said: string[] = [];

  beforeAll(async () => {
    lab = await startLab();
    folder = mkdtempSync(join(tmpdir(), "campus-victims-"));
    expect(await finish(await startPass(first, null, true))).toMatchObject({ status: "done", converged: true });
    enterCas(lab, ["agent00001"]);
    talker = await signInByCas(lab, "agent00001");
    const made = await talker.ask("POST", `${v3}/createRoom`, { preset: "private_chat" });
    room = encodeURIComponent(String(made.body.room_id));
  });
  afterAll(async () => {
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function startPass(people: number, port: number | null, approve = false): Promise<Script> {
    const { serverName, asToken } = lab;
    const baseUrl = port === null ? lab.internalUrl : `http://127.0.0.1:${port}`;
    const order: PassOrder = { server: "lab", folder, baseUrl, serverName, asToken, people, approve, command: "sync" };
    return startScript("test/lab/campus-pass.ts", [JSON.stringify(order)]);
  }

  async function finish(script: Script): Promise<PassEnd> {
    const end = JSON.parse(await script.nextLine()) as PassEnd;
    await script.end("SIGTERM");
    return end;
  }

  async function pidOf(name: string): Promise<number> {
    return (await lab.processes()).find((one) => one.name === name)?.pid ?? 0;
  }

  /** As a client does: again with the same transaction until it is answered. */
  async function say(text: string): Promise<void> {
    said.push(text);
    const send = (): Promise<LabAnswer> =>
      talker
        .ask("PUT", `${v3}/rooms/${room}/send/m.room.message/${encodeURIComponent(text)}`, { msgtype: "m.text", body: text })
        .catch(() => ({ status: 0, body: {} }));
    const sent = await eventually(send, ({ status }) => status === 200, 60_000);
    expect(sent.status).toBe(200);
  }

  it.each(victims.map((name, index) => [name, index] as const))(
    "%s: the next pass finds everything as it should be",
    async (name, index) => {
      const people = first + 2 * (index + 1);
      const before = await pidOf(name);
      const killed = Promise.withResolvers<void>();
      let isAlive = true;
      const proxy = await openTcpProxy(Number(new URL(lab.internalUrl).port), (bytes) => {
        if (isAlive && bytes > among) {
          isAlive = false;
          process.kill(before, "SIGKILL");
          killed.resolve();
        }
        return true;
      });
      const pass = await startPass(people, proxy.port);
      await killed.promise;
      await say(`pendant que ${name} redémarre`);
      await finish(pass);
      await proxy.close();
      const after = await eventually(
        () => lab.processes(),
        (all) => all.every(({ healthy }) => healthy),
        60_000,
      );
      expect(after.filter(({ healthy }) => !healthy)).toEqual([]);
      expect(await pidOf(name)).not.toBe(before);
      expect(await finish(await startPass(people, null))).toMatchObject({
        status: "done",
        converged: true,
        failed: 0,
        held: 0,
        remaining: [],
      });
    },
  );

  it("left one account a person, one room an address, every message once", async () => {
    const people = first + 2 * victims.length;
    expect(await finish(await startPass(people, null))).toMatchObject({ changes: 0 });
    const users = await askAsCampus(lab, "GET", "/_synapse/admin/v2/users?limit=1000&guests=false");
    expect(users.body.total).toBe(people + 2);
    const rooms = await fetch(`${lab.mainUrl}/_synapse/admin/v1/rooms?limit=1000`, {
      headers: { authorization: `Bearer ${lab.asToken}`, "x-forwarded-for": lab.forwardedFor },
    });
    const living = ((await rooms.json()) as { rooms: { canonical_alias: string | null; joined_members: number }[] }).rooms.filter(
      ({ joined_members, canonical_alias }) => joined_members > 0 && canonical_alias !== null,
    );
    expect(new Set(living.map(({ canonical_alias }) => canonical_alias)).size).toBe(living.length);
    const read = await talker.ask("GET", `${v3}/rooms/${room}/messages?dir=f&limit=100`);
    const chunk = read.body.chunk as readonly { readonly content: { readonly body?: string } }[];
    expect(chunk.flatMap(({ content }) => content.body ?? []).sort()).toEqual([...said].sort());
  });
});
