/** The directory contract on the views of a real PostgreSQL, over one connection and over several. */
import pg from "pg";
import { afterAll, beforeAll, describe } from "vitest";
import { openSource } from "#adapters/directory/open.ts";
import { directoryContract } from "../contracts/directory.ts";
import { csvFiles } from "../contracts/small-university.ts";
import { findPostgres, type LabPostgres, startPostgres } from "../lab/postgres.ts";
import { hasPostgres } from "../lab/postgres-client.ts";
import { postgresDatabase, sqlConfig } from "../lab/sql-source.ts";
import { tableStatements, tablesOf } from "../lab/view-tables.ts";

describe.runIf(hasPostgres())("real PostgreSQL", () => {
  let server: LabPostgres;
  beforeAll(async () => {
    server = await startPostgres(findPostgres() ?? "");
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    for (const statement of tableStatements(tablesOf(csvFiles))) await client.query(statement);
    await client.end();
  });
  afterAll(() => server?.stop());

  for (const connections of [1, 2]) {
    describe(`over ${connections}`, () => {
      directoryContract("sql", async () => openSource(sqlConfig({ ...postgresDatabase(server.url), connections }), { base: "/" }));
    });
  }
});
