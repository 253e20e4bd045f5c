/** "Pourquoi ?": finds whom and what is meant, and answers with the function that makes the plan. */
import type { MissingSource } from "#core/directory.ts";
import type { PersonKey, RoomKey } from "#core/ids.ts";
import { type Origin, originsOf } from "#core/merge-origins.ts";
import { type Explanation, explain } from "#core/why.ts";
import type { PassDeps } from "./deps.ts";
import { findPerson, findRoom } from "./find.ts";
import { gather } from "./prepare.ts";
import { type ReadSources, readSources } from "./read-directory.ts";

export interface Question {
  /** Person key, login, Matrix id or its localpart. */
  readonly person: string;
  /** Room key with or without `structure:`, structure code or acronym, alias, room id or name; absent: the account. */
  readonly room: string | null;
  /** Answers from the last complete reading instead of reading the sources again. */
  readonly last: boolean;
}

export type Answer =
  | {
      readonly found: true;
      readonly person: PersonKey;
      readonly room: RoomKey | null;
      readonly explanation: Explanation;
      /** Where the person's values come from; empty with one source, and for a question about a room. */
      readonly origins: readonly Origin[];
      /** Optional sources without which this is answered. */
      readonly missing: readonly MissingSource[];
    }
  | { readonly found: false; readonly unknown: "person" | "room" };

/** Takes no lock and writes nothing. Throws `source.*` (unless `last`), `matrix.*`, `store.*`. */
export async function explainPerson(deps: PassDeps, question: Question): Promise<Answer> {
  const kept = question.last ? await lastReadings(deps) : null;
  const read = kept ?? (await readSources(deps));
  const input = await gather(deps, { today: deps.clock.today(), read, fresh: kept === null });
  const person = findPerson(input, question.person);
  if (person === null) return { found: false, unknown: "person" };
  const room = question.room === null ? null : findRoom(input, question.room);
  if (question.room !== null && room === null) return { found: false, unknown: "room" };
  const { missing } = input.directory;
  if (room !== null) return { found: true, person, room, explanation: explain(input, person, room), origins: [], missing };
  const origins = read.readings.length < 2 ? [] : originsOf(read.readings, deps.policy, person);
  return { found: true, person, room, explanation: explain(input, person), origins, missing };
}

/** The last complete reading of each source; null when there is none of any. */
export async function lastReadings({ sources, store, server }: PassDeps): Promise<ReadSources | null> {
  const known = await Promise.all(sources.map(({ name }) => store.lastReading(server, name)));
  const readings = known.filter((reading) => reading !== null);
  return readings.length === 0 ? null : { readings, missing: [], last: [] };
}
