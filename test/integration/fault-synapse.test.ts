/** Faults between campus and a real Synapse, one after the other while a university is made and changes: whole in the end, nothing twice. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import type { SourceReading } from "#core/directory.ts";
import { defaultPolicy } from "#core/policy.ts";
import type { Homeserver } from "#engine/ports.ts";
import type { PassReport } from "#engine/report.ts";
import { syncPass } from "#engine/sync.ts";
import { createRandom } from "#sample/random.ts";
import { approveAll, depsOf, university } from "../engine/campus.ts";
import { type FaultProxy, openFaultProxy } from "../fakes/fault-proxy.ts";
import type { FaultKind } from "../fakes/homeserver/faults.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { hasSynapse, type LabSynapse, openSynapse } from "../lab/synapse.ts";

const people = 16;
const faults: readonly FaultKind[] = [
  { kind: "cut" },
  { kind: "cut-after" },
  { kind: "truncated" },
  { kind: "half-closed" },
  { kind: "status", status: 503 },
  { kind: "limited", retryAfterMs: 20 },
  { kind: "html", status: 502 },
];
const moments = [
  /v2\/users\?/,
  /PUT .*v2\/users\//,
  /createRoom/,
  /\/invite/,
  /\/join\?/,
  /power_levels/,
  /m\.space\.child/,
  /joined_members/,
  /\/sync/,
];

describe.skipIf(!hasSynapse())("faults before a real Synapse", () => {
  let synapse: LabSynapse;
  let proxy: FaultProxy;
  let homeserver: Homeserver;
  const store = openMemoryStore();
  beforeAll(async () => {
    synapse = await openSynapse();
    proxy = await openFaultProxy(synapse.baseUrl);
    homeserver = openHomeserver({ ...synapse, baseUrl: proxy.baseUrl, backoffMs: 5, tries: 3 });
  });
  afterAll(async () => {
    await homeserver?.close();
    await proxy?.close();
    await synapse?.stop();
  });

  const sync = (reading: () => SourceReading): Promise<PassReport> => {
    const policy = defaultPolicy(synapse.serverName);
    return syncPass(depsOf({ homeserver, store, reading }, { policy }), { by: "root", approve: approveAll });
  };

  /** A fault at each moment, the kinds and the places seeded; each strikes twice. */
  function spoil(seed: number): void {
    const random = createRandom(seed, 240);
    for (const on of moments) {
      const kind = faults[Math.floor(random.next() * faults.length)] as FaultKind;
      proxy.faults.add({ ...kind, on, times: 2, after: Math.floor(random.next() * 4) });
    }
  }

  async function untilWhole(reading: () => SourceReading): Promise<void> {
    for (let pass = 1; pass <= 4; pass++) {
      const report = await sync(reading).catch(() => null);
      if (report?.status === "done") return;
    }
    throw new Error("not whole after four passes");
  }

  it.each([1, 2, 3])("seed %i: whole, nothing twice, nothing left to do", async (seed) => {
    const reading = (): SourceReading =>
      university(people + seed, (person, index) => (index === seed + 4 ? { ...person, displayName: `Nom ${seed}` } : person));
    spoil(seed);
    await untilWhole(reading);
    proxy.faults.clear();
    expect(await sync(reading)).toMatchObject({ changes: 0, status: "done" });
    const users = await ask<{ total: number }>("v2/users?limit=1000&guests=false");
    expect(users.total).toBe(people + seed + 2);
    const { rooms } = await ask<{ rooms: { canonical_alias: string | null; joined_members: number }[] }>("v1/rooms?limit=1000");
    const living = rooms.filter((room) => room.joined_members > 0).map((room) => room.canonical_alias);
    expect(living).not.toContain(null);
    expect(new Set(living).size).toBe(living.length);
  });

  async function ask<T>(path: string): Promise<T> {
    const answer = await fetch(`${synapse.baseUrl}/_synapse/admin/${path}`, { headers: { authorization: `Bearer ${synapse.asToken}` } });
    return (await answer.json()) as T;
  }
});
