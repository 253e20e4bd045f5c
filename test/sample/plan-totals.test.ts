/** The generator counts what a first sync must give by itself; the plan of core must give the same. */
import { describe, expect, it } from "vitest";
import { countKinds } from "#core/counts.ts";
import { noDecisions } from "#core/decisions.ts";
import { emptyLedger } from "#core/ledger.ts";
import { mergeReadings } from "#core/merge.ts";
import { emptyObserved } from "#core/observed.ts";
import { makePlan } from "#core/plan.ts";
import { defaultPolicy, type Policy } from "#core/policy.ts";
import { generateUniversity } from "#sample/generate.ts";
import { manifestOf } from "#sample/manifest.ts";
import { samplePolicy } from "#sample/policy.ts";
import { readingAsCsv } from "#sample/reading-csv.ts";
import { readingAsLdap } from "#sample/reading-ldap.ts";

const base = defaultPolicy("univ-demo.example");
const policy: Policy = { ...base, structures: { ...base.structures, ...samplePolicy } };

const readings = { csv: readingAsCsv, ldap: readingAsLdap } as const;

describe.each([
  [200, 1, 0],
  [200, 2, 0],
  [500, 1, 0],
  [500, 1, 6],
  [500, 1, 16],
  [8886, 1, 0],
])("first sync of %i people, seed %i, day %i", (size, seed, day) => {
  const university = generateUniversity({ size, seed, day });
  const manifest = manifestOf(university);
  it.each(["csv", "ldap"] as const)("is what core plans from %s", (kind) => {
    const directory = mergeReadings([readings[kind](university)], policy);
    const plan = makePlan({
      server: "test",
      directory,
      policy,
      decisions: noDecisions,
      ledger: emptyLedger,
      observed: emptyObserved,
      today: university.today,
      fresh: true,
    });
    const counts = countKinds(plan.changes);
    const expected = manifest.firstSync[kind];
    const sizes: Record<string, number> = {};
    for (const change of plan.changes) {
      if (change.kind !== "member.join" || !/^structure:[^/]+$/.test(change.room)) continue;
      const code = change.room.slice("structure:".length);
      sizes[code] = (sizes[code] ?? 0) + 1;
    }
    const wrong = Object.entries(sizes).filter(([code, count]) => expected.members[code] !== count);
    expect(wrong).toEqual([]);
    expect({
      accounts: counts["account.create"] ?? 0,
      spaces: counts["space.create"] ?? 0,
      rooms: counts["room.create"] ?? 0,
      memberships: counts["member.join"] ?? 0,
      levels: counts["level.set"] ?? 0,
    }).toEqual({
      accounts: expected.accounts,
      spaces: expected.spaces,
      rooms: expected.rooms,
      memberships: expected.memberships,
      levels: expected.levels,
    });
  });
});
