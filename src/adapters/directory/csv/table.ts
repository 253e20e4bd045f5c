/** One CSV file as rows of named columns; what makes a whole file unusable throws, a bad row is a problem. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import { AppError } from "#core/errors.ts";
import { type Problem, problem } from "#core/problem.ts";
import { type ViewRow, withoutNul } from "../views/cells.ts";
import { decodeText } from "./decode.ts";

export interface Table {
  readonly file: string;
  /** In lower case. */
  readonly columns: readonly string[];
  readonly rows: readonly ViewRow[];
  readonly problems: readonly Problem[];
}

export interface TableSpec {
  readonly source: string;
  readonly folder: string;
  readonly file: string;
}

interface Parsed {
  readonly info: { readonly lines: number };
  readonly record: string[];
}

/** Throws source.file-missing, source.file-malformed (quoting). */
export async function readTable(spec: TableSpec): Promise<Table> {
  const { text, repairedLines } = decodeText(await readBytes(spec));
  const records = parseRecords(withoutNul(text), spec);
  const header = (records[0]?.record ?? []).map((column) => column.trim().toLowerCase());
  const problems = repairedLines.map((line) => problem("encoding-repaired", `${spec.file}:${line}`, { file: spec.file, line }));
  const rows = toRows(records, header, spec, problems);
  return { file: spec.file, columns: header, rows, problems };
}

async function readBytes(spec: TableSpec): Promise<Uint8Array> {
  try {
    return await readFile(join(spec.folder, spec.file));
  } catch (cause) {
    throw new AppError("source.file-missing", { source: spec.source, file: join(spec.folder, spec.file) }, cause);
  }
}

function parseRecords(text: string, spec: TableSpec): Parsed[] {
  try {
    return parseText(text);
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    // The error names the line where the file ends; the quote was opened after the last good record.
    const good = Number(cause.records ?? 0);
    const line = good === 0 ? 1 : (parseText(text, good).at(-1)?.info.lines ?? 0) + 1;
    throw new AppError("source.file-malformed", { source: spec.source, file: spec.file, line }, cause);
  }
}

/** The first `count` records, or all of them. */
function parseText(text: string, count?: number): Parsed[] {
  return parse(text, {
    bom: true,
    delimiter: detectDelimiter(text),
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    ...(count === undefined ? {} : { to: count }),
  }) as unknown as Parsed[];
}

/** The most frequent of `;` `,` and tab in the header line. */
export function detectDelimiter(text: string): string {
  const end = text.search(/[\r\n]/);
  const header = end < 0 ? text : text.slice(0, end);
  const count = (delimiter: string) => header.split(delimiter).length - 1;
  return [";", ",", "\t"].reduce((best, next) => (count(next) > count(best) ? next : best));
}

function toRows(records: readonly Parsed[], header: readonly string[], spec: TableSpec, problems: Problem[]): ViewRow[] {
  const rows: ViewRow[] = [];
  let lastLine = records[0]?.info.lines ?? 1;
  for (const { info, record } of records.slice(1)) {
    const origin = `${spec.file}:${info.lines}`;
    const whole = record.length === header.length;
    if (swallowsRows(record, header.length)) {
      throw new AppError("source.file-malformed", { source: spec.source, file: spec.file, line: lastLine + 1 });
    }
    if (whole) rows.push({ origin, cells: record });
    else
      problems.push(
        problem("row-unusable", origin, { file: spec.file, line: info.lines, columns: record.length, expected: header.length }, "error"),
      );
    lastLine = info.lines;
  }
  return rows;
}

/**
 * A quote left open swallows rows until the next quote: people would silently disappear. Either the number of fields is then wrong, or
 * one field holds at least as many delimiters as a row.
 */
function swallowsRows(record: readonly string[], columns: number): boolean {
  const long = record.filter((field) => field.includes("\n"));
  return long.length > 0 && (record.length !== columns || long.some((field) => field.split(/[;,\t]/).length >= columns));
}
