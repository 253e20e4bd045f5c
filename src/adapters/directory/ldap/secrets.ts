/** What an LDAP source keeps in files of their own. */
import type { LdapSource } from "#config/source.ts";
import { readSecretText } from "../secret-text.ts";

export interface Secrets {
  readonly password: string;
  /** PEM text of the authority, null for the machine's own authorities. */
  readonly ca: string | null;
}

/** Throws config.secret-missing {file, source}. An empty password would bind anonymously, with success: it is refused too. */
export async function readSecrets(config: LdapSource, base: string): Promise<Secrets> {
  const place = { base, source: config.name };
  return {
    password: (await readSecretText(config.passwordFile, place)) ?? "",
    ca: await readSecretText(config.caFile, place),
  };
}
