/** A university where one pass has gone wrong, and what of the server campus manages. */
import type { PersonRecord, SourceReading } from "#core/directory.ts";
import type { Run, Store } from "#engine/ports.ts";
import { syncPass } from "#engine/sync.ts";
import { undoRun } from "#engine/undo.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, university } from "./campus.ts";
import { type FakeMatrix, openFakeMatrix } from "./fake-matrix.ts";

/** People 1 to 8 are renamed, 9 to 12 get another address, 13 to 16 another structure too; 17 and 18 are disabled; four people arrive. */
function gone(person: PersonRecord, index: number): PersonRecord {
  const one = index + 1;
  if (one <= 8) return { ...person, displayName: `Tout Autre ${one}` };
  if (one <= 12) return { ...person, mail: `autre${one}@univ-demo.example` };
  const more = { structure: "UFR", kind: "AFFECTATION", principal: false } as const;
  if (one <= 16) return { ...person, assignments: [...person.assignments, more] };
  return one <= 18 ? { ...person, state: "disabled" } : person;
}

export function campusOf(count = 30, more: Partial<Parameters<typeof depsOf>[1]> = {}) {
  const state: { reading: SourceReading } = { reading: university(count) };
  const [matrix, store, clock] = [openFakeMatrix(), openMemoryStore(), fixedClock("2026-10-01")];
  const deps = (through: Store = store) => depsOf({ homeserver: matrix, store: through, reading: () => state.reading }, { clock, ...more });
  const sync = (approve: typeof approveAll | null = null) => syncPass(deps(), { by: "root", approve });
  const undo = (run: string, approve: typeof approveAll | null = approveAll, through: Store = store) =>
    undoRun(deps(through), { run, by: "root", why: "mauvaise lecture", approve });
  const lastRun = async () => (await store.runs("test", 1))[0] as Run;
  return { state, matrix, store, clock, deps, sync, undo, lastRun, count };
}

/** The first pass, then the one to undo: what the server showed between them, and the run. */
export async function wrongPass(campus: ReturnType<typeof campusOf>, arrivals = 4) {
  await campus.sync(approveAll);
  const before = managed(campus.matrix);
  campus.state.reading = university(campus.count + arrivals, gone);
  const report = await campus.sync(approveAll);
  return { before, report, run: await campus.lastRun() };
}

/** Accounts and rooms as people see them, in a fixed order; those of newcomers and of new rooms apart. */
export function managed(matrix: FakeMatrix) {
  const people = [...matrix.people.values()].map(({ userId, displayName, mail, locked, listed, externalId }) => {
    return { userId, displayName, mail, locked, listed, externalId };
  });
  const rooms = [...matrix.open.values()].map(({ alias, name, joinRule, members, levels, children }) => {
    return { alias, name, joinRule, members: [...members].sort(), levels: [...levels].sort(), children: [...children].sort() };
  });
  return { people: people.sort((a, b) => (a.userId < b.userId ? -1 : 1)), rooms };
}

/** The same, without the accounts that had not been there. */
export function withoutNew(now: ReturnType<typeof managed>, before: ReturnType<typeof managed>): ReturnType<typeof managed> {
  const known = new Set(before.people.map(({ userId }) => userId));
  return { ...now, people: now.people.filter(({ userId }) => known.has(userId)) };
}
