/** The real store under the contract suite, with the few things that tests do behind the port. */
import { sql } from "kysely";
import type { Database } from "#adapters/store/database.ts";
import { createStore } from "#adapters/store/open.ts";
import type { StoreHarness } from "./store-world.ts";

export function harnessOf(database: Database): StoreHarness {
  return {
    store: createStore(database),
    expire: async (server) => {
      await sql`update leases set expires = clock_timestamp() - interval '1 second' where server = ${server}`.execute(database.db);
    },
    tamper: async (planId) => {
      const plan = await database.db.selectFrom("plans").select("sha256").where("id", "=", Number(planId)).executeTakeFirstOrThrow();
      const body = await database.db.selectFrom("bodies").selectAll().where("sha256", "=", plan.sha256).executeTakeFirstOrThrow();
      const bytes = Uint8Array.from(body.bytes);
      bytes[20] = (bytes[20] ?? 0) ^ 1;
      await database.db.updateTable("bodies").set({ bytes }).where("sha256", "=", plan.sha256).where("part", "=", 0).execute();
    },
  };
}
