/** Configuration of the sources: where people and structures are read, and how a site's words become ours. */
import { z } from "zod";
import { HttpSource } from "./source-http.ts";
import { LdapGroups } from "./source-ldap-groups.ts";
import { externalCodes, name, populations } from "./source-parts.ts";
import { roleKeys } from "./source-role.ts";
import { ScimSource } from "./source-scim.ts";
import { SqlSource } from "./source-sql.ts";

export { HttpSource } from "./source-http.ts";
export { defaultPopulations, PopulationRow } from "./source-parts.ts";
export { ScimSource } from "./source-scim.ts";
export { SqlSource } from "./source-sql.ts";

export const AttributePick = z
  .strictObject({
    attribute: z.string().min(1).describe("Name of the LDAP attribute."),
    prefix: z
      .string()
      .optional()
      .describe("Only values that start so, the prefix removed. Without its closing brace, {OCTOPUS: also matches {OCTOPUS:ID}."),
  })
  .describe("Where one value is read in an LDAP entry; of several values the first in sorted order.");
export type AttributePick = z.infer<typeof AttributePick>;

const pick = (attribute: string, prefix?: string): AttributePick => (prefix === undefined ? { attribute } : { attribute, prefix });
const optionalPick = (what: string) => AttributePick.nullable().default(null).describe(`${what}; null = the directory does not say.`);

export const PersonAttributes = z
  .strictObject({
    id: AttributePick.default(pick("supannRefId", "{OCTOPUS:")).describe(
      "Immutable identifier of the person; without it the entry is a problem.",
    ),
    login: AttributePick.default(pick("supannAliasLogin")).describe("Login, exactly as single sign-on returns it."),
    givenName: AttributePick.default(pick("givenName")).describe("First name."),
    familyName: AttributePick.default(pick("sn")).describe("Name in use."),
    displayName: AttributePick.default(pick("displayName")).describe("Name shown."),
    mail: AttributePick.default(pick("mail")).describe("Institutional address; private ones must not be read."),
    redList: AttributePick.default(pick("supannListeRouge")).describe("TRUE = the person is on the red list."),
    status: z.string().min(1).default("supannRessourceEtat").describe("State of the account, {COMPTE}A:SupannActif."),
    statusDates: z
      .string()
      .min(1)
      .default("supannRessourceEtatDate")
      .describe("State with its days, {COMPTE}A:SupannActif:20260901:20270831; wins over the state alone."),
    populations: z
      .array(z.string().min(1))
      .default(["eduPersonAffiliation", "supannCodePopulation"])
      .describe("Attributes whose values go through the table of populations."),
    assignments: z.string().min(1).default("supannEntiteAffectation").describe("Codes of the person's structures."),
    principal: z.string().min(1).default("supannEntiteAffectationPrincipale").describe("Code of the principal one."),
    profiles: z
      .array(z.string().min(1))
      .default(["supannEmpProfil", "supannExtProfil"])
      .describe("Composite profiles [affect=…][datefin=…] that give an assignment its end."),
    functions: z.string().min(1).default("supannRoleEntite").describe("Composite functions [role=…][type=…][code=…]."),
    sites: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe("Places where the person works, such as l or buildingName; null = not read."),
    sponsors: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe("Names of the entries that answer for a guest, people or structures, such as supannParrainDN; null = not read."),
  })
  .describe("Attributes of a person.");
export type PersonAttributes = z.infer<typeof PersonAttributes>;

export const StructureAttributes = z
  .strictObject({
    code: AttributePick.default(pick("supannCodeEntite")).describe("Code, the key of the structure."),
    sourceId: AttributePick.nullable()
      .default(pick("supannRefId", "{OCTOPUS:"))
      .describe("Immutable identifier: recognises a structure whose code changed."),
    type: AttributePick.nullable().default(pick("supannTypeEntite")).describe("Type, such as {SUPANN}S201."),
    shortLabel: AttributePick.nullable().default(pick("ou")).describe("Short label; one word that is not the code also serves as acronym."),
    acronym: optionalPick("Acronym, when it is apart from the short label"),
    longLabel: AttributePick.nullable().default(pick("description")).describe("Long label."),
    parents: z.string().min(1).default("supannCodeEntiteParent").describe("Codes of the parents."),
    opens: optionalPick("Opening day"),
    closes: optionalPick("Closing day, the first closed day"),
    successor: optionalPick("Code of the structure that replaces it"),
  })
  .describe("Attributes of a structure.");
export type StructureAttributes = z.infer<typeof StructureAttributes>;

export const Branch = z
  .strictObject({
    base: z.string().min(1).describe("Distinguished name, such as ou=people,dc=univ-demo,dc=example."),
    role: z
      .enum(["people", "deactivated"])
      .default("people")
      .describe("deactivated = everybody in it is disabled, whatever the entry says."),
    filter: z.string().startsWith("(").default("(objectClass=supannPerson)").describe("Which entries are people (RFC 4515)."),
    mayBeEmpty: z.boolean().optional().describe("An empty branch stops the read unless true; true by default for deactivated branches."),
  })
  .describe("A branch that holds people.");
