/** Rows of many tables into a PostgreSQL, by `COPY … FROM stdin` through one psql. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Cell, Put, TableName } from "./tables.ts";
import { tables } from "./tables.ts";

/** Rows kept before they are sent. */
const rowsAtOnce = 50_000;

export interface Copies {
  readonly put: Put;
  /** Sends what waits, once it is much or `all` is asked for. */
  flush(all?: boolean): Promise<void>;
  run(sql: string): Promise<void>;
  /** Throws what psql said when anything failed. */
  end(): Promise<void>;
}

/** `url` without the password. Foreign keys and triggers are left aside: that takes an administrator. */
export function openCopies(url: string, password: string): Copies {
  const child = spawn("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", url], {
    env: { ...process.env, PGPASSWORD: password },
    stdio: ["pipe", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  // A psql that ended tells why when it is closed.
  child.stdin.on("error", () => {});
  const exited = once(child, "exit") as Promise<[number | null]>;
  const send = async (text: string): Promise<void> => {
    if (!child.stdin.write(text)) await Promise.race([once(child.stdin, "drain"), exited]);
  };
  const waiting = new Map<TableName, string[]>();
  let count = 0;
  const copies: Copies = {
    put(table, row) {
      count += 1;
      const line = row.map(toText).join("\t");
      const lines = waiting.get(table);
      if (lines === undefined) waiting.set(table, [line]);
      else lines.push(line);
    },
    async flush(all = false) {
      if (count < rowsAtOnce && !all) return;
      for (const [table, lines] of waiting) {
        await send(`COPY ${table} (${tables[table].join(", ")}) FROM stdin;\n${lines.join("\n")}\n\\.\n`);
      }
      waiting.clear();
      count = 0;
    },
    run: (sql) => send(`${sql};\n`),
    async end() {
      child.stdin.end();
      const [code] = await exited;
      if (code !== 0) throw new Error(`psql ended with ${code}: ${said.slice(0, 2000)}`);
    },
  };
  void send("SET session_replication_role = replica;\n");
  return copies;
}

/** PostgreSQL's text format. */
function toText(cell: Cell): string {
  if (cell === null) return "\\N";
  if (typeof cell === "boolean") return cell ? "t" : "f";
  return typeof cell === "number"
    ? String(cell)
    : cell.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}
