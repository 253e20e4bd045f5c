/** "Pourquoi ?" with what stands in the way right now: a source that can't be read, a guard that holds the change. */
import type { Change } from "#core/change.ts";
import { AppError } from "#core/errors.ts";
import type { PersonKey, RoomKey } from "#core/ids.ts";
import type { Origin } from "#core/merge-origins.ts";
import { type Reason, reason } from "#core/reason.ts";
import type { PassDeps } from "./deps.ts";
import { type Answer, explainPerson, lastReadings, type Question } from "./explain-person.ts";
import type { Run } from "./ports.ts";

/** Runs looked back at to find since when a source fails. */
const runsBack = 50;

/**
 * As `explainPerson`; when a source can't be read it answers from the last complete reading and says so first.
 * Throws `source.*` only when there is no earlier reading.
 */
export async function answerWhy(deps: PassDeps, question: Question): Promise<Answer> {
  const { answer, unreadable } = await ask(deps, question);
  if (!answer.found) return answer;
  const { explanation, person, room, origins, missing } = answer;
  const absent = missing.map(({ source, readAt }) => reason("source-missing", { source, day: readAt?.slice(0, 10) ?? "" }));
  const held = await whatHolds(deps, person, room);
  const reasons = [...unreadable, ...absent, ...explanation.reasons, ...held, ...origins.map(toReason)];
  return { ...answer, explanation: { ...explanation, reasons } };
}

async function ask(deps: PassDeps, question: Question): Promise<{ answer: Answer; unreadable: readonly Reason[] }> {
  try {
    return { answer: await explainPerson(deps, question), unreadable: [] };
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.startsWith("source.")) throw error;
    if ((await lastReadings(deps)) === null) throw error;
    const day = (await failingSince(deps)) ?? deps.clock.today();
    const unreadable = [reason("source-unreadable", { source: String(error.params.source ?? ""), day })];
    return { answer: await explainPerson(deps, { ...question, last: true }), unreadable };
  }
}

/** "The mail is from ldap; rh says …". A state is named by each source that gives it, in the words of each language. */
function toReason({ attribute, source, value, others }: Origin): Reason {
  if (attribute === "state") {
    const said = Map.groupBy([{ source, value }, ...others], (one) => one.value);
    const sources = [...said].map(([state, all]) => [state, all.map((one) => one.source).join(", ")] as const);
    return reason("state-from", { source, ...Object.fromEntries(sources) });
  }
  const said = others.map((one) => `${one.source}: ${one.value}`).join("; ");
  return reason("value-from", { attribute, source, value, others: said });
}

/** Day of the first of the latest passes that all failed on a source; null when the last one read everything. */
async function failingSince({ store, server }: PassDeps): Promise<string | null> {
  let since: string | null = null;
  for (const run of await store.runs(server, runsBack)) {
    if (!run.error?.code.startsWith("source.")) break;
    since = run.today;
  }
  return since;
}

/** Guards that hold a change about this person, and this room if one was asked about, in the last plan that concerned them. */
async function whatHolds({ store, server }: PassDeps, person: PersonKey, room: RoomKey | null): Promise<readonly Reason[]> {
  const concerns = ({ planId, scope, undoes }: Run) =>
    planId !== null && undoes === null && (scope === null || scope.people.includes(person));
  const run = (await store.runs(server, runsBack)).find(concerns);
  const last = run === undefined ? null : await store.loadPlan(run.planId ?? "");
  if (run === undefined || last === null) return [];
  const held = last.plan.changes.filter((change) => change.held !== undefined && isAbout(change, person, room));
  if (held.length === 0) return [];
  const outcomes = await store.outcomes(run.id);
  const applied = new Set(outcomes.filter(({ status }) => status === "applied").map(({ key }) => key));
  const guards = new Set(held.filter(({ key }) => !applied.has(key)).map((change) => change.held ?? ""));
  return [...guards].map((guard) => reason("guard-holds", { guard }));
}

function isAbout(change: Change, person: PersonKey, room: RoomKey | null): boolean {
  if (!("person" in change) || change.person !== person) return false;
  return room === null ? !("room" in change) : "room" in change && change.room === room;
}
