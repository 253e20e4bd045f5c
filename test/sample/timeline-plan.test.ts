/** What core plans from one day of the sample to the next: small, never empty when something happened, stopped when the source is broken. */
import { describe, expect, it } from "vitest";
import { countKinds } from "#core/counts.ts";
import { noDecisions } from "#core/decisions.ts";
import { emptyLedger } from "#core/ledger.ts";
import { mergeReadings } from "#core/merge.ts";
import { emptyObserved } from "#core/observed.ts";
import { makePlan, type Plan } from "#core/plan.ts";
import { defaultPolicy, type Policy } from "#core/policy.ts";
import { generateUniversity } from "#sample/generate.ts";
import { samplePolicy } from "#sample/policy.ts";
import { readingAsCsv } from "#sample/reading-csv.ts";
import { readingAsLdap } from "#sample/reading-ldap.ts";
import { massLossDay } from "#sample/timeline.ts";
import { applyPlan, type State } from "../scenarios/simulate.ts";

const base = defaultPolicy("campus.test");
const policy: Policy = { ...base, structures: { ...base.structures, ...samplePolicy } };
const virgin: State = { ledger: emptyLedger, observed: emptyObserved };
const read = { csv: readingAsCsv, ldap: readingAsLdap } as const;
type Kind = keyof typeof read;

function planDay(kind: Kind, size: number, day: number, state: State): Plan {
  const university = generateUniversity({ size, seed: 1, day });
  const directory = mergeReadings([read[kind](university)], policy);
  return makePlan({ server: "test", directory, policy, decisions: noDecisions, ...state, today: university.today, fresh: true });
}

const held = (plan: Plan): string[] => plan.guards.filter((one) => one.verdict === "held").map((one) => one.name);

/** Plans of days 0 to `last`; the first one is approved whole, the others apply what no guard holds. */
function live(kind: Kind, size: number, last: number): { readonly plans: readonly Plan[]; readonly state: State } {
  const plans: Plan[] = [];
  let state = virgin;
  for (let day = 0; day <= last; day += 1) {
    const plan = planDay(kind, size, day, state);
    plans.push(plan);
    state = applyPlan(state, plan, day === 0);
  }
  return { plans, state };
}

describe.each([
  ["csv", 200],
  ["ldap", 200],
  ["csv", 500],
  ["ldap", 8886],
] as const)("first days by %s, %i people", (kind, size) => {
  const { plans, state } = live(kind, size, 1);
  const changes = countKinds(plans[1]?.changes ?? []);

  it("trips no guard on day 1, with some changes of many kinds", () => {
    expect(held(plans[1] as Plan)).toEqual([]);
    expect(Object.keys(changes).sort()).toEqual(
      expect.arrayContaining([
        "account.create",
        "account.lock",
        "account.mail",
        "account.rename",
        "level.set",
        "member.join",
        "room.rename",
      ]),
    );
    expect(changes["account.lock"]).toBeLessThanOrEqual(3);
    expect(changes["account.create"]).toBeLessThanOrEqual(50);
    expect(changes["member.remove"] ?? 0).toBeLessThanOrEqual(20);
  });

  it("leaves nothing to do once day 1 is applied, nor on the Saturday that follows", () => {
    expect(planDay(kind, size, 1, state).changes).toEqual([]);
    expect(planDay(kind, size, 2, state).changes).toEqual([]);
  });
});

describe("a fortnight at 500 people", () => {
  const { plans, state } = live("csv", 500, massLossDay - 1);

  it("trips only the guard of renamed logins, which always waits for somebody", () => {
    expect([...new Set(plans.slice(1).flatMap(held))]).toEqual(["identity"]);
  });

  it("has people leaving on 1 September whose late contract brings them back on the 10th", () => {
    const leaving = countKinds(plans[5]?.changes ?? [])["account.leaving"] ?? 0;
    expect(leaving).toBeGreaterThan(0);
    expect(countKinds(plans[14]?.changes ?? [])["account.stay"]).toBe(leaving);
  });

  it("is held on the day of the mass loss", () => {
    const plan = planDay("csv", 500, massLossDay, state);
    expect(held(plan)).toEqual(expect.arrayContaining(["exits", "exits-week", "source-shrunk"]));
    const exits = plan.changes.filter((one) => one.kind === "account.leaving" || one.kind === "account.lock");
    expect(exits.length).toBeGreaterThan(300);
    expect(exits.every((one) => one.held !== undefined)).toBe(true);
  });
});
