/** The Python text of the Synapse module, as it lies in the tree: renderers are given it, since they read no file. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { moduleFolder } from "#platform/synapse-module.ts";

const source = join(import.meta.dirname, "../platform/synapse-module");

/** Path under the folder of modules that PYTHONPATH names (`campus_rules/rooms.py`) → text, in order of the paths. */
export function readSynapseModule(): ReadonlyMap<string, string> {
  const names = readdirSync(join(source, moduleFolder)).filter((name) => name.endsWith(".py"));
  return new Map(names.sort().map((name) => [`${moduleFolder}/${name}`, readFileSync(join(source, moduleFolder, name), "utf8")]));
}
