/** Writes a configuration file that campus makes itself. */
import { writeFileSync } from "node:fs";
import { stringify } from "yaml";
import type { z } from "zod";
import { parseConfig } from "./load.ts";
import type { configSchema } from "./schema.ts";

/** Checked before it is written; readable by its owner only. */
export function writeConfig(file: string, config: z.input<typeof configSchema>): void {
  const text = stringify(config);
  parseConfig(text, file);
  writeFileSync(file, text, { mode: 0o600 });
}
