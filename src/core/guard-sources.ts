/** Guards of readings: a source that shrank, one that is missing. */
import type { Change } from "./change.ts";
import type { Directory } from "./directory.ts";
import { isDestructive } from "./guard-kinds.ts";
import { type Guard, guard } from "./guard-sliding.ts";
import { isReveal } from "./guard-weights.ts";
import { compareText } from "./text.ts";
import type { World } from "./world.ts";

/**
 * Also held when a source shrank: homonyms that vanished would change the names of those who stay, and back the next day;
 * and nobody is shown whom a missing entry had kept hidden.
 */
const isDoubtful = (change: Change): boolean => isDestructive(change) || change.kind === "account.rename" || isReveal(change);

const structuresSuffix = "/structures";

/** What is compared with the last good read, source by source: people under the source's name, structures under `NAME/structures`. */
export function countsRead({ readings }: Pick<Directory, "readings">): ReadonlyMap<string, number> {
  return new Map(
    readings.flatMap(({ source, people, structures }) => [
      [source, people],
      [`${source}${structuresSuffix}`, structures],
    ]),
  );
}

/** Under 98 % of the last good read; two people, or two structures, fewer are tolerated in a small source. */
export function sources({ directory, ledger, policy }: World): Guard[] {
  const { percent, tolerated, smallSource } = policy.guards.shrunk;
  const guards: Guard[] = [];
  const missing = new Set(directory.missing.map(({ source }) => source));
  const counts = countsRead(directory);
  for (const [subject, last] of [...ledger.base.sources].sort((a, b) => compareText(a[0], b[0]))) {
    if (missing.has(subject.replace(structuresSuffix, ""))) continue;
    const allowed = last < smallSource ? tolerated : last - Math.ceil((last * percent) / 100);
    guards.push({ ...guard("source-shrunk", last - (counts.get(subject) ?? 0), allowed, isDoubtful), subject });
  }
  return guards;
}

/** What only a missing source gives is not taken back, nor replaced by what another one says. */
export function missingSources({ directory }: World, depends: (change: Change) => boolean): Guard[] {
  const watches = (change: Change) => isDestructive(change) || isReveal(change) || depends(change);
  return directory.missing.map(({ source }) => ({ ...guard("source-missing", 1, 0, watches), subject: source }));
}
