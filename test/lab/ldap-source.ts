/** Configurations of LDAP sources for tests, and entries enough to read several pages. */
import { openSource } from "#adapters/directory/open.ts";
import { LdapSource } from "#config/source.ts";
import type { SourceReading } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import type { LdifEntry } from "./ldif.ts";
import type { LabSlapd } from "./slapd.ts";

export const suffix = "dc=univ-demo,dc=example";

/** The branches of a demonstration directory on a lab server; `changes` win. */
export function ldapConfig(slapd: LabSlapd, changes: Record<string, unknown> = {}): LdapSource {
  return LdapSource.parse({
    ...{ kind: "ldap", name: "annuaire", url: slapd.url, bindDn: slapd.bindDn, passwordFile: slapd.passwordFile, timeoutSeconds: 20 },
    branches: [{ base: `ou=people,${suffix}` }, { base: `ou=deactivated,${suffix}`, role: "deactivated" }],
    structures: { base: `ou=structures,${suffix}` },
    ...changes,
  });
}

export function readLdap(config: LdapSource): Promise<SourceReading> {
  return openSource(config, { base: "/" }).read();
}

/** The error that the read ends with; fails when it ends well. */
export async function failureOf(config: LdapSource): Promise<AppError> {
  try {
    await readLdap(config);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("the read succeeded");
}

const unit = (ou: string): LdifEntry => [`ou=${ou},${suffix}`, { objectClass: "organizationalUnit", ou }];

export function person(number: number, attributes: LdifEntry[1] = {}, branch = "people"): LdifEntry {
  const uid = `p${String(number).padStart(8, "0")}`;
  const named = {
    supannRefId: `{OCTOPUS:ID}${number}`,
    supannAliasLogin: `login${number}`,
    sn: `Nom${number}`,
    eduPersonAffiliation: "staff",
  };
  return [
    `uid=${uid},ou=${branch},${suffix}`,
    { objectClass: ["inetOrgPerson", "eduPerson", "supannPerson"], uid, cn: uid, ...named, ...attributes },
  ];
}

export function structure(code: string, attributes: LdifEntry[1] = {}): LdifEntry {
  const dn = `supannCodeEntite=${code},ou=structures,${suffix}`;
  return [dn, { objectClass: ["organizationalUnit", "supannEntite"], supannCodeEntite: code, ou: code, ...attributes }];
}

/** The three branches and their suffix, then whatever is given. */
export function directoryOf(...entries: readonly LdifEntry[]): LdifEntry[] {
  return [[suffix, { objectClass: "domain", dc: "univ-demo" }], ...["people", "deactivated", "structures"].map(unit), ...entries];
}

export function people(count: number): LdifEntry[] {
  return Array.from({ length: count }, (_, index) => person(index + 1));
}
