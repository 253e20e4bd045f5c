/** A synthetic, all-eligible university: N people, N/100 structures of three rooms each, five memberships a person. */
import { day } from "#core/day.ts";
import { noDecisions } from "#core/decisions.ts";
import type { PersonRecord, SourceReading, StructureRecord } from "#core/directory.ts";
import type { Policy } from "#core/policy.ts";
import { defaultPolicy } from "#core/policy.ts";

export const syntheticToday = day("2026-09-07");
export const syntheticDecisions = noDecisions;

export function syntheticPolicy(): Policy {
  return defaultPolicy("campus.test");
}

/** 100,000 people give 1,000 structures, 3,002 rooms and 500,000 memberships. */
export function syntheticReading(people: number): SourceReading {
  const count = Math.ceil(people / 100);
  const structures: StructureRecord[] = [{ origin: "u", code: "UNIV", type: "ETAB", longLabel: "Université", acronym: "U", parents: [] }];
  for (let index = 0; index < count; index++) {
    structures.push({
      origin: `s${index}`,
      code: `S${index}`,
      type: "COMP",
      longLabel: `Structure ${index}`,
      acronym: `S${index}`,
      parents: ["UNIV"],
    });
  }
  const records: PersonRecord[] = [];
  for (let index = 0; index < people; index++) records.push(toPerson(index, count));
  return { source: "si", kind: "csv", structures, people: records, problems: [], counts: { people, structures: structures.length } };
}

function toPerson(index: number, structures: number): PersonRecord {
  return {
    origin: `p${index}`,
    id: String(index),
    login: `p${index}`,
    displayName: `Prénom${index % 397} Nom${index}`,
    mail: `p${index}@univ-demo.example`,
    state: "active",
    populations: ["administratif"],
    redList: false,
    assignments: [{ structure: `S${index % structures}`, kind: "AFFECTATION", from: "2020-01-01" }],
    functions: index < structures ? [{ structure: `S${index}`, code: "D30" }] : [],
  };
}
