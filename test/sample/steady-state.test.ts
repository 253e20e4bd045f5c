/** The steady state of the reference university reproduces the presentation's home page, and core has nothing left to do in it. */
import { beforeAll, describe, expect, it } from "vitest";
import { noDecisions } from "#core/decisions.ts";
import { templateOf } from "#core/ids.ts";
import { emptyLedger } from "#core/ledger.ts";
import { mergeReadings } from "#core/merge.ts";
import { emptyObserved } from "#core/observed.ts";
import { makePlan, type Plan } from "#core/plan.ts";
import { defaultPolicy, type Policy } from "#core/policy.ts";
import { generateUniversity } from "#sample/generate.ts";
import { manifestOf } from "#sample/manifest.ts";
import type { University } from "#sample/model.ts";
import { samplePolicy } from "#sample/policy.ts";
import { priorUniversity } from "#sample/prior.ts";
import { readingAsCsv } from "#sample/reading-csv.ts";
import { readingAsLdap } from "#sample/reading-ldap.ts";
import { applyPlan, type State } from "../scenarios/simulate.ts";

const base = defaultPolicy("campus.test");
const policy: Policy = { ...base, structures: { ...base.structures, ...samplePolicy } };
const read = { csv: readingAsCsv, ldap: readingAsLdap } as const;
type Kind = keyof typeof read;

function plan(kind: Kind, university: University, state: State): Plan {
  const directory = mergeReadings([read[kind](university)], policy);
  return makePlan({ server: "test", directory, policy, decisions: noDecisions, ...state, today: university.today, fresh: true });
}

describe("steady state of the manifest", () => {
  it("is the presentation's home page at 8,886 people", () => {
    const { steadyState } = manifestOf(generateUniversity({ size: 8886, seed: 1, day: 0 }));
    expect(steadyState.csv.accounts).toEqual({ total: 8886, active: 6853, disabled: 2033, pending: 101 });
    expect(steadyState.csv.spaces).toEqual({ total: 162, open: 138, closed: 24, unmanaged: 12 });
    expect(steadyState.csv.rooms).toMatchObject({ total: 2745, classic: 397, closed: 66, direct: 2282 });
    expect(steadyState.ldap.rooms).toMatchObject({ total: 2745, classic: 397 });
  });
});

describe.each([
  ["csv", 200],
  ["csv", 8886],
  ["ldap", 8886],
] as const)("steady state by %s, %i people", (kind, size) => {
  const university = generateUniversity({ size, seed: 1, day: 0 });
  const { steadyState, firstSync } = manifestOf(university);
  const expected = steadyState[kind];
  let state: State = { ledger: emptyLedger, observed: emptyObserved };

  beforeAll(() => {
    const before = priorUniversity(university);
    state = applyPlan(state, plan(kind, before, state), true);
    state = applyPlan(state, plan(kind, university, state), true);
  });

  it("has the announced accounts, open, leaving and locked", () => {
    const states = [...state.ledger.accounts.values()].map((one) => one.state);
    const count = (wanted: string) => states.filter((one) => one === wanted).length;
    expect({
      total: states.length,
      disabled: count("locked"),
      pending: count("leaving"),
      active: count("open") + count("leaving"),
    }).toEqual(expected.accounts);
    expect([...state.observed.accounts.values()].filter((one) => one.locked)).toHaveLength(expected.accounts.disabled);
  });

  it("has the announced managed spaces and rooms, open and closed", () => {
    const rooms = [...state.ledger.rooms.values()];
    const spaces = rooms.filter((one) => templateOf(one.key) === "space");
    const others = rooms.filter((one) => templateOf(one.key) !== "space");
    const closed = (list: typeof rooms) => list.filter((one) => one.closedSince !== null).length;
    expect({ open: spaces.length - closed(spaces), closed: closed(spaces) }).toEqual({
      open: expected.spaces.open - expected.spaces.unmanaged,
      closed: expected.spaces.closed,
    });
    expect({ managed: others.length - closed(others), closed: closed(others) }).toEqual({
      managed: expected.rooms.managed,
      closed: expected.rooms.closed,
    });
  });

  it("keeps the members of the 15 structures of known size", () => {
    for (const code of ["HS_C12", "HS_R55", "HS_S20", "HS_S21", "HS_R60"]) {
      const members = state.observed.rooms.get(`structure:${code}` as never)?.members.size;
      expect([code, members]).toEqual([code, firstSync[kind].members[code]]);
    }
  });

  it("leaves nothing to do", () => {
    expect(plan(kind, university, state).changes).toEqual([]);
  });
});
