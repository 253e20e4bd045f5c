/** Rooms that people made, some of them adopted by decision: nobody is taken out, and what nobody decided about is left alone. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "#core/day.ts";
import { type Decision, decisionsOn } from "#core/decision.ts";
import type { Decided } from "#core/decisions.ts";
import { type RoomId, type RoomKey, roomId, roomKey } from "#core/ids.ts";
import { makePlan, type Plan, type PlanInput } from "#core/plan.ts";
import { foundRoom } from "../scenarios/found.ts";
import { renderChange, renderWrite } from "../scenarios/render.ts";
import type { Found } from "../scenarios/scenario.ts";
import { applyPlan, type State } from "../scenarios/simulate.ts";
import { layOver } from "../scenarios/university.ts";
import { history } from "./arbitraries.ts";
import { firstDay, inputFor, virgin } from "./world.ts";

const runs = { numRuns: 150 };
const places = ["A", "B", "C", "D/general", "D/annonces", "E/encadrement", "E/general", "UNIV", "NOWHERE/general"] as const;
const people = [...Array.from({ length: 14 }, (_, index) => `p${index + 1}`), "zola", "visiteur", "ancien"];
const roomIds = ["!a", "!b", "!c", "!d"] as const;

const found: fc.Arbitrary<Omit<Found, "found">> = fc.record({
  space: fc.boolean(),
  version: fc.constantFrom("9", "10", "11", "11", "12", "12", "6"),
  reachable: fc.constantFrom(true, true, true, true, true, false),
  members: fc.subarray(people),
  away: fc.subarray(people, { maxLength: 3 }),
  levels: fc.dictionary(fc.constantFrom(...people), fc.constantFrom(50, 100, 150), { maxKeys: 3 }),
  joinRule: fc.constantFrom("invite", "public", "restricted", "knock"),
  history: fc.constantFrom("shared", "joined", "world_readable"),
  write: fc.constantFrom(0, 50),
  encrypted: fc.constantFrom(false, false, false, false, false, true),
});

/** A room that exists or not, the place that is decided for it or none, and whether it is of the kind that the place wants. */
const stranger = fc.record({
  room: fc.option(found, { freq: 9, nil: null }),
  place: fc.option(fc.constantFrom(...places), { freq: 5, nil: null }),
  alike: fc.constantFrom(true, true, true, true, false),
});

const strangers = fc
  .record({
    each: fc.tuple(...roomIds.map(() => stranger)),
    /** Campus manages nothing yet. */
    joining: fc.constantFrom(true, true, false),
  })
  .map(({ each, joining }) => {
    const rooms: Record<string, Omit<Found, "found">> = {};
    const wishes: Record<string, string> = {};
    for (const [index, { room, place, alike }] of each.entries()) {
      const id = roomIds[index] ?? "!a";
      if (place !== null) wishes[id] = place;
      if (room !== null) rooms[id] = alike && place !== null ? { ...room, space: !place.includes("/") } : room;
    }
    return { joining, rooms, wishes };
  });
type Past = typeof history extends fc.Arbitrary<infer T> ? T : never;
type Strangers = typeof strangers extends fc.Arbitrary<infer T> ? T : never;

const made: Decided = { by: "gestionnaire", reason: "reprise", since: firstDay, until: null };

function decisions({ wishes }: Strangers, verdict: "adopt" | "release" = "adopt"): PlanInput["decisions"] {
  const all = Object.entries(wishes).map(([id, place]): Decision => {
    return { kind: "room-adoption", value: { room: roomKey(`structure:${place}`), roomId: roomId(id), verdict, ...made } };
  });
  return decisionsOn(addDays(firstDay, 400), all);
}

interface Case {
  readonly state: State;
  readonly input: PlanInput;
  readonly plan: Plan;
}

/** A first pass without them, or none at all, then the second university with the rooms and the decisions. */
function adopting(drawn: Past, given: Strangers): Case {
  const past = {
    ...drawn,
    before: layOver({ structures: Object.fromEntries(["A", "B", "C", "D", "E"].map((code) => [code, {}])) }, drawn.before),
  };
  const settled = applyPlan(virgin, makePlan(inputFor(past.before, virgin, firstDay)), true);
  const { ledger } = virgin;
  const before = given.joining ? { ...virgin, ledger: { ...ledger, base: { ...ledger.base, applied: true } } } : settled;
  const rooms = Object.entries(given.rooms).map(([id, one]) => [roomId(id), foundRoom({ found: id, ...one })] as const);
  const state: State = { ...before, observed: { ...before.observed, found: new Map(rooms) } };
  const today = addDays(firstDay, past.days);
  const input = { ...inputFor(layOver(past.before, past.change), state, today), decisions: decisions(given) };
  return { state, input, plan: makePlan(input) };
}

