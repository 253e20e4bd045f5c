/** How PostgreSQL is started from its rendered files, and what it is told before and after Synapse makes its tables. */
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "#core/errors.ts";
import { noTables } from "#platform/postgres/observe.ts";
import { postgresPaths } from "#platform/postgres/roles.ts";
import type { Site } from "#platform/site.ts";
import { clusterCommand, postgresEnv, prepareCluster } from "./postgres-cluster.ts";
import { postgresUser, programsFor } from "./postgres-programs.ts";
import { runScripts } from "./psql.ts";
import type { Service } from "./service.ts";

/**
 * Before the service is started, at each start: makes the cluster if there is none, gives it the rendered settings. `newest` is the folder
 * of initdb; a cluster of an older version is run by that version when it is still installed.
 * Throws `platform.database-version`, `platform.start-failed`, `platform.disk-full`, `config.secret-missing`.
 */
export async function preparePostgres(site: Site, newest: string): Promise<void> {
  if (site.database.kind === "postgres") await prepareCluster(site, newest);
}

/**
 * Once it answers and before Synapse starts, at each start: roles, passwords, limits, databases. The same result however often.
 * Throws `platform.database-locale`, `config.secret-missing`, `platform.start-failed`.
 */
export async function prepareDatabases(site: Site, newest: string): Promise<void> {
  if (site.database.kind !== "postgres") return;
  const { roles, databases } = postgresPaths(site);
  const { folder } = programsFor(site.places.postgres.data, newest);
  await runScripts(site, folder, [roles, databases]);
}

/** Once Synapse answers, at each start and after an upgrade: the read functions (docs/RULES.md §12.4). "no-tables" while Synapse has made none. */
export async function prepareReadFunctions(site: Site, newest: string): Promise<"done" | "no-tables"> {
  if (site.database.kind !== "postgres") return "no-tables";
  const { folder } = programsFor(site.places.postgres.data, newest);
  const said = await besideSynapse(() => runScripts(site, folder, [postgresPaths(site).observe]));
  return said.includes(noTables) ? "no-tables" : "done";
}

/** What PostgreSQL says of a table that somebody else drops or changes at the same moment. */
const crossed = /cache lookup failed|concurrently|could not open relation|does not exist|deadlock detected/;

/** Synapse's background updates make and drop tables meanwhile: the script is one transaction, so it is run again when they cross. */
async function besideSynapse<T>(act: () => Promise<T>, tries = 8): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const isCrossing = error instanceof AppError && crossed.test(String(error.params.detail));
    if (!isCrossing || tries <= 1) throw error;
    await pause(250);
    return besideSynapse(act, tries - 1);
  }
}

/** null without PostgreSQL. To be made after `preparePostgres`, which decides on the version. */
export function postgresService(site: Site, newest: string): Service | null {
  const { database, places } = site;
  if (database.kind !== "postgres") return null;
  const { data, log } = places.postgres;
  const user = postgresUser();
  const { port } = database.listener;
  const program = join(programsFor(data, newest).folder, "postgres");
  return {
    name: "postgres",
    role: "database",
    port,
    health: { kind: "postgres", port, user: "synapse", database: "synapse" },
    needs: [],
    launch: {
      kind: "program",
      program: {
        ...clusterCommand(data, user, program, ["-D", "{data}"]),
        folder: data,
        env: postgresEnv(),
        output: join(log, "postgres.log"),
        ...(user === null ? {} : { user }),
        // Its sessions end with it at once; killed, it would leave them to find out by themselves.
        deathSignal: "QUIT",
      },
    },
    logs: [],
    // After a kill in the middle of a large write, it repairs itself first.
    startMilliseconds: 120_000,
    stopMilliseconds: 10_000,
    stopSignal: "SIGINT",
  };
}
