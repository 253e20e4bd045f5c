/** What is true of every plan made from several sources: order never matters, and a source that is cut or lost hurts nobody. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "#core/day.ts";
import type { SourceReading } from "#core/directory.ts";
import { isDestructive } from "#core/guard-kinds.ts";
import { isExit } from "#core/guard-weights.ts";
import { mergeReadings } from "#core/merge.ts";
import { originsOf } from "#core/merge-origins.ts";
import { makePlan, type PlanInput } from "#core/plan.ts";
import type { Policy } from "#core/policy.ts";
import { renderChange } from "../scenarios/render.ts";
import { applyPlan, type State } from "../scenarios/simulate.ts";
import { toReading } from "../scenarios/university.ts";
import { university } from "./arbitraries.ts";
import { policy as base, firstDay, inputFor, virgin } from "./world.ts";

const runs = { numRuns: 200 };

const policy: fc.Arbitrary<Policy> = fc
  .record({
    people: fc.constantFrom({}, { mail: ["rh"], state: ["rh"] }, { displayName: ["feed", "rh"], assignments: ["rh"] }),
    joinBy: fc.constantFrom(["login"] as const, ["login", "mail"] as const, ["id"] as const),
  })
  .map(({ people, joinBy }) => ({
    ...base,
    merge: { ...base.merge, people, roles: { feed: { joinBy, issuesIds: false, idPrefix: "" } } },
  }));

/** Two sources that issue ids, and a feed that only adds. */
const three = fc
  .tuple(university, university, university)
  .map(([ldap, rh, feed]) => [toReading(ldap, "ldap"), toReading(rh, "rh"), toReading(feed, "feed")] as const);

interface Read {
  readonly readings: readonly SourceReading[];
  readonly missing?: readonly string[];
  readonly all?: readonly SourceReading[];
}

function planInput({ readings, missing = [], all }: Read, by: Policy, state: State, days: number): PlanInput {
  const absent = missing.map((source) => ({ source, readAt: null }));
  const remembered = all === undefined ? null : mergeReadings(all, by);
  const input = inputFor({}, state, addDays(firstDay, days));
  return { ...input, policy: by, directory: mergeReadings(readings, by, absent), remembered, fresh: missing.length === 0 };
}

function afterFirst(readings: readonly SourceReading[], by: Policy): State {
  return applyPlan(virgin, makePlan(planInput({ readings }, by, virgin, 0)), true);
}

function cut(reading: SourceReading, share: number): SourceReading {
  const people = reading.people.slice(0, Math.floor(reading.people.length * share));
  return { ...reading, people, counts: { ...reading.counts, people: people.length } };
}

const turned = (reading: SourceReading): SourceReading => ({
  ...reading,
  people: [...reading.people].reverse(),
  structures: [...reading.structures].reverse(),
});

describe("a plan from several sources", () => {
  it("does not depend on the order of any source's records", () => {
    fc.assert(
      fc.property(three, policy, (readings, by) => {
        const plan = (all: readonly SourceReading[]) => JSON.stringify(makePlan(planInput({ readings: all }, by, virgin, 0)));
        expect(plan(readings.map(turned))).toBe(plan(readings));
      }),
      runs,
    );
  });

  it("gives nobody whom no source with ids has", () => {
    fc.assert(
      fc.property(three, policy, (readings, by) => {
        const known = new Set(readings.slice(0, 2).flatMap(({ people }) => people.map(({ id }) => id)));
        const { people } = mergeReadings(readings, by);
        expect([...people.keys()].filter((key) => !known.has(key))).toEqual([]);
      }),
      runs,
    );
  });

  it("tells of each value the source that the merged person has it from", () => {
    fc.assert(
      fc.property(three, policy, (readings, by) => {
        for (const person of mergeReadings(readings, by).people.values()) {
          const said = new Map(originsOf(readings, by, person.key).map((one) => [one.attribute, one.value]));
          expect([said.get("login") ?? "", said.get("mail") ?? null]).toEqual([person.login, person.mail]);
          expect(said.get("state") ?? "active").toBe(person.state);
        }
      }),
      runs,
    );
  });

  it("lets no more people go than the guard allows when any source is cut anywhere", () => {
    fc.assert(
      fc.property(three, policy, fc.tuple(fc.nat(2), fc.double({ min: 0, max: 1, noNaN: true })), (readings, by, [at, share]) => {
        const state = afterFirst(readings, by);
        const shrunk = readings.map((reading, index) => (index === at ? cut(reading, share) : reading));
        const { changes } = makePlan(planInput({ readings: shrunk }, by, state, 1));
        expect(changes.filter((change) => isExit(change) && change.held === undefined).length).toBeLessThanOrEqual(3);
      }),
      runs,
    );
  });

  it("takes nothing from anybody while any of its sources is missing", () => {
    fc.assert(
      fc.property(three, policy, fc.tuple(fc.nat(2), fc.boolean()), (readings, by, [at, isRemembered]) => {
        const state = afterFirst(readings, by);
        const missing = [readings[at]?.source ?? ""];
        const left = readings.filter((_, index) => index !== at);
        const read = isRemembered ? { readings: left, missing, all: readings } : { readings: left, missing };
        const plan = makePlan(planInput(read, by, state, 1));
        expect(plan.changes.filter((change) => isDestructive(change) && change.held === undefined).map(renderChange)).toEqual([]);
        expect(plan.bookkeeping.filter(({ kind }) => kind === "absence.set")).toEqual([]);
      }),
      runs,
    );
  });

  it("changes nothing at all on the next day when a missing source is remembered and the others say the same", () => {
    fc.assert(
      fc.property(three, policy, fc.nat(2), (readings, by, at) => {
        const state = afterFirst(readings, by);
        const read = { readings: readings.filter((_, index) => index !== at), missing: [readings[at]?.source ?? ""], all: readings };
        const plan = makePlan(planInput(read, by, state, 0));
        expect(plan.changes.filter((change) => change.held === undefined).map(renderChange)).toEqual([]);
      }),
      runs,
    );
  });
});
