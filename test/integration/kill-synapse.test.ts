/** The same `kill -9` on a real Synapse: one university, killed again and again while it is being made, then whole and never doubled. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PassEnd, PassOrder } from "../lab/campus-pass.ts";
import { startScript } from "../lab/processes.ts";
import { hasSynapse, type LabSynapse, openSynapse } from "../lab/synapse.ts";
import { openTcpProxy } from "../lab/tcp-proxy.ts";

const people = 25;
/** Answers after which each process dies: among accounts, rooms, then memberships and levels. */
const deaths = [12, 37, 48, 70, 95];

describe.skipIf(!hasSynapse())("campus killed while it fills a real Synapse", () => {
  let synapse: LabSynapse;
  let folder: string;
  beforeAll(async () => {
    synapse = await openSynapse();
    folder = await mkdtemp(join(tmpdir(), "campus-kill-synapse-"));
  });
  afterAll(async () => {
    await synapse.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function order(port: number | null, approve: boolean): string {
    const { serverName, asToken } = synapse;
    const baseUrl = port === null ? synapse.baseUrl : `http://127.0.0.1:${port}`;
    return JSON.stringify({ server: "prod", folder, baseUrl, serverName, asToken, people, approve, command: "sync" } satisfies PassOrder);
  }

  async function killAfter(answers: number, approve: boolean): Promise<void> {
    let seen = 0;
    let kill = (): void => {};
    const proxy = await openTcpProxy(Number(new URL(synapse.baseUrl).port), () => {
      seen += 1;
      if (seen === answers) kill();
      return seen < answers;
    });
    const script = await startScript("test/lab/campus-pass.ts", [order(proxy.port, approve)]);
    kill = () => void script.child.kill("SIGKILL");
    await script.nextLine().catch(() => {});
    await script.end("SIGKILL");
    await proxy.close();
    expect(seen).toBeGreaterThanOrEqual(answers);
  }

  async function wholePass(): Promise<PassEnd> {
    const script = await startScript("test/lab/campus-pass.ts", [order(null, false)]);
    const end = JSON.parse(await script.nextLine()) as PassEnd;
    await script.end("SIGTERM");
    return end;
  }

  it("ends whole, with one account a person and one room an alias", async () => {
    for (const [index, answers] of deaths.entries()) await killAfter(answers, index === 0);
    expect(await wholePass()).toMatchObject({ status: "done", converged: true, remaining: [], failed: 0, held: 0 });
    expect(await wholePass()).toMatchObject({ changes: 0 });
    const users = await ask<{ total: number }>(synapse, "v2/users?limit=1000&guests=false");
    expect(users.total).toBe(people + 2);
    const { rooms } = await ask<{ rooms: Room[] }>(synapse, "v1/rooms?limit=1000");
    const living = rooms.filter((room) => room.joined_members > 0);
    const aliases = living.map((room) => room.canonical_alias);
    expect(new Set(aliases).size).toBe(living.length);
    expect(aliases).not.toContain(null);
  });
});

interface Room {
  readonly canonical_alias: string | null;
  readonly joined_members: number;
}

async function ask<T>({ baseUrl, asToken }: LabSynapse, path: string): Promise<T> {
  const answer = await fetch(`${baseUrl}/_synapse/admin/${path}`, { headers: { authorization: `Bearer ${asToken}` } });
  return (await answer.json()) as T;
}
