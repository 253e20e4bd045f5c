/** An LDAP directory in the SUPANN schema, read whole or not at all. */
import type { Branch, LdapSource } from "#config/source.ts";
import type { PersonRecord, SourceReading, StructureRecord } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import type { Problem } from "#core/problem.ts";
import type { DirectorySource } from "#engine/ports.ts";
import { createPopulationReader } from "../populations.ts";
import { type Connection, withConnection } from "./connection.ts";
import { checkFilter } from "./filter.ts";
import { type BranchQuery, readBranch } from "./pages.ts";
import { type PersonReader, toPerson } from "./person.ts";
import { checkSchema, personAttributes, structureAttributes } from "./schema.ts";
import { readSecrets, type Secrets } from "./secrets.ts";
import { toStructure } from "./structure.ts";

/**
 * Relative paths of secret files start from `base`. Throws config.invalid on a filter that is no filter; every failure of a read is an
 * AppError source.* or config.secret-missing.
 */
export function openLdapSource(config: LdapSource, base: string): DirectorySource {
  for (const { base: branch, filter } of [...config.branches, config.structures]) checkFilter(filter, `sources.${config.name}: ${branch}`);
  return { name: config.name, read: async () => readDirectory(config, await readSecrets(config, base)) };
}

type Task = (connection: Connection) => Promise<void>;

async function readDirectory(config: LdapSource, secrets: Secrets): Promise<SourceReading> {
  const problems: Problem[] = [];
  const populations = createPopulationReader(config.populations);
  const structures: StructureRecord[] = [];
  const branches: PersonRecord[][] = config.branches.map(() => []);
  const tasks = config.branches.map((branch, index) =>
    readPeople(config, branch, branches[index] ?? [], { config, populations, problems }),
  );
  await runTasks(config, secrets, [...tasks, readStructures(config, structures, problems)]);
  const people = branches.flat();
  const bases = config.branches.map((branch) => branch.base).join(", ");
  if (people.length === 0) throw new AppError("source.empty", { source: config.name, url: config.url, branch: bases });
  return {
    source: config.name,
    kind: "ldap",
    structures,
    people,
    problems: [...problems, ...populations.problems()],
    counts: { people: people.length, structures: structures.length },
  };
}

function readPeople(config: LdapSource, branch: Branch, into: PersonRecord[], reader: PersonReader): Task {
  const deactivated = branch.role === "deactivated";
  const query = queryOf(config, branch, personAttributes(config));
  return async (connection) => {
    const count = await readBranch(connection, query, (entry) => into.push(toPerson(entry, deactivated, reader)));
    if (!(branch.mayBeEmpty ?? deactivated)) refuseEmpty(count, query);
  };
}

function readStructures(config: LdapSource, into: StructureRecord[], problems: Problem[]): Task {
  const query = queryOf(config, config.structures, structureAttributes(config));
  return async (connection) => {
    const count = await readBranch(connection, query, (entry) => into.push(toStructure(entry, config, problems)));
    refuseEmpty(count, query);
  };
}

function queryOf(
  config: LdapSource,
  branch: { readonly base: string; readonly filter: string },
  attributes: readonly string[],
): BranchQuery {
  const { name: source, url, pageSize } = config;
  return { source, url, pageSize, base: branch.base, filter: branch.filter, attributes };
}

function refuseEmpty(count: number, { source, url, base }: BranchQuery): void {
  if (count === 0) throw new AppError("source.empty", { source, url, branch: base });
}

/** The first connection checks the schema, then all take the tasks in order; the first failure ends the whole read at once. */
async function runTasks(config: LdapSource, secrets: Secrets, tasks: readonly Task[]): Promise<void> {
  const queue = [...tasks];
  const abort = new AbortController();
  const drain: Task = async (connection) => {
    for (let task = queue.shift(); task !== undefined && !abort.signal.aborted; task = queue.shift()) await task(connection);
  };
  const start = (work: Task) => withConnection(config, secrets, abort.signal, work).catch((error) => abort.abort(error));
  await start(async (first) => {
    if (config.checkSchema) await checkSchema(first, config);
    const others = Array.from({ length: config.connections - 1 }, () => start(drain));
    await drain(first).catch((error) => abort.abort(error));
    await Promise.all(others);
  });
  if (abort.signal.aborted) throw abort.signal.reason;
}
