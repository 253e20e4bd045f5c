/** What is true of every plan, whatever the university, its second state, and what people did on the server. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "#core/day.ts";
import { isExit } from "#core/guard-weights.ts";
import { type ChangeKey, changeKey, type PersonKey, type RoomKey, templateOf } from "#core/ids.ts";
import { mergeReadings } from "#core/merge.ts";
import { needsOf } from "#core/order.ts";
import { makePlan } from "#core/plan.ts";
import { explainIn } from "#core/why.ts";
import { buildWorld } from "#core/world.ts";
import { renderChange, renderWrite } from "../scenarios/render.ts";
import { applyPlan } from "../scenarios/simulate.ts";
import { toReading } from "../scenarios/university.ts";
import { history, mischief, university } from "./arbitraries.ts";
import { firstDay, inputFor, policy, secondPass, virgin } from "./world.ts";

const runs = { numRuns: 200 };

describe("every plan", () => {
  it("leaves nothing to do once applied whole", () => {
    fc.assert(
      fc.property(history, mischief, (past, acts) => {
        const { state, plan, input } = secondPass(past, acts);
        const again = makePlan({ ...input, ...applyPlan(state, plan, true), fresh: false });
        expect(again.changes.map(renderChange)).toEqual([]);
      }),
      runs,
    );
  });

  it("leaves only what is held once the rest is applied", () => {
    fc.assert(
      fc.property(history, mischief, (past, acts) => {
        const { state, plan, input } = secondPass(past, acts);
        const held = new Set(plan.changes.filter((change) => change.held !== undefined).map((change) => change.key));
        const again = makePlan({ ...input, ...applyPlan(state, plan), fresh: false });
        expect(again.changes.filter((change) => !held.has(change.key)).map(renderChange)).toEqual([]);
      }),
      runs,
    );
  });

  it("leaves nothing to write down once applied whole", () => {
    fc.assert(
      fc.property(history, mischief, (past, acts) => {
        const { state, plan, input } = secondPass(past, acts);
        const again = makePlan({ ...input, ...applyPlan(state, plan, true), fresh: false });
        expect(again.bookkeeping.map(renderWrite)).toEqual([]);
      }),
      runs,
    );
  });

  it("does not depend on the order of input", () => {
    fc.assert(
      fc.property(university, fc.integer(), (one, seed) => {
        const reading = toReading(one);
        const people = reading.people.map((person) => ({
          ...person,
          assignments: shuffle(person.assignments, seed),
          functions: shuffle(person.functions, seed),
        }));
        const shuffled = { ...reading, people: shuffle(people, seed), structures: shuffle(reading.structures, seed) };
        const input = inputFor(one, virgin, firstDay);
        const other = { ...input, directory: mergeReadings([shuffled], policy) };
        expect(JSON.stringify(makePlan(other))).toBe(JSON.stringify(makePlan(input)));
      }),
      runs,
    );
  });

  it("takes back only granted memberships, and never touches a room that campus does not manage", () => {
    fc.assert(
      fc.property(history, mischief, (past, acts) => {
        const { state, plan } = secondPass(past, acts);
        const { grants, rooms } = state.ledger;
        const removed = plan.changes.filter((change) => change.kind === "member.remove");
        const lowered = plan.changes.filter((change) => change.kind === "level.set" && change.after < change.before);
        const unlisted = plan.changes.filter((change) => change.kind === "child.remove");
        expect(removed.filter((one) => !grants.get(one.room)?.has(one.userId))).toEqual([]);
        expect(lowered.filter((one) => one.kind === "level.set" && grants.get(one.room)?.get(one.userId)?.level !== one.before)).toEqual(
          [],
        );
        expect(unlisted.filter((one) => one.child === null || !rooms.has(one.child))).toEqual([]);
      }),
      runs,
    );
  });

  it("has unique keys, and what a change needs comes before it", () => {
    fc.assert(
      fc.property(history, (past) => {
        const { plan } = secondPass(past);
        const position = new Map<ChangeKey, number>(plan.changes.map((change, index) => [change.key, index]));
        expect(position.size).toBe(plan.changes.length);
        plan.changes.forEach((change, index) => {
          for (const need of needsOf(change)) expect(position.get(need) ?? -1).toBeLessThan(index);
        });
      }),
      runs,
    );
  });

  it("holds whatever depends on something held", () => {
    fc.assert(
      fc.property(history, mischief, (past, acts) => {
        const { plan } = secondPass(past, acts);
        const held = new Set(plan.changes.filter((change) => change.held !== undefined).map((change) => change.key));
        for (const change of plan.changes) if (needsOf(change).some((need) => held.has(need))) expect(change.held).toBeDefined();
      }),
      runs,
    );
  });

  it("never lets more people go than the guard allows when the source is cut anywhere", () => {
    fc.assert(
      fc.property(university, fc.double({ min: 0, max: 1, noNaN: true }), (one, share) => {
        const first = makePlan(inputFor(one, virgin, firstDay));
        const state = applyPlan(virgin, first, true);
        const people = Object.entries(one.people ?? {});
        const cut = { ...one, people: Object.fromEntries(people.slice(0, Math.floor(people.length * share))) };
        const plan = makePlan(inputFor(cut, state, addDays(firstDay, 1)));
        const gone = plan.changes.filter((change) => isExit(change) && change.held === undefined).length;
        expect(gone).toBeLessThanOrEqual(3);
        if (people.length - Object.keys(cut.people).length > 2)
          expect(plan.changes.filter((c) => c.kind === "account.leaving" && !c.held)).toEqual([]);
      }),
      runs,
    );
  });

  it("puts nobody back where they are banned, and nobody who left where they may leave", () => {
    fc.assert(
      fc.property(history, mischief, (past, acts) => {
        const { state, plan } = secondPass(past, acts);
        for (const change of plan.changes) {
          if (change.kind !== "member.join") continue;
          const departure = state.observed.rooms.get(change.room)?.departures.get(change.userId);
          expect(departure?.membership).not.toBe("ban");
          const granted = state.ledger.grants.get(change.room)?.has(change.userId);
          if (departure?.by === change.userId && granted) expect(templateOf(change.room)).toBe("annonces");
        }
      }),
      runs,
    );
  });

  it("gives nothing to somebody the source disables", () => {
    fc.assert(
      fc.property(history, (past) => {
        const { plan, input } = secondPass(past);
        for (const change of plan.changes) {
          const person = "person" in change && change.person !== null ? input.directory.people.get(change.person) : undefined;
          if (person?.state === "disabled")
            expect(["member.join", "account.create", "account.unlock", "account.adopt"]).not.toContain(change.kind);
        }
      }),
      runs,
    );
  });

  it("says about each person and room what Pourquoi says", () => {
    fc.assert(
      fc.property(history, mischief, (past, acts) => {
        const { plan, input, state } = secondPass(past, acts);
        const world = buildWorld(input);
        const joins = new Map(plan.changes.filter((change) => change.kind === "member.join").map((change) => [change.key, change]));
        const memberOf = (person: PersonKey, room: RoomKey) =>
          state.observed.rooms.get(room)?.members.has(world.ledger.accounts.get(person)?.userId ?? ("" as never));
        const pairs = world.keys.flatMap((person) => [...world.ledger.rooms.keys()].map((room) => ({ person, room })));
        for (const { person, room } of pairs) {
          const why = explainIn(world, person, room);
          const join = joins.get(changeKey(`member.join:${room}:${person}`));
          expect([person, room, why.verdict === "in"]).toEqual([person, room, join !== undefined || memberOf(person, room) === true]);
          if (join) expect(why.reasons.map((one) => one.code)).toContain(join.reason.code);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("writes nothing for people in conflict", () => {
    fc.assert(
      fc.property(history, (past) => {
        const { plan, input } = secondPass(past);
        const conflicts = buildWorld(input).conflicts;
        const touched = plan.changes.filter((change) => "person" in change && change.person !== null && conflicts.has(change.person));
        expect(touched.map(renderChange)).toEqual([]);
      }),
      runs,
    );
  });

  it("counts in its guards what it plans", () => {
    fc.assert(
      fc.property(history, (past) => {
        const { plan } = secondPass(past);
        const exits = plan.guards.find((one) => one.name === "exits");
        expect(exits?.value).toBe(plan.changes.filter(isExit).length);
        for (const { value, limit, verdict } of plan.guards) expect(verdict).toBe(value > limit ? "held" : "ok");
      }),
      runs,
    );
  });
});

/** A fixed shuffle for a seed: fast-check replays it. */
function shuffle<T>(items: readonly T[], seed: number): T[] {
  const keyed = items.map((item, index) => [((index + 1) * (Math.abs(seed) + 7919)) % 1009, item] as const);
  return keyed.sort((a, b) => a[0] - b[0]).map(([, item]) => item);
}
