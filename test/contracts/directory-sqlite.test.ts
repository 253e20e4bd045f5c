/** The directory contract on a SQLite file. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll } from "vitest";
import { openSource } from "#adapters/directory/open.ts";
import { sqlConfig } from "../lab/sql-source.ts";
import { tableStatements, tablesOf } from "../lab/view-tables.ts";
import { directoryContract } from "./directory.ts";
import { csvFiles } from "./small-university.ts";

const folder = mkdtempSync(join(tmpdir(), "campus-sqlite-"));
const file = join(folder, "si.db");
const database = new DatabaseSync(file);
for (const statement of tableStatements(tablesOf(csvFiles))) database.exec(statement);
database.close();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

directoryContract("sql", async () => openSource(sqlConfig({ kind: "sqlite", file }), { base: "/" }));
