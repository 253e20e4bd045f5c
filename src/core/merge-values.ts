/** Several sources about one person: each value from the preferred one that gives it, what the others say instead reported. */
import type { PersonRecord } from "./directory.ts";
import type { PersonKey } from "./ids.ts";
import type { Differences, Said } from "./merge-differences.ts";
import type { Entry } from "./merge-join.ts";
import { inOrder, type PersonAttribute, ranksOf } from "./merge-policy.ts";
import { hasName, type Sources, stateOf, type View, viewsByState, viewsOf } from "./merge-views.ts";
import { displayNameOf } from "./naming.ts";
import type { Policy } from "./policy.ts";
import { clean, fold } from "./text.ts";

/** What came of asking; `state` is the record that gives the state and its days, links are those of all the records named. */
export interface Answers {
  readonly login: string;
  readonly displayName: string;
  readonly mail: string | null;
  readonly state: Pick<PersonRecord, "state" | "from" | "until">;
  readonly populations: readonly string[];
  readonly redList: boolean;
  readonly assignments: readonly PersonRecord[];
  readonly functions: readonly PersonRecord[];
  /** Where one source has several entries of the person: how many. */
  readonly entries: readonly number[];
}

type Ranks = Readonly<Record<PersonAttribute, readonly number[] | null>>;

export interface Asking {
  readonly sources: Sources;
  readonly policy: Policy;
  readonly ranks: Ranks;
  readonly differences: Differences;
}

const attributes: readonly PersonAttribute[] = [
  "login",
  "displayName",
  "mail",
  "state",
  "populations",
  "redList",
  "assignments",
  "functions",
];

export function openAsking(sources: Sources, policy: Policy, differences: Differences): Asking {
  const ranks = attributes.map((attribute) => [attribute, ranksOf(policy.merge.people[attribute], sources.names)] as const);
  return { sources, policy, differences, ranks: Object.fromEntries(ranks) as Ranks };
}

/** Single values: what a record says, `undefined` when it says nothing; and the form in which two of them are compared. */
interface Single {
  readonly attribute: "login" | "displayName" | "mail" | "state";
  readonly value: (record: PersonRecord) => string | undefined;
  readonly compared: (value: string) => string;
}

const lower = (value: string): string => value.toLowerCase();
const given = (text: string | undefined): string | undefined => clean(text) || undefined;

const singles: Readonly<Record<Single["attribute"], Single>> = {
  login: { attribute: "login", value: ({ login }) => given(login), compared: lower },
  displayName: { attribute: "displayName", value: (record) => (hasName(record) ? displayNameOf(record) : undefined), compared: fold },
  mail: { attribute: "mail", value: ({ mail }) => given(mail)?.toLowerCase(), compared: lower },
  state: { attribute: "state", value: ({ state }) => state, compared: lower },
};

/** One answer, with who gave it and who says otherwise. */
export interface Answer extends Said {
  readonly view: View;
  readonly others: readonly Said[];
}

/** Views in the order in which they are asked about one attribute. */
export function orderFor(attribute: PersonAttribute, views: readonly View[], { ranks, sources, policy }: Asking): readonly View[] {
  if (attribute !== "state") return inOrder(views, ranks[attribute]);
  const named = new Set(policy.merge.people.state);
  // Who only adds to people opens and closes nobody, unless the policy says so.
  const speaking = views.filter(({ source }) => sources.issuing[source] || named.has(sources.names[source] ?? ""));
  return inOrder(viewsByState(speaking, sources, policy), ranks.state);
}

export function answerSingle(attribute: Single["attribute"], views: readonly View[], asking: Asking): Answer | null {
  const { value, compared } = singles[attribute];
  const others: Said[] = [];
  let kept: Omit<Answer, "others"> | null = null;
  for (const view of orderFor(attribute, views, asking)) {
    const said = value(view.record);
    if (said === undefined) continue;
    const source = asking.sources.names[view.source] ?? "";
    if (kept === null) kept = { source, value: said, view };
    else if (compared(said) !== compared(kept.value)) others.push({ source, value: said });
  }
  return kept === null ? null : { ...kept, others };
}

export function answer(key: PersonKey, entries: readonly Entry[], asking: Asking): Answers {
  const views = viewsOf(entries, asking.sources, asking.policy);
  const ask = (attribute: Single["attribute"]): Answer | null => {
    const one = answerSingle(attribute, views, asking);
    if (one !== null && one.others.length > 0) report(key, attribute, one, asking);
    return one;
  };
  const state = ask("state")?.view.record;
  const login = ask("login")?.value ?? "";
  // A disabled entry's links count only where it decides the state.
  const linked = views.flatMap((view) => view.linked.filter((record) => record === state || stateOf(record) !== "disabled"));
  return {
    login,
    displayName: ask("displayName")?.value ?? login,
    mail: ask("mail")?.value ?? null,
    state: state ?? {},
    populations: firstFilled("populations", views, asking)?.record.populations ?? [],
    redList: isRedListed(views, linked, asking),
    assignments: recordsFor("assignments", { views, linked }, asking),
    functions: recordsFor("functions", { views, linked }, asking),
    entries: views.filter((view) => view.entries > 1).map((view) => view.entries),
  };
}

function report(key: PersonKey, attribute: Single["attribute"], { source, value, others }: Answer, { differences }: Asking): void {
  const isAboutLock = attribute === "state" && [value, ...others.map((one) => one.value)].includes("disabled");
  differences.add({ subject: key, attribute, kept: { source, value }, others, severity: isAboutLock ? "warning" : "info" });
}

type Listed = "populations" | "assignments" | "functions";

/** The first view with anything in that list. */
export function firstFilled(attribute: Listed, views: readonly View[], asking: Asking): View | undefined {
  return orderFor(attribute, views, asking).find(({ record, linked }) =>
    attribute === "populations" ? record.populations.length > 0 : linked.some((one) => one[attribute].length > 0),
  );
}

/** Whoever a source hides is hidden, unless the policy names who decides. */
function isRedListed(views: readonly View[], linked: readonly PersonRecord[], asking: Asking): boolean {
  if (asking.ranks.redList === null) return linked.some(({ redList }) => redList);
  return orderFor("redList", views, asking)[0]?.linked.some(({ redList }) => redList) ?? false;
}

/** Links of all sources together, unless the policy names a preferred one: then those of the first that gives any. */
function recordsFor(
  attribute: "assignments" | "functions",
  { views, linked }: { readonly views: readonly View[]; readonly linked: readonly PersonRecord[] },
  asking: Asking,
): readonly PersonRecord[] {
  if (asking.ranks[attribute] === null) return linked;
  return firstFilled(attribute, views, asking)?.linked ?? [];
}
