/** An LDAP directory in the SUPANN schema, read whole or not at all. */
import type { Branch, LdapSource } from "#config/source.ts";
import type { LdapGroups } from "#config/source-ldap-groups.ts";
import type { PersonRecord, SourceReading, StructureRecord } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import type { Day } from "#core/ids.ts";
import type { Problem } from "#core/problem.ts";
import type { DirectorySource } from "#engine/ports.ts";
import { createPopulationReader } from "../populations.ts";
import { type Connection, withConnection } from "./connection.ts";
import { checkFilter } from "./filter.ts";
import { applyGroups } from "./group-records.ts";
import { type Group, groupAttributes, toGroup } from "./groups.ts";
import { type BranchQuery, readBranch } from "./pages.ts";
import { gatherPeople } from "./people-index.ts";
import { type PersonReader, toPerson } from "./person.ts";
import { checkSchema, personAttributes, structureAttributes } from "./schema.ts";
import { readSecrets, type Secrets } from "./secrets.ts";
import { sponsorNames, withSponsors } from "./sponsors.ts";
import { toStructure } from "./structure.ts";
import type { Entry } from "./values.ts";

/**
 * Relative paths of secret files start from `base`. Throws config.invalid on a filter that is no filter; every failure of a read is an
 * AppError source.* or config.secret-missing.
 */
export function openLdapSource(config: LdapSource, base: string, today: () => Day): DirectorySource {
  for (const { base: branch, filter } of [...config.branches, config.structures, ...config.groups])
    checkFilter(filter, `sources.${config.name}: ${branch}`);
  return { name: config.name, read: async () => readDirectory(config, await readSecrets(config, base), today()) };
}

/** The entry is kept only as long as groups have to find it. */
interface Read {
  readonly record: PersonRecord;
  readonly sponsors: readonly string[];
  readonly entry: Entry | null;
}

type Task = (connection: Connection) => Promise<void>;

async function readDirectory(config: LdapSource, secrets: Secrets, today: Day): Promise<SourceReading> {
  const problems: Problem[] = [];
  const populations = createPopulationReader(config.populations);
  const structures: StructureRecord[] = [];
  const branches: Read[][] = config.branches.map(() => []);
  const groups: Group[] = [];
  const tasks = config.branches.map((branch, index) =>
    readPeople(config, branch, branches[index] ?? [], { config, populations, problems }),
  );
  const groupTasks = config.groups.map((rule) => readGroups(config, rule, groups, problems));
  await runTasks(config, secrets, [...tasks, readStructures(config, structures, problems), ...groupTasks]);
  const read = branches.flat();
  const index = gatherPeople(config.groups);
  for (const [position, { entry }] of read.entries()) if (entry !== null) index.add(entry, position);
  const named = read.map(({ sponsors }) => sponsors);
  const sponsored = withSponsors(
    read.map(({ record }) => record),
    named,
    structures,
  );
  const gifts = applyGroups({ groups, people: sponsored, index, today }, problems);
  const { people } = gifts;
  const bases = config.branches.map((branch) => branch.base).join(", ");
  if (people.length === 0) throw new AppError("source.empty", { source: config.name, url: config.url, branch: bases });
  return {
    source: config.name,
    kind: "ldap",
    structures: [...structures, ...gifts.structures],
    people,
    problems: [...problems, ...populations.problems()],
    counts: { people: people.length, structures: structures.length + gifts.structures.length },
  };
}

function readPeople(config: LdapSource, branch: Branch, into: Read[], reader: PersonReader): Task {
  const deactivated = branch.role === "deactivated";
  const query = queryOf(config, branch, personAttributes(config));
  const isKept = config.groups.length > 0;
  return async (connection) => {
    const count = await readBranch(connection, query, (entry) =>
      into.push({
        record: toPerson(entry, deactivated, reader),
        sponsors: sponsorNames(entry, config, reader.problems),
        entry: isKept ? entry : null,
      }),
    );
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

function readGroups(config: LdapSource, rule: LdapGroups, into: Group[], problems: Problem[]): Task {
  const query = queryOf(config, rule, groupAttributes(rule));
  return async (connection) => {
    const count = await readBranch(connection, query, (entry) => into.push(toGroup(entry, rule, problems)));
    if (!rule.mayBeEmpty) refuseEmpty(count, query);
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
