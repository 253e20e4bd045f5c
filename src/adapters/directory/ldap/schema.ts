/** The server's published schema: a misspelt attribute gives no error and no values, so names are checked before anything is read. */
import type { LdapSource } from "#config/source.ts";
import { AppError } from "#core/errors.ts";
import type { Connection } from "./connection.ts";
import { filterAttributes } from "./filter.ts";
import { attributesForGroups, groupAttributes } from "./groups.ts";
import { type Entry, textsOf } from "./values.ts";

/** Attributes asked of people, and of structures. */
export function personAttributes({ person, groups }: LdapSource): string[] {
  const picks = [person.id, person.login, person.givenName, person.familyName, person.displayName, person.mail, person.redList];
  const names = [
    person.status,
    person.statusDates,
    person.assignments,
    person.principal,
    person.functions,
    ...person.populations,
    ...person.profiles,
    ...[person.sponsors, person.sites].filter((name) => name !== null),
    ...attributesForGroups(groups),
  ];
  return [...new Set([...picks.map((pick) => pick.attribute), ...names])];
}

export function structureAttributes({ structure }: LdapSource): string[] {
  const { parents, ...picks } = structure;
  return [...new Set([...Object.values(picks).flatMap((pick) => (pick === null ? [] : [pick.attribute])), parents])];
}

/** Throws source.unknown-attribute {attribute: list}; source.refused when the schema can't be read. */
export async function checkSchema(connection: Connection, config: LdapSource): Promise<void> {
  const known = parseNames(await readSchema(connection));
  if (known.size === 0)
    throw new AppError("source.refused", { source: config.name, url: config.url, dn: "cn=Subschema", detail: "no schema published" });
  const filters = [config.structures, ...config.branches, ...config.groups].map(({ filter }) => filter);
  const asked = [...personAttributes(config), ...structureAttributes(config), ...config.groups.flatMap(groupAttributes)];
  const used = new Set([...asked, ...filters.flatMap(filterAttributes)]);
  const unknown = [...used].flatMap((name) => explainName(name, known.get(name.toLowerCase()))).sort();
  if (unknown.length > 0) {
    throw new AppError("source.unknown-attribute", { source: config.name, url: config.url, attribute: unknown.join(", ") });
  }
}

async function readSchema({ client, fail }: Connection): Promise<readonly string[]> {
  try {
    const root = await client.search("", { scope: "base", filter: "(objectClass=*)", attributes: ["subschemaSubentry"], timeLimit: 0 });
    const dn = textsOf((root.searchEntries[0] ?? { dn: "" }) as Entry, "subschemaSubentry", [])[0] ?? "cn=Subschema";
    const schema = await client.search(dn, { scope: "base", filter: "(objectClass=*)", attributes: ["attributeTypes"], timeLimit: 0 });
    return schema.searchEntries.flatMap((entry) => textsOf(entry as Entry, "attributeTypes", []));
  } catch (error) {
    throw fail(error, "bind", "cn=Subschema");
  }
}

/** Servers answer under an attribute's first name: asked as `surname`, `sn` comes back and would not be found. */
function explainName(name: string, canonical: string | undefined): string[] {
  if (canonical === undefined) return [name];
  return canonical.toLowerCase() === name.toLowerCase() ? [] : [`${name} (${canonical})`];
}

/** `( 2.5.4.4 NAME ( 'sn' 'surname' ) …` → sn and surname in lower case, each to the first name. */
function parseNames(definitions: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const definition of definitions) {
    const list = /\bNAME\s+(?:'([^']+)'|\(([^)]*)\))/.exec(definition);
    const all = (list?.[1] ?? list?.[2]?.replace(/'/g, "") ?? "").trim().split(/\s+/);
    for (const name of all) if (name !== "") names.set(name.toLowerCase(), all[0] ?? name);
  }
  return names;
}