export type Branch = z.infer<typeof Branch>;

const structuresBranch = z
  .strictObject({
    base: z.string().min(1).describe("Distinguished name, such as ou=structures,dc=univ-demo,dc=example."),
    filter: z.string().startsWith("(").default("(objectClass=supannEntite)").describe("Which entries are structures (RFC 4515)."),
  })
  .describe("The branch that holds structures.");

const kinds = z
  .strictObject({
    key: z.string().min(1).default("typeaffect").describe("Key of the profile that tells the kind of assignment."),
    table: z
      .record(z.string(), z.enum(["EMPLOI", "AFFECTATION", "RECHERCHE", "ENSEIGNEMENT", "ETUDE"]))
      .default({})
      .describe("Value of that key → kind; anything else is AFFECTATION, or ETUDE for somebody who is only a student."),
    studentValues: z.array(z.string()).default(["student"]).describe("Affiliations that mean a student."),
  })
  .describe("Kinds of assignment.");

export const LdapSource = z
  .strictObject({
    kind: z.literal("ldap").describe("An LDAP directory in the SUPANN schema."),
    name,
    ...roleKeys,
    url: z
      .string()
      .regex(
        /^ldaps?:\/\/(\[[\da-f:]+\]|[^\s/:?#@]+)(:\d{1,4}|:[1-5]\d{4}|:6[0-4]\d{3}|:65[0-4]\d\d|:655[0-2]\d|:6553[0-5])?\/?$/i,
        "must be ldap://host:port or ldaps://host:port",
      )
      .describe("ldap://host:port or ldaps://host:port."),
    startTls: z.boolean().default(false).describe("Encrypt an ldap:// connection with STARTTLS before anything is sent."),
    caFile: z.string().min(1).optional().describe("PEM file of the authority that signed the server's certificate."),
    bindDn: z.string().min(1).optional().describe("Account that reads; absent = anonymous."),
    passwordFile: z.string().min(1).optional().describe("File that holds its password, readable by campus only."),
    branches: z.array(Branch).min(1).describe("Branches that hold people, in order."),
    structures: structuresBranch,
    person: PersonAttributes.prefault({}),
    structure: StructureAttributes.prefault({}),
    groups: z.array(LdapGroups).default([]).describe("Branches of groups that give populations or structures; none by default."),
    populations,
    kinds: kinds.prefault({}),
    rolePrefixes: z.array(z.string().min(1)).default(["{SUPANN}"]).describe("Labels removed from function codes: {SUPANN}D30 → D30."),
    externalCodes,
    pageSize: z.int().min(1).max(100_000).default(1000).describe("Entries per page."),
    timeoutSeconds: z.number().positive().default(60).describe("Longest wait for a connection or for one page."),
    connections: z.int().min(1).max(2).default(2).describe("Connections read from at the same time."),
    checkSchema: z.boolean().default(true).describe("Check every attribute used against the schema that the server publishes."),
  })
  .refine((source) => source.bindDn === undefined || source.passwordFile !== undefined, {
    path: ["passwordFile"],
    message: "needed with bindDn",
  })
  .refine((source) => !(source.startTls && source.url.startsWith("ldaps:")), {
    path: ["startTls"],
    message: "ldaps:// is encrypted already",
  });
export type LdapSource = z.infer<typeof LdapSource>;

const fileName = (view: string, holds: string) => z.string().min(1).default(`${view}.csv`).describe(`File of ${holds}.`);

export const CsvSource = z.strictObject({
  kind: z.literal("csv").describe("A folder of CSV files with the columns of the V_MATRIX_ views."),
  name,
  ...roleKeys,
  folder: z.string().min(1).describe("The folder; encodings and delimiters are detected for each file."),
  files: z
    .strictObject({
      structures: fileName("V_MATRIX_STRUCTURE", "structures").nullable(),
      parents: fileName("V_MATRIX_STRUCTURE_PARENT", "further parents of structures").nullable(),
      people: fileName("V_MATRIX_AGENT", "people"),
      assignments: fileName("V_MATRIX_AFFECTATION", "assignments").nullable(),
      functions: fileName("V_MATRIX_FONCTION", "functions").nullable(),
    })
    .prefault({})
    .describe("Names of the files; null = this site has none."),
  populations,
  externalCodes,
});
export type CsvSource = z.infer<typeof CsvSource>;

export const SourceConfig = z
  .discriminatedUnion("kind", [LdapSource, CsvSource, SqlSource, HttpSource, ScimSource])
  .describe("Where people and structures are read.");
export type SourceConfig = z.infer<typeof SourceConfig>;
