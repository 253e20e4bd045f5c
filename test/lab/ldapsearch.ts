/** The same paged read by OpenLDAP's own ldapsearch: what a reader can't be much faster than. */
import { execFileSync, spawnSync } from "node:child_process";
import { personAttributes, structureAttributes } from "#adapters/directory/ldap/schema.ts";
import type { LdapSource } from "#config/source.ts";

/** Milliseconds of the reads of all branches, one after the other, output thrown away. */
export function timeLdapsearch(config: LdapSource): number {
  const start = performance.now();
  for (const { base, filter, attributes } of readsOf(config)) {
    const { status } = spawnSync("ldapsearch", argumentsOf(config, base, [filter, ...attributes]), { stdio: "ignore" });
    if (status !== 0) throw new Error(`ldapsearch of ${base} exits with ${status}`);
  }
  return performance.now() - start;
}

/** Entries of all branches. */
export function countByLdapsearch(config: LdapSource): number {
  return readsOf(config).reduce((sum, { base, filter }) => {
    const text = execFileSync("ldapsearch", argumentsOf(config, base, [filter, "1.1"]), { encoding: "utf8", maxBuffer: 1 << 28 });
    return sum + (text.match(/^dn:/gm)?.length ?? 0);
  }, 0);
}

function readsOf(config: LdapSource) {
  const people = config.branches.map(({ base, filter }) => ({ base, filter, attributes: personAttributes(config) }));
  return [...people, { ...config.structures, attributes: structureAttributes(config) }];
}

function argumentsOf(config: LdapSource, base: string, rest: readonly string[]): string[] {
  const reader = config.bindDn === undefined ? [] : ["-D", config.bindDn, "-y", config.passwordFile ?? ""];
  const paged = ["-E", `pr=${config.pageSize}/noprompt`, "-o", "ldif-wrap=no", "-LLL"];
  return ["-x", "-H", config.url, ...reader, ...paged, "-b", base, ...rest];
}
