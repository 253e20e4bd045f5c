/** Changes that somebody refused or took back: the current row of each counts, the others are history. */
import { sql } from "kysely";
import type { ChangeKey } from "#core/ids.ts";
import type { StandingHold } from "#core/standing.ts";
import { inStatements } from "./bulk.ts";
import type { Tx } from "./tables.ts";

export async function holdChanges(tx: Tx, server: string, holds: readonly StandingHold[]): Promise<void> {
  const latest = new Map(holds.map((hold) => [hold.key, hold]));
  const rows = [...latest.values()].map(({ undoes = null, ...hold }) => ({ ...hold, undoes }));
  for await (const json of inStatements(rows)) {
    await sql`update standing_holds h set ended_at = r.at from json_to_recordset(${json}::text::json) as r(key text, at text)
      where h.server = ${server} and h.key = r.key and h.ended_at is null`.execute(tx);
    await sql`insert into standing_holds (server, key, effect, cause, by, label, comment, undoes, at, until)
      select ${server}::text, r.* from json_to_recordset(${json}::text::json)
        as r(key text, effect text, cause text, by text, label text, comment text, undoes text, at text, until text)`.execute(tx);
  }
}

type Row = Omit<StandingHold, "undoes"> & { readonly undoes: string | null };

export async function standingHolds(tx: Tx, server: string, now: string): Promise<StandingHold[]> {
  const { rows } = await sql<Row>`select key, effect, cause, by, label, comment, undoes, at, until from standing_holds
    where server = ${server} and ended_at is null and (until is null or until::timestamptz > ${now}::timestamptz) order by key`.execute(tx);
  return rows.map(({ key, effect, cause, by, label, comment, undoes, at, until }) => {
    return { key, effect, cause, by, label, comment, ...(undoes === null ? {} : { undoes }), at, until };
  });
}

export async function endHolds(tx: Tx, server: string, keys: readonly ChangeKey[], at: string): Promise<void> {
  for await (const json of inStatements(keys.map((key) => ({ key })))) {
    await sql`update standing_holds h set ended_at = ${at} from json_to_recordset(${json}::text::json) as r(key text)
      where h.server = ${server} and h.key = r.key and h.ended_at is null`.execute(tx);
  }
}
