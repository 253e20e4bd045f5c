/** What is known of people and structures without asking the Matrix server: enough to check a decision. */
import { emptyObserved } from "#core/observed.ts";
import { buildWorld, type World } from "#core/world.ts";
import type { PassDeps } from "./deps.ts";
import { lastReadings } from "./explain-person.ts";
import { recall } from "./prepare.ts";
import { type ReadSources, readSources } from "./read-directory.ts";

/** From the last readings; the sources are read when there is none. Throws `source.*`, `store.*`. */
export async function loadKnown(deps: PassDeps): Promise<World> {
  const known = await recall(deps, { today: deps.clock.today(), read: await knownReadings(deps), fresh: false });
  return buildWorld({ ...known, observed: emptyObserved });
}

export async function knownReadings(deps: PassDeps): Promise<ReadSources> {
  return (await lastReadings(deps)) ?? (await readSources(deps));
}
