/** The V_MATRIX_ views as plain tables in any database, from CSV texts or from rows. */

export interface ViewTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** CSV texts (`;`, quotes only around whole values) as tables named like their files. */
export function tablesOf(files: Readonly<Record<string, string>>): ViewTable[] {
  return Object.entries(files).map(([file, text]) => {
    const [columns = [], ...rows] = text.trimEnd().split("\n").map(splitLine);
    return {
      name: file.replace(/\.csv$/, ""),
      columns: columns.map((column) => column ?? ""),
      rows: rows.map((row) => row.map((value) => (value === "" ? null : value))),
    };
  });
}

function splitLine(line: string): string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^;]*)(;|$)/g)]
    .slice(0, line.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/).length)
    .map(([, value = ""]) => (value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value));
}

/** Statements that make and fill the tables; every column is a text unless `types` says otherwise. */
export function tableStatements(tables: readonly ViewTable[], type = "text", types: Readonly<Record<string, string>> = {}): string[] {
  return tables.flatMap(({ name, columns, rows }) => [
    `CREATE TABLE ${name} (${columns.map((column) => `${column} ${types[`${name}.${column}`] ?? type}`).join(", ")})`,
    ...(rows.length === 0 ? [] : [`INSERT INTO ${name} VALUES ${rows.map((row) => `(${row.map(literal).join(", ")})`).join(",\n")}`]),
  ]);
}

function literal(value: string | null): string {
  return value === null ? "NULL" : `'${value.replaceAll("'", "''")}'`;
}
