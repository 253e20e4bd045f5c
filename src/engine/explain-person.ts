/** "Pourquoi ?": finds whom and what is meant, and answers with the function that makes the plan. */
import type { PersonKey, RoomKey } from "#core/ids.ts";
import { type Explanation, explain } from "#core/why.ts";
import type { PassDeps } from "./deps.ts";
import { findPerson, findRoom } from "./find.ts";
import { gather } from "./prepare.ts";
import { readSources } from "./read-directory.ts";

export interface Question {
  /** Person key, login, Matrix id or its localpart. */
  readonly person: string;
  /** Room key with or without `structure:`, structure code or acronym, alias, room id or name; absent: the account. */
  readonly room: string | null;
  /** Answers from the last complete reading instead of reading the sources again. */
  readonly last: boolean;
}

export type Answer =
  | { readonly found: true; readonly person: PersonKey; readonly room: RoomKey | null; readonly explanation: Explanation }
  | { readonly found: false; readonly unknown: "person" | "room" };

/** Takes no lock and writes nothing. Throws `source.*` (unless `last`), `matrix.*`, `store.*`. */
export async function explainPerson(deps: PassDeps, question: Question): Promise<Answer> {
  const kept = question.last ? await deps.store.latestSnapshot(deps.server) : null;
  const readings = kept ?? (await readSources(deps.sources, deps.watch));
  const input = await gather(deps, { today: deps.clock.today(), readings, fresh: kept === null });
  const person = findPerson(input, question.person);
  if (person === null) return { found: false, unknown: "person" };
  const room = question.room === null ? null : findRoom(input, question.room);
  if (question.room !== null && room === null) return { found: false, unknown: "room" };
  return { found: true, person, room, explanation: room === null ? explain(input, person) : explain(input, person, room) };
}
