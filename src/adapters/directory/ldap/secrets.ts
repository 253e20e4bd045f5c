/** Files of an LDAP source that are read at each pass, so that a renewed password or authority needs no restart. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { LdapSource } from "#config/source.ts";
import { AppError } from "#core/errors.ts";

export interface Secrets {
  readonly password: string;
  /** PEM text of the authority, null for the machine's own authorities. */
  readonly ca: string | null;
}

/** Throws config.secret-missing {file, source}. An empty password would bind anonymously, with success: it is refused too. */
export async function readSecrets(config: LdapSource, base: string): Promise<Secrets> {
  const password = config.passwordFile === undefined ? "" : await readText(resolve(base, config.passwordFile), config.name);
  const ca = config.caFile === undefined ? null : await readText(resolve(base, config.caFile), config.name);
  return { password, ca };
}

async function readText(file: string, source: string): Promise<string> {
  const text = await readFile(file, "utf8").catch((cause) => {
    throw new AppError("config.secret-missing", { file, source }, cause);
  });
  const trimmed = text.replace(/\r?\n$/, "");
  if (trimmed === "") throw new AppError("config.secret-missing", { file, source });
  return trimmed;
}
