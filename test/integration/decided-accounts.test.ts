/** What two people decide about an account, on a real Synapse: another Matrix id, and an erasure. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import type { Decision } from "#core/decision.ts";
import { personKey, type UserId } from "#core/ids.ts";
import { defaultPolicy } from "#core/policy.ts";
import type { PassDeps } from "#engine/deps.ts";
import type { Homeserver, Store } from "#engine/ports.ts";
import { syncPass } from "#engine/sync.ts";
import { approveAll, approveByTwo, depsOf, fixedClock, university } from "../engine/campus.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { hasSynapse, type LabSynapse, openSynapse } from "../lab/synapse.ts";

const made = { by: "gestion", reason: "demande écrite", since: fixedClock("2026-10-01").today(), until: null };

describe.skipIf(!hasSynapse())("decided on Synapse:", () => {
  let synapse: LabSynapse;
  let homeserver: Homeserver;
  let store: Store;
  let deps: PassDeps;
  const clock = fixedClock("2026-10-01");
  beforeAll(async () => {
    synapse = await openSynapse();
    homeserver = openHomeserver(synapse);
    store = openMemoryStore();
    deps = depsOf({ homeserver, store, reading: () => university(12) }, { clock, policy: defaultPolicy(synapse.serverName) });
    expect(await syncPass(deps, { by: "root", approve: approveAll })).toMatchObject({ status: "done", converged: true });
  }, 60_000);
  afterAll(async () => {
    await homeserver?.close();
    await synapse?.stop();
  });

  const sync = () => syncPass(deps, { by: "root", approve: null });
  const user = (localpart: string) => `@${localpart}:${synapse.serverName}` as UserId;
  const decide = (decision: Decision) => store.decide("test", [decision], clock.now());

  /** Keys of the managed rooms that the account is in, and its levels there. */
  async function placesOf(localpart: string): Promise<readonly string[]> {
    const { rooms } = await store.loadLedger("test", clock.today());
    const seen = await homeserver.reader.rooms([...rooms.values()], () => []);
    const own = [...seen].filter(([, room]) => room.members.has(user(localpart)));
    return own.map(([key, room]) => `${key} ${room.levels.get(user(localpart)) ?? 0}`).sort();
  }
  const accountOf = async (localpart: string) => (await homeserver.reader.details([user(localpart)])).get(user(localpart));

  test("another Matrix id has the rooms, the levels and the sign-in; the former account is locked without it", {
    timeout: 60_000,
  }, async () => {
    // The second heads LAB2.
    const before = await placesOf("agent00002");
    expect(before.some((place) => !place.endsWith(" 0"))).toBe(true);
    await decide({ kind: "move", value: { person: personKey("00002"), localpart: "nouveau.nom", rooms: [], ...made } });
    expect(await sync()).toMatchObject({ status: "held", applied: 0 });
    await approveByTwo(deps);
    expect(await sync()).toMatchObject({ status: "done", failed: 0, converged: true });
    expect(await sync()).toMatchObject({ status: "done", changes: 0 });
    expect(await placesOf("nouveau.nom")).toEqual(before);
    expect(await accountOf("nouveau.nom")).toMatchObject({ locked: false, details: { externalIds: ["agent00002"] } });
    expect(await accountOf("agent00002")).toMatchObject({ locked: true, details: { externalIds: [], mails: [] } });
  });

  test("an erasure locks at once, and the day after leaves nothing of the account in any room", { timeout: 60_000 }, async () => {
    await decide({ kind: "erasure", value: { person: personKey("00007"), ...made } });
    expect(await sync()).toMatchObject({ status: "done", applied: 1 });
    expect(await accountOf("agent00007")).toMatchObject({ locked: true, deactivated: false });
    clock.day = "2026-10-02";
    expect(await sync()).toMatchObject({ status: "held", applied: 0, held: 1 });
    await approveByTwo(deps);
    expect(await sync()).toMatchObject({ status: "done", applied: 1, converged: true });
    expect(await accountOf("agent00007")).toMatchObject({ deactivated: true, erased: true, details: { mails: [] } });
    // Synapse takes a deactivated account out of its rooms in the background.
    await expect.poll(() => placesOf("agent00007"), { timeout: 20_000, interval: 200 }).toEqual([]);
    expect(await sync()).toMatchObject({ status: "done", changes: 0 });
  });
});
