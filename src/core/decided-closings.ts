/** Structures that somebody closed or reopened, laid over what the directory says. */
import type { Decisions } from "./decisions.ts";
import type { Directory, Structure } from "./directory.ts";
import type { StructureKey } from "./ids.ts";

/** Closed from the day of the decision, or from the directory's own day if that came before; reopened: whatever the directory's day. */
export function withClosings(directory: Directory, { closings }: Decisions): Directory {
  const changed = new Map<StructureKey, Structure>();
  for (const { structure, act, since } of closings.values()) {
    const known = directory.structures.get(structure);
    if (known === undefined) continue;
    const closed = known.closes !== null && known.closes < since ? known.closes : since;
    changed.set(structure, { ...known, closes: act === "close" ? closed : null });
  }
  if (changed.size === 0) return directory;
  const structures = new Map([...directory.structures].map(([key, structure]) => [key, changed.get(key) ?? structure]));
  return { ...directory, structures };
}
