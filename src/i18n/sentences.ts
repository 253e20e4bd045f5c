/** One function per kind of code: the sentence a human reads, in their language. */
import type { Change } from "#core/change.ts";
import type { ErrorCode } from "#core/errors.ts";
import type { Verdict } from "#core/plan.ts";
import type { Problem } from "#core/problem.ts";
import type { Reason } from "#core/reason.ts";
import { errorsEn } from "./en/errors.ts";
import { changesEn, guardsEn } from "./en/plans.ts";
import { problemsEn } from "./en/problems.ts";
import { reasonsEn } from "./en/reasons.ts";
import { errorsFr } from "./fr/errors.ts";
import { changesFr, guardsFr } from "./fr/plans.ts";
import { problemsFr } from "./fr/problems.ts";
import { reasonsFr } from "./fr/reasons.ts";
import { type Params, render } from "./render.ts";
import type { ErrorText } from "./tables.ts";
import type { Lang } from "./words.ts";

export const reasons = { fr: reasonsFr, en: reasonsEn };
export const problems = { fr: problemsFr, en: problemsEn };
export const errors = { fr: errorsFr, en: errorsEn };
export const guards = { fr: guardsFr, en: guardsEn };
export const changes = { fr: changesFr, en: changesEn };

/** Names that replace codes in what people read: of a room by its key, of a structure by its code. */
export interface Names {
  room(key: string): string;
  structure(code: string): string;
}

const asCoded: Names = { room: (key) => key, structure: (code) => code };

/** Why a change or a state is so. */
export function sentence(lang: Lang, reason: Reason, names: Names = asCoded): string {
  return render(lang, reasons[lang][reason.code], readable(reason.params, names));
}

function readable(given: Params, names: Names): Params {
  const params: Record<string, string | number> = { ...given };
  for (const name of ["structure", "from", "successor"]) if (typeof params[name] === "string") params[name] = names.structure(params[name]);
  if (typeof params.room === "string") params.room = names.room(params.room);
  // A source that has no label for a function repeats its code; a link without a grace ends before it was lost.
  if (params.label === params.code) delete params.label;
  if (params.day !== undefined && params.until !== undefined && params.until < params.day) delete params.until;
  return params;
}

/** What could not be used, and what became of it. */
export function problemSentence(lang: Lang, { code, subject, params }: Pick<Problem, "code" | "subject" | "params">): string {
  const { change } = params;
  const named = typeof change === "string" && isKind(change) ? { change: kindHeading(lang, change, 1) } : {};
  return render(lang, problems[lang][code], { subject, ...params, ...named });
}

function isKind(text: string): text is Change["kind"] {
  return Object.hasOwn(changesEn, text);
}

/** What happened, what was not done, what to do. */
export function errorText(lang: Lang, error: { readonly code: ErrorCode; readonly params: Params }): ErrorText {
  const text = errors[lang][error.code];
  return {
    what: render(lang, text.what, error.params),
    notDone: render(lang, text.notDone, error.params),
    toDo: render(lang, text.toDo, error.params),
  };
}

/** Short name of a guard. */
export function guardName(lang: Lang, name: Verdict["name"]): string {
  return guards[lang][name].name;
}

/** What a guard counted and why it holds. */
export function guardSentence(lang: Lang, verdict: Verdict): string {
  const { name, value, limit, subject } = verdict;
  return render(lang, guards[lang][name].held, subject === undefined ? { value, limit } : { value, limit, subject });
}

/** Heading of a kind of change, to put after its count: "comptes à créer". */
export function kindHeading(lang: Lang, kind: Change["kind"], count = 2): string {
  return Math.abs(count) === 1 ? changes[lang][kind].single : changes[lang][kind].many;
}

/** One line about one change. */
export function changeSentence(lang: Lang, change: Change, names: Names = asCoded): string {
  return render(lang, changes[lang][change.kind].one, paramsOf(change, names));
}

function paramsOf(change: Change, names: Names): Params {
  const params: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(change)) {
    if (typeof value !== "string" && typeof value !== "number") continue;
    params[name] = roomFields.has(name) ? names.room(String(value)) : value;
  }
  if ("spec" in change) params.name = change.spec.name;
  if ("absorbed" in change) params.people = change.absorbed.join(", ");
  if ("displayName" in change) params.name = change.displayName;
  return params;
}

const roomFields: ReadonlySet<string> = new Set(["room", "space", "child"]);
