/** The machine's clock jumping in the middle of a pass: the pass keeps the day it began on, ends, and its next one finds nothing. */
import { describe, expect, it } from "vitest";
import type { SourceReading } from "#core/directory.ts";
import type { Day } from "#core/ids.ts";
import type { Clock } from "#engine/ports.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";
import { portrait } from "./portrait.ts";

const people = 12;
const calendar = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris" });

interface JumpingClock extends Clock {
  /** At its n-th question from now the clock shows another instant. */
  jumpAt(question: number, to: string): void;
  asked(): number;
  set(instant: string): void;
}

function jumpingClock(start: string): JumpingClock {
  let instant = Date.parse(start);
  let asked = 0;
  let jump: { at: number; to: string } | null = null;
  const look = (): number => {
    asked += 1;
    instant += 20;
    if (jump && asked === jump.at) instant = Date.parse(jump.to);
    return instant;
  };
  return {
    today: () => calendar.format(look()) as Day,
    now: () => new Date(look()).toISOString(),
    asked: () => asked,
    set(to) {
      instant = Date.parse(to);
      jump = null;
    },
    jumpAt(question, to) {
      jump = { at: asked + question, to };
    },
  };
}

/** Assignments that end on the 28th: where the day counts, another one would change the plan. */
const before = university(people);
const after = (day: string): SourceReading =>
  university(people + 1, (person, index) => {
    if (index === 6) return { ...person, displayName: "Autre Nom" };
    if (index === 7) return { ...person, assignments: [{ structure: "LAB1", kind: "AFFECTATION", principal: true, from: day }] };
    return index === 8 ? { ...person, until: day } : person;
  });

const jumps = [
  { name: "the hour that spring skips", day: "2027-03-28", at: "2027-03-28T00:59:59Z", to: "2027-03-28T01:00:01Z" },
  { name: "an hour set back in autumn", day: "2026-10-25", at: "2026-10-25T01:30:00Z", to: "2026-10-25T00:30:00Z" },
  { name: "midnight", day: "2026-10-24", at: "2026-10-24T21:59:59Z", to: "2026-10-24T22:00:01Z" },
  { name: "a day forward", day: "2026-10-24", at: "2026-10-24T10:00:00Z", to: "2026-10-25T10:00:00Z" },
  { name: "a day back", day: "2026-10-25", at: "2026-10-25T10:00:00Z", to: "2026-10-24T10:00:00Z" },
] as const;

describe.each(jumps)("$name during a pass", ({ day, at, to }) => {
  function campus() {
    const matrix = openFakeMatrix();
    const store = openMemoryStore();
    const clock = jumpingClock(`${day}T02:00:00Z`);
    const state: { reading: SourceReading } = { reading: before };
    const deps = depsOf({ homeserver: matrix, store, reading: () => state.reading }, { clock });
    const sync = (approve: typeof approveAll | null = null) => syncPass(deps, { by: "root", approve });
    const begin = async () => {
      await sync(approveAll);
      state.reading = after(day);
      clock.set(at);
    };
    return { matrix, store, clock, begin, sync };
  }

  it("changes neither what the pass does nor what the next one finds, whenever it comes", async () => {
    const quiet = campus();
    await quiet.begin();
    const questions = quiet.clock.asked();
    expect((await quiet.sync()).applied).toBeGreaterThan(4);
    const total = quiet.clock.asked() - questions;
    const end = portrait(quiet.matrix, await quiet.store.loadLedger("test", day as Day));
    expect(total).toBeGreaterThan(4);
    for (let question = 1; question <= total; question += 1) {
      const { matrix, store, clock, begin, sync } = campus();
      await begin();
      clock.jumpAt(question, to);
      const report = await sync();
      expect({ question, status: report.status, seconds: report.seconds >= 0 }).toEqual({ question, status: "done", seconds: true });
      // Before its first question about the day a pass has no day yet.
      const own = report.plan.plan.today;
      expect([day, to.slice(0, 10), calendar.format(Date.parse(to))]).toContain(own);
      if (own === day) expect({ question, end: portrait(matrix, await store.loadLedger("test", day as Day)) }).toEqual({ question, end });
      clock.set(own === day ? at : to);
      expect((await sync()).plan.plan.changes).toEqual([]);
    }
  });
});
