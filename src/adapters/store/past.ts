/** What a server already went through: was it ever applied, and what did the last hour and the last days change unasked. */
import { sql } from "kysely";
import { firstDayOfWeek, type PastOfServer } from "#core/guard-base.ts";
import type { Weight } from "#core/guard-weights.ts";
import type { Day } from "#core/ids.ts";
import type { Tx } from "./tables.ts";

/** `now` is an instant; null: nothing is counted over the last hour. */
export interface When {
  readonly today: Day;
  readonly now: string | null;
}

export async function loadPast(tx: Tx, server: string, when: When): Promise<PastOfServer> {
  const row = await tx.selectFrom("servers").select("applied").where("name", "=", server).executeTakeFirst();
  const sources = await tx.selectFrom("sources").select(["source", "people"]).where("server", "=", server).orderBy("source").execute();
  return {
    applied: row?.applied ?? false,
    ...(await countWeights(tx, server, when)),
    sources: new Map(sources.map(({ source, people }) => [source, people])),
  };
}

interface Counted {
  readonly weight: Weight;
  readonly week: number | string;
  readonly hour: number | string;
}

/** A run that has not ended counts whole for the hour: when each of its changes was made is not kept. */
async function countWeights(tx: Tx, server: string, { today, now }: When): Promise<Pick<PastOfServer, "hour" | "week">> {
  const recent =
    now === null
      ? sql`false`
      : sql`c.day = ${today} and (r.ended_at is null or r.ended_at::timestamptz > ${now}::timestamptz - interval '1 hour')`;
  const { rows } = await sql<Counted>`select c.weight, count(*) as week, count(*) filter (where ${recent}) as hour
    from changes c join runs r on r.id = c.run_id
    where c.server = ${server} and c.day >= ${firstDayOfWeek(today)} and c.day <= ${today} and c.status = 'applied' and c.weight is not null
    group by c.weight order by c.weight`.execute(tx);
  const counts = (of: "hour" | "week") => rows.map((row) => [row.weight, Number(row[of])] as const).filter(([, count]) => count > 0);
  return { hour: new Map(counts("hour")), week: new Map(counts("week")) };
}
