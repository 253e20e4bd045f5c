/** A database of an earlier version keeps what it held. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "#adapters/store/database.ts";
import { openEmbedded } from "#adapters/store/embedded.ts";
import { migrate } from "#adapters/store/migrate.ts";
import { first } from "#adapters/store/migrations/0001-first.ts";
import { createStore } from "#adapters/store/open.ts";
import { day } from "#core/day.ts";

const folder = await mkdtemp(join(tmpdir(), "campus-migrations-"));
let database: Database;
beforeAll(async () => {
  database = await openEmbedded(folder);
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const made = "2026-08-01T08:00:00.000Z";
const rows = [
  ["overrides", { person: "1", displayName: "Old", by: "root", since: "2026-07-30", until: null }, null, "2026-08-02T08:00:00.000Z"],
  ["overrides", { person: "1", displayName: "Ada", by: "root", since: "2026-08-01", until: "2026-12-31" }, "2026-12-31", null],
  ["exemptions", { person: "2", eligible: true, protected: true, rooms: [], by: "root", reason: "invitée", until: null }, null, null],
  ["leaving_decisions", { person: "3", act: "cancel", due: null, by: "support" }, null, null],
  ["emergency_locks", { person: "4", by: "rssi", since: "2026-07-31" }, null, null],
] as const;

it("keeps the decisions of version 1, in force and ended", async () => {
  await migrate(database.db, [first]);
  for (const [table, body, until, ended] of rows) {
    await sql`insert into ${sql.table(table)} (server, person, body, by, until, made_at, ended_at)
      values ('prod', ${body.person}, ${JSON.stringify(body)}, ${body.by}, ${until}, ${made}, ${ended})`.execute(database.db);
  }
  await migrate(database.db);
  const store = createStore(database);
  const decisions = await store.loadDecisions("prod", day("2026-09-01"));
  const values = [decisions.overrides, decisions.exemptions, decisions.leavings, decisions.emergencies].flatMap((map) => [...map.values()]);
  expect(values).toEqual([
    { ...rows[1][1], reason: "" },
    { ...rows[2][1], since: "2026-08-01" },
    { ...rows[3][1], reason: "", since: "2026-08-01", until: null },
    { ...rows[4][1], reason: "", until: null },
  ]);
  const [former] = await store.decisionHistory("prod", { open: false });
  expect(former).toMatchObject({ at: made, decision: { value: { displayName: "Old" } }, ended: { at: rows[0][3], how: "ended" } });
  expect(await store.decisionHistory("prod", {})).toHaveLength(5);
});
