/** What SCIM clients pushed, read from the store as a directory: users are people, groups are structures. */
import type { ScimSource } from "#config/source-scim.ts";
import type { SourceReading } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import type { DirectorySource, ScimStore } from "#engine/ports.ts";
import { createPopulationReader } from "../populations.ts";
import { codesOf, toPerson } from "./people.ts";
import { toStructures } from "./structures.ts";

export interface ScimDirectoryDeps {
  readonly scim: ScimStore;
  /** Instant, ISO 8601. */
  readonly now: () => string;
}

/** `read` throws source.not-ready until somebody, or a quiet period, says that the first provisioning is complete: half a push is no directory. */
export function openScimSource(config: ScimSource, deps: ScimDirectoryDeps): DirectorySource {
  return { name: config.name, read: () => readPushed(config, deps) };
}

async function readPushed(config: ScimSource, deps: ScimDirectoryDeps): Promise<SourceReading> {
  await requireReady(config, deps);
  const { resources, members } = await deps.scim.whole(config.name);
  const users = resources.filter(({ type }) => type === "User");
  const groups = resources.filter(({ type }) => type === "Group");
  const populations = createPopulationReader(config.populations);
  const codes = codesOf(groups);
  const groupsOf = groupsByMember(members);
  const people = users.map((user) => toPerson(user, { config, populations, codes, groupsOf }));
  const structures = toStructures(groups, { config, members, codes });
  const counts = { people: people.length, structures: structures.length };
  return { source: config.name, kind: "scim", structures, people, problems: populations.problems(), counts };
}

/** Readiness is kept once it is said: later pushes are judged by the guards, as any source's changes are. */
async function requireReady({ name, quietHours }: ScimSource, { scim, now }: ScimDirectoryDeps): Promise<void> {
  const { readyAt, lastAt } = await scim.state(name);
  if (readyAt !== null) return;
  const quiet = lastAt === null ? 0 : Date.parse(now()) - Date.parse(lastAt);
  if (quietHours === null || lastAt === null || quiet < quietHours * 3_600_000) throw new AppError("source.not-ready", { source: name });
  await scim.declareReady(name, "quiet period", now());
}

/** User → groups that they are directly in. */
function groupsByMember(members: ReadonlyMap<string, readonly { readonly id: string }[]>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [group, all] of members) {
    for (const { id } of all) {
      const known = groups.get(id);
      if (known) known.push(group);
      else groups.set(id, [group]);
    }
  }
  return groups;
}
