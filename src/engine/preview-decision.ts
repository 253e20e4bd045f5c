/** What a decision would change, before it is taken: the plan with it against the plan without it. */
import type { Change } from "#core/change.ts";
import { type Decision, decisionsOn, listOf, subjectOf } from "#core/decision.ts";
import type { Decisions } from "#core/decisions.ts";
import type { Day } from "#core/ids.ts";
import { makePlan } from "#core/plan.ts";
import type { Problem } from "#core/problem.ts";
import type { PassDeps } from "./deps.ts";
import { knownReadings } from "./known.ts";
import { readFound } from "./observe.ts";
import type { DecisionName } from "./ports.ts";
import { gather } from "./prepare.ts";

/** Decisions to take, or one to end. */
export type Act = { readonly take: readonly Decision[] } | { readonly end: DecisionName };

/** Changes that the act adds to the plan of the day, takes out of it, makes wait, and lets go. */
export interface Preview {
  readonly appears: readonly Change[];
  readonly vanishes: readonly Change[];
  readonly held: readonly Change[];
  readonly released: readonly Change[];
  /** New ones. */
  readonly problems: readonly Problem[];
  /** Of the act and of all it changes: an act that carries it is refused once something else would happen. */
  readonly digest: string;
}

/** Looks at the server, writes nothing, from the last complete reading. Throws `source.*` (no reading yet), `matrix.*`, `store.*`. */
export async function previewAct(deps: PassDeps, act: Act): Promise<Preview> {
  const today = deps.clock.today();
  const input = await gather(deps, { today, read: await knownReadings(deps), fresh: false });
  const before = makePlan(input);
  const decisions = laidOver(input.decisions, act, today);
  // Rooms that it would adopt were not looked at yet.
  const found = await readFound(deps.homeserver.reader, { ledger: input.ledger, decisions });
  const after = makePlan({ ...input, observed: { ...input.observed, ...found }, decisions });
  const differs = compare(before.changes, after.changes);
  const known = new Set(before.problems.map((one) => JSON.stringify(one)));
  const problems = after.problems.filter((one) => !known.has(JSON.stringify(one)));
  return { ...differs, problems, digest: await digestOf([essenceOf(act), differs, problems]) };
}

function laidOver(decisions: Decisions, act: Act, today: Day): Decisions {
  const taken = "take" in act ? act.take : [];
  const replaced = new Set("take" in act ? act.take.map(nameOf) : [`${act.end.kind} ${act.end.subject}`]);
  return decisionsOn(today, [...listOf(decisions).filter((one) => !replaced.has(nameOf(one))), ...taken]);
}

function nameOf(decision: Decision): string {
  return `${decision.kind} ${subjectOf(decision)}`;
}

function compare(before: readonly Change[], after: readonly Change[]): Omit<Preview, "digest" | "problems"> {
  const old = new Map(before.map((one) => [one.key, one]));
  const fresh = new Map(after.map((one) => [one.key, one]));
  const isSame = (one: Change, other: Change | undefined) => other !== undefined && contentOf(one) === contentOf(other);
  const same = after.filter((one) => isSame(one, old.get(one.key)));
  return {
    appears: after.filter((one) => !isSame(one, old.get(one.key))),
    vanishes: before.filter((one) => !isSame(one, fresh.get(one.key))),
    held: same.filter((one) => one.held !== undefined && old.get(one.key)?.held === undefined),
    released: same.filter((one) => one.held === undefined && old.get(one.key)?.held !== undefined),
  };
}

/** All that a change says but its reason and what holds it: a departure moved to another day is another change. */
function contentOf(change: Change): string {
  return JSON.stringify(change, (name, value: unknown) => (name === "held" || name === "reason" ? undefined : value));
}

/** Author, day and reason are not part of what is decided: the preview was shown to the same person a moment before. */
function essenceOf(act: Act): unknown {
  if ("end" in act) return act;
  return act.take.map(({ kind, value: { by: _by, since: _since, reason: _reason, ...rest } }) => ({ kind, ...rest }));
}

const digestLength = 16;

async function digestOf(value: unknown): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(value)));
  const hex = [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.slice(0, digestLength);
}
