/** A run undone on a real Synapse: everybody and everything back where they were, and no pass does it again before it is released. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import type { SourceReading } from "#core/directory.ts";
import type { RoomKey, UserId } from "#core/ids.ts";
import { defaultPolicy } from "#core/policy.ts";
import { approvePart, onTheTable } from "#engine/held.ts";
import type { Homeserver } from "#engine/ports.ts";
import { syncPass } from "#engine/sync.ts";
import { undoRun } from "#engine/undo.ts";
import { approveAll, depsOf, fixedClock, university } from "../engine/campus.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { hasSynapse, type LabSynapse, openSynapse } from "../lab/synapse.ts";

const everything = { guards: [], people: [], structures: [], kinds: [], keys: [] };

describe.skipIf(!hasSynapse())("an undo on Synapse", () => {
  let synapse: LabSynapse;
  let homeserver: Homeserver;
  beforeAll(async () => {
    synapse = await openSynapse();
    homeserver = openHomeserver(synapse);
  }, 60_000);
  afterAll(async () => {
    await homeserver?.close();
    await synapse?.stop();
  });

  test("puts a pass back, holds what would do it again, and lets it be done again", { timeout: 90_000 }, async () => {
    const state: { reading: SourceReading } = { reading: university(16) };
    const [store, clock] = [openMemoryStore(), fixedClock("2026-10-01")];
    const policy = defaultPolicy(synapse.serverName);
    const deps = depsOf({ homeserver, store, reading: () => state.reading }, { clock, policy });
    const sync = (approve: typeof approveAll | null) => syncPass(deps, { by: "root", approve });
    expect(await sync(approveAll)).toMatchObject({ status: "done", converged: true });
    const before = await shown();

    // A newcomer, a move, a name, an address, a head less, somebody disabled, a structure that closes and one that appears.
    const wrong = university(17, (person, index) => {
      if (index === 5) return { ...person, displayName: "Tout Autre" };
      if (index === 6) return { ...person, mail: "autre@univ-demo.example" };
      if (index === 7) return { ...person, state: "disabled" };
      if (index === 0) return { ...person, functions: [] };
      const neuf = { structure: "NEUF", kind: "AFFECTATION", principal: false } as const;
      return index >= 8 && index < 12 ? { ...person, assignments: [...person.assignments, neuf] } : person;
    });
    const neuf = { origin: "structure NEUF", code: "NEUF", type: "COMP", acronym: "NEUF", longLabel: "Structure neuve", parents: ["UNIV"] };
    const closing = wrong.structures.map((one) => (one.code === "LAB2" ? { ...one, closes: "2026-10-01" } : one));
    state.reading = { ...wrong, structures: [...closing, neuf] };
    expect(await sync(approveAll)).toMatchObject({ status: "done", converged: true });
    const run = (await store.runs("test", 1))[0]?.id ?? "";
    const after = await shown();
    expect(after).not.toEqual(before);

    const undone = await undoRun(deps, { run, by: "root", why: "mauvaise lecture", approve: approveAll });
    expect(undone).toMatchObject({ status: "done", converged: true, failed: 0, problems: [] });
    console.info(`${undone.applied} changes undone: ${undone.requests} requests`);
    const now = await shown();
    expect(now.people.filter(({ userId }) => userId.startsWith("@agent00017"))).toMatchObject([{ locked: true, deactivated: false }]);
    expect(known(now, before)).toEqual(before);

    const next = await sync(null);
    expect(next).toMatchObject({ status: "held", applied: 0 });
    expect(new Set(next.plan.plan.changes.map(({ held }) => held))).toEqual(new Set(["undone"]));
    await approvePart(deps, await onTheTable(deps, null), everything, { by: "camille", label: "camille", comment: "c'était juste" });
    expect(await sync(null)).toMatchObject({ status: "done", converged: true });
    expect(await shown()).toEqual(after);
    expect(await sync(null)).toMatchObject({ status: "done", changes: 0 });

    async function shown() {
      const { rooms: managed } = await store.loadLedger("test", clock.today());
      const wanted = [...managed.values()].map(({ key, roomId }) => ({ key, roomId }));
      const rooms = await homeserver.reader.rooms(wanted, () => []);
      const accounts = [...(await homeserver.reader.accounts()).values()].filter(({ userId }) => userId.startsWith("@agent"));
      const details = await homeserver.reader.details(accounts.map(({ userId }) => userId));
      return { people: [...details.values()].sort((a, b) => (a.userId < b.userId ? -1 : 1)), rooms: roomsOf(rooms) };
    }
  });
});

/** What people see of each room; a level counts for who is in. */
function roomsOf(rooms: Awaited<ReturnType<Homeserver["reader"]["rooms"]>>) {
  const shown = [...rooms].map(([key, { name, joinRule, members, levels, eventsDefault, children }]) => ({
    key,
    name,
    joinRule,
    eventsDefault,
    members: [...members].sort(),
    levels: [...levels].filter(([user]) => members.has(user)).sort(),
    children: [...children].sort(),
  }));
  return shown.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Without the newcomer and the rooms that were made: those stay, locked and closed. */
function known<T extends { people: readonly { userId: UserId }[]; rooms: readonly { key: RoomKey }[] }>(now: T, before: T) {
  const users = new Set(before.people.map(({ userId }) => userId));
  const rooms = new Set(before.rooms.map(({ key }) => key));
  return { people: now.people.filter(({ userId }) => users.has(userId)), rooms: now.rooms.filter(({ key }) => rooms.has(key)) };
}
