/** Compressed bodies of plans and snapshots, each kept once under its digest. */
import { sql } from "kysely";
import { type Line, type Packed, unpack } from "./pack.ts";
import type { Tx } from "./tables.ts";

/** Number of the lock under which bodies are added and swept, so that none vanishes between its insert and its use. */
const bodiesLock = 7_264_002;

/** Takes the lock until the end of the transaction; does nothing for a body already there. */
export async function saveBody(tx: Tx, body: Packed): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(bodiesLock)})`.execute(tx);
  const known = await tx.selectFrom("bodies").select("part").where("sha256", "=", body.sha256).limit(1).executeTakeFirst();
  if (known) return;
  for (const [part, bytes] of body.parts.entries()) await tx.insertInto("bodies").values({ sha256: body.sha256, part, bytes }).execute();
}

/** Gives every line to `take`; false when the body is not the one its digest names. */
export async function readBody(tx: Tx, sha256: string, take: (line: Line) => void): Promise<boolean> {
  const rows = await tx.selectFrom("bodies").select("bytes").where("sha256", "=", sha256).orderBy("part").execute();
  try {
    return (
      (await unpack(
        rows.map((row) => row.bytes),
        take,
      )) === sha256
    );
  } catch {
    // Not decompressed, or not JSON: the bytes were changed.
    return false;
  }
}

/** Deletes the bodies that no plan and no snapshot names any more; call it in the transaction that saved one. */
export async function sweepBodies(tx: Tx): Promise<void> {
  await sql`delete from bodies b where not exists (select 1 from plans p where p.sha256 = b.sha256)
    and not exists (select 1 from snapshots s where s.sha256 = b.sha256)`.execute(tx);
}
