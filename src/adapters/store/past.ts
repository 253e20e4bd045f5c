/** What a server already went through: was it ever applied, and what did the last days take away. */
import type { PastOfServer } from "#core/guard-base.ts";
import type { Day } from "#core/ids.ts";
import type { Tx } from "./tables.ts";

/** Counts applied outcomes of the days `from`…`until`, both included. */
export async function loadPast(tx: Tx, server: string, days: { readonly from: Day; readonly until: Day }): Promise<PastOfServer> {
  const row = await tx.selectFrom("servers").select("applied").where("name", "=", server).executeTakeFirst();
  const weights = await countWeights(tx, server, days);
  const sources = await tx.selectFrom("sources").select(["source", "people"]).where("server", "=", server).orderBy("source").execute();
  return {
    applied: row?.applied ?? false,
    exitsWeek: weights.get("exit") ?? 0,
    removalsWeek: weights.get("removal") ?? 0,
    sources: new Map(sources.map(({ source, people }) => [source, people])),
  };
}

async function countWeights(
  tx: Tx,
  server: string,
  days: { readonly from: Day; readonly until: Day },
): Promise<Map<string | null, number>> {
  const rows = await tx
    .selectFrom("changes")
    .select((eb) => ["weight", eb.fn.countAll<string | number>().as("count")])
    .where("server", "=", server)
    .where("day", ">=", days.from)
    .where("day", "<=", days.until)
    .where("status", "=", "applied")
    .where("weight", "is not", null)
    .groupBy("weight")
    .execute();
  return new Map(rows.map(({ weight, count }) => [weight, Number(count)]));
}