function again({ input }: Case, state: State): Case {
  const next = { ...input, ...state, fresh: false };
  return { state, input: next, plan: makePlan(next) };
}

const adoptedIn = (plan: Plan) => plan.changes.filter((change) => change.kind === "room.adopt");
const namesRoom = (plan: Plan, room: RoomKey) =>
  plan.changes.filter((change) => ("room" in change && change.room === room) || ("space" in change && change.space === room));

describe("adoption", () => {
  it("takes nobody out of an adopted room, lowers nobody and closes nothing, in that pass and the next", () => {
    let adopted = 0;
    fc.assert(
      fc.property(history, strangers, (past, given) => {
        const first = adopting(past, given);
        const second = again(first, applyPlan(first.state, first.plan, true));
        adopted += adoptedIn(first.plan).length;
        for (const { room } of adoptedIn(first.plan)) {
          for (const { plan } of [first, second]) {
            const own = namesRoom(plan, room).filter((change) => change.kind !== "room.adopt");
            const harm = own.filter(({ kind }) => ["member.remove", "child.remove", "room.close"].includes(kind));
            const lowered = own.filter((change) => change.kind === "level.set" && change.after < change.before);
            expect([...harm, ...lowered].map(renderChange)).toEqual([]);
          }
          const written = namesRoom(first.plan, room).map(({ kind }) => kind);
          expect(written.filter((kind) => kind === "room.restore" || kind === "room.rename")).toEqual([]);
        }
      }),
      runs,
    );
    // The draw is no empty one.
    expect(adopted).toBeGreaterThan(30);
  });

  it("touches no room that nobody decided about, and none that can't be managed", () => {
    fc.assert(
      fc.property(history, strangers, (past, given) => {
        const { plan } = adopting(past, given);
        const taken = adoptedIn(plan).map((change) => change.roomId as string);
        expect(taken.filter((id) => !(id in given.wishes))).toEqual([]);
        const refused = taken.filter((id) => {
          const one = given.rooms[id];
          return one === undefined || one.encrypted || one.reachable === false || one.version === "6";
        });
        expect(refused).toEqual([]);
        const named = plan.changes.flatMap((change) => ("roomId" in change ? [change.roomId as RoomId] : []));
        expect(named.filter((id) => !taken.includes(id))).toEqual([]);
        expect(plan.changes.filter((change) => change.kind === "child.remove" && roomIds.includes(change.childId as never))).toEqual([]);
      }),
      runs,
    );
  });

  it("is always held, with all that concerns the room", () => {
    fc.assert(
      fc.property(history, strangers, (past, given) => {
        const { plan } = adopting(past, given);
        const rooms = new Set(adoptedIn(plan).map(({ room }) => room));
        const free = plan.changes.filter(
          (change) => change.held === undefined && [...rooms].some((room) => JSON.stringify(change).includes(`"${room}"`)),
        );
        expect(free.filter((change) => "room" in change && rooms.has(change.room)).map(renderChange)).toEqual([]);
      }),
      runs,
    );
  });

  it("leaves nothing to do once applied and once its settings were put back", () => {
    fc.assert(
      fc.property(history, strangers, (past, given) => {
        const first = adopting(past, given);
        const second = again(first, applyPlan(first.state, first.plan, true));
        const others = second.plan.changes.filter(({ kind }) => kind !== "room.restore" && kind !== "room.rename");
        expect(others.map(renderChange)).toEqual([]);
        const third = again(second, applyPlan(second.state, second.plan, true));
        expect(third.plan.changes.map(renderChange)).toEqual([]);
        expect(third.plan.bookkeeping.map(renderWrite)).toEqual([]);
      }),
      runs,
    );
  });

  it("taken back, writes nothing in the room: campus forgets it, and what takes its place waits", () => {
    fc.assert(
      fc.property(history, strangers, (past, given) => {
        const first = adopting(past, given);
        const done = again(first, applyPlan(first.state, first.plan, true));
        const settled = again(done, applyPlan(done.state, done.plan, true));
        const plan = makePlan({ ...settled.input, decisions: decisions(given, "release") });
        const rooms = adoptedIn(first.plan).map(({ room }) => room);
        expect(new Set(plan.changes.flatMap((change) => (change.kind === "room.release" ? [change.room] : [])))).toEqual(new Set(rooms));
        for (const room of rooms) {
          const free = namesRoom(plan, room).filter((change) => change.held === undefined && change.kind !== "room.release");
          expect(free.map(renderChange)).toEqual([]);
        }
        const after = applyPlan(settled.state, plan);
        expect(rooms.filter((room) => after.ledger.rooms.has(room) || after.ledger.grants.has(room))).toEqual([]);
      }),
      runs,
    );
  });
});
