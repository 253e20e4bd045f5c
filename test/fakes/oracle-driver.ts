/** The few calls of Oracle's driver that campus makes, over tables in memory: no Oracle server can be started by tests. */
import type { OracleConnection, OracleDriver, OracleResult } from "#adapters/directory/sql/oracle.ts";

export interface FakeTable {
  readonly columns: readonly { readonly name: string; readonly dbTypeName: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

export interface FakeOracle {
  readonly driver: OracleDriver;
  readonly statements: readonly string[];
  /** Options given with each connection. */
  readonly asked: readonly Readonly<Record<string, unknown>>[];
  open(): number;
  /** The next statement that matches fails so, or never ends. */
  fail(on: RegExp, error: Error | "silence"): void;
}

/** `tables` by the text of their SELECT, as `(…)` of the statement. */
export function openFakeOracle(tables: Readonly<Record<string, FakeTable>>): FakeOracle {
  const statements: string[] = [];
  const asked: Readonly<Record<string, unknown>>[] = [];
  const faults: { on: RegExp; error: Error | "silence" }[] = [];
  let open = 0;
  const execute = async (sql: string, options: Readonly<Record<string, unknown>>): Promise<OracleResult> => {
    statements.push(sql);
    const fault = faults.find(({ on }) => on.test(sql));
    if (fault?.error === "silence") return new Promise(() => {});
    if (fault) throw fault.error;
    if (sql.startsWith("SET")) return {};
    const table = tables[/FROM \(([^)]*)\)/s.exec(sql)?.[1]?.trim() ?? ""];
    if (table === undefined) throw oracleError("ORA-00942", "table or view does not exist");
    return options.resultSet ? fetch(sql, table) : { metaData: table.columns };
  };
  const connection = (): OracleConnection => ({
    callTimeout: 0,
    execute: (sql, _binds, options) => execute(sql, options),
    close: async () => {
      open -= 1;
    },
  });
  const driver: OracleDriver = {
    ...{ STRING: "string", OUT_FORMAT_ARRAY: 4001 },
    async getConnection(options) {
      asked.push(options);
      const fault = faults.find(({ on }) => on.test("CONNECT"));
      if (fault?.error === "silence") return new Promise(() => {});
      if (fault) throw fault.error;
      open += 1;
      return connection();
    },
  };
  return { driver, statements, asked, open: () => open, fail: (on, error) => void faults.push({ on, error }) };
}

/** Columns of the SELECT in its order; dates as texts where the statement asks for them. */
function fetch(sql: string, { columns, rows }: FakeTable): OracleResult {
  const wanted = [...sql.slice(0, sql.indexOf(" FROM (")).matchAll(/(TO_CHAR\()?"([A-Z_]+)"(?:, '[^']*'\) AS "[A-Z_]+")?/g)];
  const at = wanted.map(([, isDay, name]) => ({
    isDay: isDay !== undefined,
    position: columns.findIndex((column) => column.name === name),
  }));
  const texts = rows.map((row) => at.map(({ isDay, position }) => toText(row[position], isDay)));
  let next = 0;
  return {
    resultSet: {
      async getRows(count) {
        next += count;
        return texts.slice(next - count, next);
      },
      close: async () => {},
    },
  };
}

function toText(value: unknown, isDay: boolean): string | null {
  if (value === null || value === undefined || value === "") return null;
  return isDay && value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
}

export function oracleError(code: string, words: string): Error {
  return Object.assign(new Error(`${code}: ${words}\nHelp: https://docs.example/${code}`), { code });
}
