/** Files that a source names and that are read at each pass, so that a renewed password or authority needs no restart. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { AppError } from "#core/errors.ts";

export interface SecretPlace {
  /** Folder that relative paths start from. */
  readonly base: string;
  readonly source: string;
}

/** Text without its final newline; null when no file is named. Throws config.secret-missing {file, source} when absent or empty. */
export async function readSecretText(file: string | undefined, { base, source }: SecretPlace): Promise<string | null> {
  if (file === undefined) return null;
  const path = resolve(base, file);
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new AppError("config.secret-missing", { file: path, source }, cause);
  });
  const trimmed = text.replace(/\r?\n$/, "");
  if (trimmed === "") throw new AppError("config.secret-missing", { file: path, source });
  return trimmed;
}
