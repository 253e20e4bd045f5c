/** The sample university as benchmarks of whole passes use it: its policy, its day, its folder of CSV files. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CsvSource } from "#config/source.ts";
import type { StoreConfig } from "#config/store.ts";
import type { Day } from "#core/ids.ts";
import { defaultPolicy, type Policy } from "#core/policy.ts";
import type { Scope } from "#core/scope.ts";
import { csvFiles } from "#sample/csv.ts";
import { generateUniversity } from "#sample/generate.ts";
import type { University } from "#sample/model.ts";
import { samplePolicy } from "#sample/policy.ts";

export function universityOf(people: number): University {
  return generateUniversity({ size: people, seed: 1, day: 0 });
}

export function policyFor(serverName: string): Policy {
  const base = defaultPolicy(serverName);
  return { ...base, structures: { ...base.structures, ...samplePolicy } };
}

export function writeCsv(university: University, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of csvFiles(university)) writeFileSync(join(folder, name), text);
}

export function csvSource(folder: string): CsvSource {
  return CsvSource.parse({ kind: "csv", name: "si", folder });
}

/** A homeserver as a child process is told about it. */
export interface Server {
  readonly baseUrl: string;
  readonly serverName: string;
  readonly asToken: string;
}

export function serverOf({ baseUrl, serverName, asToken }: Server): Server {
  return { baseUrl, serverName, asToken };
}

/** What `campus-once.ts` is asked to do. */
export interface CampusOrder extends Server {
  /** Folder of the embedded store, or another one. */
  readonly store: string | StoreConfig;
  /** Absent: the server is read by its API. */
  readonly observe?: { readonly url: string; readonly passwordFile: string };
  /** Absent: everything. */
  readonly scope?: Scope;
  readonly csv: string;
  readonly today: Day;
  /** Passes, one after the other in the same process; the last one is measured. */
  readonly passes: number;
}
