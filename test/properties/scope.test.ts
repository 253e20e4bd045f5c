/** Part by part, a server ends as one whole pass would have left it; a part touches nothing else, and its guards count everything. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PersonKey, RoomKey, StructureKey, UserId } from "#core/ids.ts";
import type { Observed } from "#core/observed.ts";
import { makePlan, type Plan, type PlanInput } from "#core/plan.ts";
import { everything, isInScope, restrict, type Scope } from "#core/scope.ts";
import { observeScope } from "#engine/observe-scope.ts";
import type { HomeserverReader } from "#engine/ports.ts";
import { renderChange, renderWrite } from "../scenarios/render.ts";
import { applyPlan, type State } from "../scenarios/simulate.ts";
import { history, mischief } from "./arbitraries.ts";
import { secondPass } from "./world.ts";

const runs = { numRuns: 100 };

/** Reads a simulated server as the adapters read a real one. */
function readerOf({ accounts, rooms }: Observed): HomeserverReader {
  const detailsOf = (user: UserId) => {
    const account = accounts.get(user);
    return account === undefined ? [] : [[user, account] as const];
  };
  return {
    accounts: async () => new Map([...accounts].map(([user, { details: _, ...account }]) => [user, account])),
    details: async (users) => new Map(users.flatMap(detailsOf)),
    rooms: async (wanted) => new Map(wanted.flatMap(({ key }) => (rooms.has(key) ? [[key, rooms.get(key) as never]] : []))),
    roomsOf: async (users, wanted, granted) =>
      new Map(
        wanted.flatMap(({ key }) => {
          const room = rooms.get(key);
          if (room === undefined) return [];
          const given = new Set(granted(key));
          const departures = new Map([...room.departures].filter(([user]) => users.includes(user) && given.has(user)));
          return [[key, { ...room, departures, members: room.members.intersection(new Set(users)) }]];
        }),
      ),
    lost: async () => new Map(),
    found: async () => new Map(),
    everyRoom: async () => [],
    roomUnder: async () => null,
    names: async () => new Map(),
    requests: () => 0,
    queries: () => 0,
    problems: () => [],
  };
}

async function planPart(input: PlanInput, scope: Scope): Promise<Plan> {
  const { observed, restriction } = await observeScope(readerOf(input.observed), input, scope, "2026-06-02T06:00:00Z");
  return restrict(makePlan({ ...input, observed }), restriction);
}

/** People one after another, then structures. */
async function inParts(input: PlanInput, state: State): Promise<State> {
  const people = new Set<PersonKey>([...input.directory.people.keys(), ...state.ledger.accounts.keys()]);
  const structures = new Set<StructureKey>(input.directory.structures.keys());
  for (const key of state.ledger.rooms.keys()) structures.add(key.slice("structure:".length).split("/")[0] as StructureKey);
  const scopes: Scope[] = [
    ...[...people].map((person) => ({ ...everything, people: [person] })),
    ...[...structures].map((structure) => ({ ...everything, structures: [structure] })),
  ];
  let now = state;
  for (const scope of scopes) now = applyPlan(now, await planPart({ ...input, ...now }, scope), true);
  return now;
}

/** What matters of a state, in one order; the last good reads of sources are moved by whole passes only. */
function plain({ ledger, observed }: State) {
  const sorted = <K, V>(map: ReadonlyMap<K, V>) => [...map].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  const byRoom = <V>(rows: ReadonlyMap<RoomKey, ReadonlyMap<UserId, V>>) =>
    sorted(rows).flatMap(([room, one]) => (one.size === 0 ? [] : [[room, sorted(one)]]));
  return {
    accounts: sorted(observed.accounts),
    rooms: sorted(observed.rooms).map(([key, { members, levels, name, joinRule }]) => [
      key,
      [...members].sort(),
      sorted(levels),
      name,
      joinRule,
    ]),
    ledger: {
      accounts: sorted(ledger.accounts),
      grants: byRoom(ledger.grants),
      leaves: byRoom(ledger.leaves),
      absences: sorted(ledger.absences),
    },
  };
}

describe("a part of a pass", () => {
  it("one after another end in the state that a whole pass leaves", async () => {
    await fc.assert(
      fc.asyncProperty(history, mischief, async (past, acts) => {
        const { state, plan, input } = secondPass(past, acts);
        const parts = await inParts(input, state);
        const whole = applyPlan(state, plan, true);
        expect(plain(parts)).toEqual(plain(whole));
      }),
      runs,
    );
  }, 120_000);

  it("of one person plans what the whole pass plans for them, what that needs, and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(history, mischief, fc.nat(), async (past, acts, index) => {
        const { plan, input } = secondPass(past, acts);
        const people = [...input.directory.people.keys()];
        const person = people[index % Math.max(1, people.length)];
        if (person === undefined) return;
        const scope = { ...everything, people: [person] };
        const part = await planPart(input, scope);
        const own = (one: Plan) => one.changes.filter((change) => isInScope(scope, change)).map(renderChange);
        expect(own(part)).toEqual(own(plan));
        const whole = new Set(plan.changes.map(renderChange));
        expect(part.changes.map(renderChange).filter((one) => !whole.has(one))).toEqual([]);
        const bookkeeping = new Set(plan.bookkeeping.map(renderWrite));
        expect(part.bookkeeping.map(renderWrite).filter((one) => !bookkeeping.has(one))).toEqual([]);
      }),
      runs,
    );
  }, 120_000);
});
