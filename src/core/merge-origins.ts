/** Where the values of one person come from, and what other sources say instead: asked for one at a time, never stored. */
import type { SourceReading } from "./directory.ts";
import type { PersonKey } from "./ids.ts";
import { collectDifferences, type Said } from "./merge-differences.ts";
import { joinEntries } from "./merge-join.ts";
import type { PersonAttribute } from "./merge-policy.ts";
import { type Asking, answerSingle, firstFilled, openAsking } from "./merge-values.ts";
import { describeSources, type View, viewsOf } from "./merge-views.ts";
import type { Policy } from "./policy.ts";

/** One value of a person: who gave it, and who says something else. */
export interface Origin extends Said {
  readonly attribute: PersonAttribute;
  readonly others: readonly Said[];
}

/** By the very functions that merge; nothing for somebody whom no source has. Attributes that nobody gives are left out. */
export function originsOf(readings: readonly SourceReading[], policy: Policy, key: PersonKey): readonly Origin[] {
  const entries = joinEntries(readings, policy.merge, []).get(key) ?? [];
  const sources = describeSources(readings, policy);
  const asking = openAsking(sources, policy, collectDifferences(policy.merge));
  const views = viewsOf(entries, sources, policy);
  return [...singleOrigins(views, asking), ...listOrigins(views, asking)];
}

function singleOrigins(views: readonly View[], asking: Asking): Origin[] {
  return (["login", "displayName", "mail", "state"] as const).flatMap((attribute) => {
    const one = answerSingle(attribute, views, asking);
    return one === null ? [] : [{ attribute, source: one.source, value: one.value, others: one.others }];
  });
}

function listOrigins(views: readonly View[], asking: Asking): Origin[] {
  const nameOf = ({ source }: View) => asking.sources.names[source] ?? "";
  const valued = (["populations", "assignments", "functions"] as const).map((attribute) => {
    const isShared = attribute !== "populations" && asking.ranks[attribute] === null;
    const first = firstFilled(attribute, views, asking);
    const giving = isShared ? views.filter(({ record }) => record[attribute].length > 0) : first === undefined ? [] : [first];
    return { attribute, giving };
  });
  return valued.flatMap(({ attribute, giving }) =>
    giving.length === 0 ? [] : [{ attribute, source: giving.map(nameOf).join(", "), value: listed(attribute, giving), others: [] }],
  );
}

function listed(attribute: "populations" | "assignments" | "functions", giving: readonly View[]): string {
  const texts = giving.flatMap(({ record }) =>
    attribute === "populations"
      ? [...record.populations]
      : attribute === "assignments"
        ? record.assignments.map(({ structure }) => structure)
        : record.functions.map(({ structure, code }) => `${code} ${structure}`),
  );
  return [...new Set(texts)].sort().join(", ");
}
