/** Readings of all sources in, one directory out: rows that can't be used become problems, never exceptions. */
import type { Directory, MissingSource, SourceReading } from "./directory.ts";
import { mergePeople } from "./merge-people.ts";
import { mergeStructures } from "./merge-structures.ts";
import type { Policy } from "./policy.ts";
import type { Problem } from "./problem.ts";
import { compareText } from "./text.ts";

/** Sources in order of precedence; the order of records inside a source never matters. */
export function mergeReadings(readings: readonly SourceReading[], policy: Policy, missing: readonly MissingSource[] = []): Directory {
  const problems: Problem[] = readings.flatMap((reading) => reading.problems);
  const { structures, codes } = mergeStructures(readings, policy, problems);
  const people = mergePeople(readings, codes, policy, problems);
  return {
    people,
    structures,
    problems: sortProblems(problems),
    readings: readings.map(describe),
    missing: [...missing].sort((a, b) => compareText(a.source, b.source)),
  };
}

function describe({ source, counts: { people, structures }, readAt }: SourceReading): Directory["readings"][number] {
  return { source, people, structures, ...(readAt === undefined ? {} : { readAt }) };
}

/** By code, subject and parameters: the same problems in any order give the same list; exact repeats are dropped. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const keyed = problems.map((one) => [`${one.code} ${one.subject} ${JSON.stringify(one.params)}`, one] as const);
  keyed.sort((a, b) => compareText(a[0], b[0]));
  return keyed.filter(([key], index) => index === 0 || keyed[index - 1]?.[0] !== key).map(([, one]) => one);
}
