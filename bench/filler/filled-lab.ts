/** A whole platform that already holds a university, and a campus that remembers having made it. */
import { join } from "node:path";
import { openStore } from "#adapters/store/open.ts";
import type { StoreConfig } from "#config/store.ts";
import type { Day } from "#core/ids.ts";
import { databaseRoles, passwordFile } from "#platform/postgres/roles.ts";
import { secretNames } from "#platform/site.ts";
import { sizeFor } from "#platform/size.ts";
import { readingAsCsv } from "#sample/reading-csv.ts";
import { hasPlatform, type LabPlatform, startLab } from "../../test/lab/platform-lab.ts";
import { serverName } from "../stage.ts";
import { type CampusOrder, policyFor, universityOf, writeCsv } from "../world.ts";
import { fillSynapse } from "./fill-synapse.ts";
import { type Settled, settle } from "./settled.ts";

export interface FilledLab {
  readonly lab: LabPlatform;
  readonly settled: Settled;
  /** A pass by the API; with `observe`, by the database. */
  readonly order: Omit<CampusOrder, "passes">;
  readonly observe: NonNullable<CampusOrder["observe"]>;
}

/** For the time of `work`; `folder` takes the source's files. */
export async function withFilledLab<T>(people: number, folder: string, work: (filled: FilledLab) => Promise<T>): Promise<T> {
  if (!hasPlatform()) throw new Error("this benchmark needs nginx, Redis, PostgreSQL and Synapse: ./campus test installs them");
  const university = universityOf(people);
  writeCsv(university, join(folder, "csv"));
  const settled = settle(readingAsCsv(university, "si"), policyFor(serverName), university.today);
  // A cache one entry too small for all memberships is read through from end to end, and never answers.
  const lab = await startLab({ serverName, description: { synapse: { cacheFactor: sizeFor(people).cacheFactor } } });
  try {
    await fillSynapse(lab, settled);
    const store = storeOf(lab);
    await fillStore(store, settled, university.today);
    const { internalUrl: baseUrl, asToken } = lab;
    const order = { baseUrl, asToken, serverName, store, csv: join(folder, "csv"), today: university.today };
    return await work({ lab, settled, order, observe: observerOf(lab) });
  } finally {
    await lab.stop();
  }
}

function addressOf({ site }: LabPlatform, user: string, database: string): string {
  if (site.database.kind !== "postgres") throw new Error("no PostgreSQL");
  const { address, port } = site.database.listener;
  return `postgres://${user}@${address}:${port}/${database}`;
}

function storeOf(lab: LabPlatform): StoreConfig {
  const role = databaseRoles.find(({ name }) => name === "campus");
  if (role === undefined) throw new Error("no role campus");
  return { kind: "postgres", url: addressOf(lab, "campus", "campus"), passwordFile: passwordFile(lab.site, role) };
}

function observerOf(lab: LabPlatform): FilledLab["observe"] {
  return {
    url: addressOf(lab, "campus_observer", "synapse"),
    passwordFile: join(lab.stateFolder, "secrets", secretNames.postgresObserver),
  };
}

/** As a first run would have left it: a server that was applied once. */
async function fillStore(config: StoreConfig, { writes, accounts }: Settled, today: Day): Promise<void> {
  const store = await openStore(config);
  try {
    await store.writeLedger("prod", writes);
    const first = await store.startRun({ server: "prod", today, startedAt: `${today}T04:00:00Z`, by: "bench" });
    const [key] = accounts.map((account) => account.key);
    if (key === undefined) throw new Error("nobody has an account");
    await store.saveOutcomes(first.id, today, [{ key, kind: "account.create", status: "applied", refusal: null }]);
    await store.finishRun(first.id, { status: "done", endedAt: `${today}T05:00:00Z`, figures: {}, error: null });
  } finally {
    await store.close();
  }
}
