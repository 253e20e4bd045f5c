/** The dialect of Oracle on a hand-written fake of its driver: no Oracle server can be started by tests. */
import { describe, expect, it } from "vitest";
import { readDatabase } from "#adapters/directory/sql/open.ts";
import { createOracleDialect } from "#adapters/directory/sql/oracle.ts";
import { SqlSource } from "#config/source.ts";
import { AppError } from "#core/errors.ts";
import { directoryContract } from "../contracts/directory.ts";
import { csvFiles } from "../contracts/small-university.ts";
import { type FakeOracle, type FakeTable, openFakeOracle, oracleError } from "../fakes/oracle-driver.ts";
import { tablesOf } from "../lab/view-tables.ts";

const tables = Object.fromEntries(
  tablesOf(csvFiles).map(({ name, columns, rows }): [string, FakeTable] => [
    `SELECT * FROM ${name}`,
    { columns: columns.map((column) => ({ name: column.toUpperCase(), dbTypeName: "VARCHAR2" })), rows },
  ]),
);
const config = (changes: Record<string, unknown> = {}) =>
  SqlSource.parse({
    ...{ kind: "sql", name: "octopus", connectSeconds: 0.2, statementSeconds: 0.1 },
    database: { kind: "oracle", connectString: "tcps://si.univ-demo.example:2484/SI", user: "LECTEUR", walletFolder: "/etc/campus/wallet" },
    ...changes,
  });
const read = (fake: FakeOracle, changes: Record<string, unknown> = {}) =>
  readDatabase(
    config(changes),
    "/",
    createOracleDialect(async () => fake.driver),
  );

async function failureOf(fake: FakeOracle, changes: Record<string, unknown> = {}): Promise<AppError> {
  const error = await read(fake, changes).catch((caught: unknown) => caught);
  if (error instanceof AppError) return error;
  throw new Error("the read succeeded", { cause: error });
}

describe("Oracle's dialect", () => {
  directoryContract("sql", async () => ({ name: "octopus", read: () => read(openFakeOracle(tables)) }));

  it("reads in one read-only transaction, gives its wallet, and closes its connection", async () => {
    const fake = openFakeOracle(tables);
    await read(fake);
    expect(fake.statements[0]).toBe("SET TRANSACTION READ ONLY");
    expect(fake.asked).toEqual([
      { connectString: "tcps://si.univ-demo.example:2484/SI", user: "LECTEUR", password: "", walletLocation: "/etc/campus/wallet" },
    ]);
    expect(fake.open()).toBe(0);
  });

  it("has dates written by the database, and every batch fetched", async () => {
    const name = "SELECT * FROM V_MATRIX_AGENT";
    const columns = (tables[name]?.columns ?? []).map((column) =>
      column.name === "DATE_DESACTIVATION" ? { ...column, dbTypeName: "DATE" } : column,
    );
    const row = (index: number) => [
      String(index),
      `a${index}`,
      "Zoé",
      "Été",
      null,
      null,
      "actif",
      null,
      new Date("2027-08-31"),
      "N",
      "cdi",
    ];
    const many = openFakeOracle({ ...tables, [name]: { columns, rows: Array.from({ length: 4_001 }, (_, index) => row(index)) } });
    const reading = await read(many);
    expect(reading.counts.people).toBe(4_001);
    expect(reading.people[4_000]).toMatchObject({ id: "4000", until: "2027-08-31" });
    expect(many.statements.some((sql) => sql.includes(`TO_CHAR("DATE_DESACTIVATION", 'YYYY-MM-DD')`))).toBe(true);
  });

  it.each<[string, RegExp, Error | "silence", Record<string, unknown>]>([
    ["source.refused", /CONNECT/, oracleError("ORA-01017", "invalid credential or not authorized"), { result: "ORA-01017" }],
    ["source.unreachable", /CONNECT/, oracleError("NJS-503", "connection to host refused"), {}],
    ["source.unreachable", /CONNECT/, oracleError("ORA-12514", "service unknown"), {}],
    ["source.tls", /CONNECT/, oracleError("ORA-29024", "Certificate validation failure"), {}],
    ["source.timeout", /CONNECT/, "silence", { seconds: 0.2 }],
    [
      "source.view-missing",
      /V_MATRIX_FONCTION\n?\) .*1 = 0/,
      oracleError("ORA-00942", "table or view does not exist"),
      { view: "V_MATRIX_FONCTION" },
    ],
    ["source.query-refused", /V_MATRIX_AGENT/, oracleError("ORA-00904", "invalid identifier"), { view: "V_MATRIX_AGENT" }],
    ["source.partial", /V_MATRIX_AFFECTATION\) campus_view$/, oracleError("ORA-03113", "end-of-file on communication channel"), {}],
    ["source.partial", /V_MATRIX_AFFECTATION\) campus_view$/, oracleError("ORA-01555", "snapshot too old"), {}],
    ["source.timeout", /V_MATRIX_AFFECTATION\) campus_view$/, "silence", { view: "V_MATRIX_AFFECTATION" }],
  ])(
    "%s on %s",
    async (code, on, error, params) => {
      const fake = openFakeOracle(tables);
      fake.fail(on, error);
      expect(await failureOf(fake)).toMatchObject({ code, params: { source: "octopus", ...params } });
    },
    15_000,
  );

  it("source.column-missing names what it looked for and what is there", async () => {
    const name = "SELECT * FROM V_MATRIX_FONCTION";
    const fake = openFakeOracle({ ...tables, [name]: { columns: [{ name: "AGENT_ID", dbTypeName: "NUMBER" }], rows: [] } });
    expect(await failureOf(fake)).toMatchObject({
      code: "source.column-missing",
      params: { file: "V_MATRIX_FONCTION", found: "agent_id" },
    });
  });
});
