/** Successors that somebody decided, laid over what the directory says. */
import type { Decisions } from "./decisions.ts";
import type { Directory, Structure } from "./directory.ts";
import type { StructureKey } from "./ids.ts";

/** A decision about a structure that the directory does not have, or whose successor it does not have, changes nothing. */
export function withSuccessors(directory: Directory, { successors }: Decisions): Directory {
  const changed = new Map<StructureKey, Structure>();
  for (const { structure, successor } of successors.values()) {
    const known = directory.structures.get(structure);
    if (known !== undefined && directory.structures.has(successor)) changed.set(structure, { ...known, successor });
  }
  if (changed.size === 0) return directory;
  const structures = new Map([...directory.structures].map(([key, structure]) => [key, changed.get(key) ?? structure]));
  return { ...directory, structures };
}
