/** Forgets a server that no longer exists. */
import { sql } from "kysely";
import { sweepBodies } from "./bodies.ts";
import type { Tx } from "./tables.ts";

const owned = [
  "accounts",
  "rooms",
  "grants",
  "leaves",
  "absences",
  "functions",
  "sources",
  "merges",
  "given_names",
  "changes",
  "snapshots",
] as const;

/** What campus granted and saw there, its plans and their approvals. Past runs stay as history, human decisions because they outlive servers. */
export async function forgetServer(tx: Tx, server: string): Promise<void> {
  for (const table of owned) await tx.deleteFrom(table).where("server", "=", server).execute();
  await sql`delete from approvals where plan_id in (select id from plans where server = ${server})`.execute(tx);
  await tx.updateTable("runs").set({ plan_id: null }).where("server", "=", server).execute();
  await tx.deleteFrom("plans").where("server", "=", server).execute();
  await tx.updateTable("servers").set({ applied: false }).where("name", "=", server).execute();
  await sweepBodies(tx);
}
