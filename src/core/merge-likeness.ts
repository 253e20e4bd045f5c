/** Two sources that number people differently would merge strangers: entries of one id that agree on nothing are kept apart. */
import type { PersonRecord } from "./directory.ts";
import type { Entry } from "./merge-join.ts";
import { clean, fold } from "./text.ts";

/** True when both sides say who somebody is, and nothing of it agrees: no login, no mail, no word of the name. */
export function isUnlike(known: readonly Entry[], added: readonly Entry[]): boolean {
  if (shareFact(known, added)) return false;
  const [here, there] = [known, added].map((entries) => entries.some(({ record }) => saysWho(record)));
  return here === true && there === true;
}

/** The usual case answered without building a set. */
function shareFact(known: readonly Entry[], added: readonly Entry[]): boolean {
  for (const { record: one } of known) for (const { record: other } of added) if (agree(one, other)) return true;
  return false;
}

function agree(one: PersonRecord, other: PersonRecord): boolean {
  return sameText(one.login, other.login) || sameText(one.mail, other.mail) || shareWord(one, other);
}

function sameText(one: string | undefined, other: string | undefined): boolean {
  const text = clean(one).toLowerCase();
  return text !== "" && text === clean(other).toLowerCase();
}

function shareWord(one: PersonRecord, other: PersonRecord): boolean {
  const words = new Set(wordsOf(one));
  return wordsOf(other).some((word) => words.has(word));
}

function wordsOf({ displayName, givenName, familyName }: PersonRecord): string[] {
  return fold(clean(`${displayName ?? ""} ${givenName ?? ""} ${familyName ?? ""}`))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);
}

function saysWho(record: PersonRecord): boolean {
  return clean(record.login) !== "" || clean(record.mail) !== "" || wordsOf(record).length > 0;
}
