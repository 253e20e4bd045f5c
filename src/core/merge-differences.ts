/** What sources say differently about one person or structure: one problem per attribute, counted beyond the first ones. */
import type { MergeAttribute, MergePolicy } from "./merge-policy.ts";
import { type Problem, problem, type Severity } from "./problem.ts";

/** A value beside the one kept. */
export interface Said {
  readonly source: string;
  readonly value: string;
}

export interface Difference {
  readonly subject: string;
  readonly attribute: MergeAttribute;
  readonly kept: Said;
  readonly others: readonly Said[];
  readonly severity: Severity;
}

export interface Differences {
  add(difference: Difference): void;
  /** The first ones in the order of adding, then one count per attribute. */
  problems(): Problem[];
}

/** Subjects must be added in their own order: which are told one by one then never depends on the order of records. */
export function collectDifferences({ ignoreDifferences, toldOneByOne }: MergePolicy): Differences {
  const ignored = new Set<MergeAttribute>(ignoreDifferences);
  const tallies = new Map<string, { readonly attribute: MergeAttribute; readonly severity: Severity; count: number }>();
  const told: Problem[] = [];
  return {
    add(difference) {
      const { attribute, severity } = difference;
      if (ignored.has(attribute)) return;
      const tally = tallies.get(`${attribute} ${severity}`) ?? { attribute, severity, count: 0 };
      tallies.set(`${attribute} ${severity}`, tally);
      tally.count += 1;
      if (tally.count <= toldOneByOne) told.push(toProblem(difference));
    },
    problems() {
      const beyond = [...tallies.values()].filter(({ count }) => count > toldOneByOne);
      return [...told, ...beyond.map(({ attribute, count, severity }) => countProblem(attribute, count, severity))];
    },
  };
}

function countProblem(attribute: MergeAttribute, count: number, severity: Severity): Problem {
  return problem("sources-differ-often", attribute, { attribute, count }, severity);
}

/** Sources by what they say: `{active: "ldap", disabled: "rh"}`, so that each language has its own words for the states. */
function byState(said: readonly Said[]): Readonly<Record<string, string>> {
  const groups = Map.groupBy(said, ({ value }) => value);
  return Object.fromEntries([...groups].map(([value, all]) => [value, all.map(({ source }) => source).join(", ")]));
}

function toProblem({ subject, attribute, kept, others, severity }: Difference): Problem {
  if (attribute === "state") return problem("states-differ", subject, { source: kept.source, ...byState([kept, ...others]) }, severity);
  const said = others.map(({ source, value }) => `${source}: ${value}`).join("; ");
  return problem("sources-differ", subject, { attribute, source: kept.source, value: kept.value, others: said }, severity);
}
