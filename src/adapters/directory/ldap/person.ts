/** One LDAP entry of a people branch to a person record (docs/RULES.md §1, §2). */
import type { LdapSource } from "#config/source.ts";
import type { AssignmentRecord, FunctionRecord, PersonRecord } from "#core/directory.ts";
import { type Problem, problem } from "#core/problem.ts";
import { given } from "../given.ts";
import type { PopulationReader } from "../populations.ts";
import { parseComposite } from "./composite.ts";
import { readStatus, type Status } from "./status.ts";
import { type Entry, pickText, textsOf } from "./values.ts";

export interface PersonReader {
  readonly config: LdapSource;
  readonly populations: PopulationReader;
  readonly problems: Problem[];
}

/** `deactivated`: the branch says that everybody in it is disabled. */
export function toPerson(entry: Entry, deactivated: boolean, reader: PersonReader): PersonRecord {
  const { config, problems } = reader;
  const { person } = config;
  const values = person.populations.flatMap((attribute) => textsOf(entry, attribute, problems));
  const populations = reader.populations.read(values);
  const studentOnly = populations.length === 0 && values.some((value) => config.kinds.studentValues.includes(value.toLowerCase()));
  return {
    origin: entry.dn,
    ...given("id", pickText(entry, person.id, problems)),
    ...given("login", pickText(entry, person.login, problems)),
    ...given("givenName", pickText(entry, person.givenName, problems)),
    ...given("familyName", pickText(entry, person.familyName, problems)),
    ...given("displayName", pickText(entry, person.displayName, problems)),
    ...given("mail", pickText(entry, person.mail, problems)),
    ...(deactivated ? { state: "disabled" } : statusOf(entry, reader)),
    populations,
    redList: pickText(entry, person.redList, problems)?.toUpperCase() === "TRUE",
    assignments: readAssignments(entry, studentOnly, reader),
    functions: readFunctions(entry, reader),
    ...sitesIn(person.sites === null ? [] : textsOf(entry, person.sites, problems)),
  };
}

const sitesIn = (sites: readonly string[]) => (sites.length === 0 ? {} : { sites });

/** A state that can't be read is left to the branch, with a problem: nobody is locked by a typing mistake. */
function statusOf(entry: Entry, { config, problems }: PersonReader): Status {
  const dated = textsOf(entry, config.person.statusDates, problems);
  const plain = textsOf(entry, config.person.status, problems);
  const status = readStatus(dated) ?? readStatus(plain);
  if (status) return status;
  const said = [...dated, ...plain].filter((value) => /^\{COMPTE\}/i.test(value));
  if (said.length > 0) problems.push(problem("status-unreadable", entry.dn, { text: said.join(" ") }, "error"));
  return { state: "active" };
}

function readAssignments(entry: Entry, studentOnly: boolean, reader: PersonReader): AssignmentRecord[] {
  const { person, kinds } = reader.config;
  const principal = textsOf(entry, person.principal, reader.problems)[0]?.toLowerCase();
  const codes = textsOf(entry, person.assignments, reader.problems);
  const listed = principal === undefined || codes.some((code) => code.toLowerCase() === principal);
  const all = listed ? codes : [...codes, ...textsOf(entry, person.principal, reader.problems)];
  if (all.length === 0) return [];
  const profiles = readProfiles(entry, reader);
  return all.map((structure) => {
    const code = structure.toLowerCase();
    const profile = profiles.get(code);
    const typed = profile?.kind === undefined ? undefined : kinds.table[profile.kind];
    return {
      structure,
      kind: typed ?? (studentOnly ? "ETUDE" : "AFFECTATION"),
      ...given("from", profile?.from),
      ...given("until", profile?.until),
      ...(code === principal ? { principal: true } : {}),
    };
  });
}

interface Profile {
  readonly kind: string | undefined;
  readonly from: string | undefined;
  readonly until: string | undefined;
}

/** Profiles by the structure they name, in lower case. Several for one structure: the longest decides, no end being the longest. */
function readProfiles(entry: Entry, reader: PersonReader): ReadonlyMap<string, Profile> {
  const profiles = new Map<string, Profile>();
  for (const attribute of reader.config.person.profiles) {
    for (const value of textsOf(entry, attribute, reader.problems)) {
      const parts = readComposite(entry, attribute, value, reader.problems);
      const code = parts?.get("affect")?.toLowerCase();
      if (parts === null || !code) continue;
      const profile = toProfile(parts, reader.config.kinds.key);
      const other = profiles.get(code);
      if (other === undefined || lasts(profile) > lasts(other)) profiles.set(code, profile);
    }
  }
  return profiles;
}

function toProfile(parts: ReadonlyMap<string, string>, kindKey: string): Profile {
  const of = (key: string) => parts.get(key) || undefined;
  return { kind: of(kindKey.toLowerCase()), from: of("datedebut"), until: of("datefin") };
}

/** Digits of the end, comparable whatever the punctuation. */
function lasts(profile: Profile): string {
  return profile.until === undefined ? "9" : profile.until.replace(/\D/g, "").slice(0, 8);
}

function readFunctions(entry: Entry, { config, problems }: PersonReader): FunctionRecord[] {
  const functions: FunctionRecord[] = [];
  for (const value of textsOf(entry, config.person.functions, problems)) {
    const parts = readComposite(entry, config.person.functions, value, problems);
    const role = parts?.get("role");
    const structure = parts?.get("code");
    if (parts === null) continue;
    if (!role || !structure) reportComposite(entry, config.person.functions, value, problems);
    else
      functions.push({
        structure,
        code: cutLabel(role, config.rolePrefixes),
        ...given("from", parts.get("datedebut")),
        ...given("until", parts.get("datefin")),
      });
  }
  return functions;
}

function cutLabel(role: string, prefixes: readonly string[]): string {
  const prefix = prefixes.find((one) => role.startsWith(one));
  return prefix === undefined ? role : role.slice(prefix.length);
}

function readComposite(entry: Entry, attribute: string, value: string, problems: Problem[]): ReadonlyMap<string, string> | null {
  const parts = parseComposite(value);
  if (parts === null) reportComposite(entry, attribute, value, problems);
  return parts;
}

function reportComposite(entry: Entry, attribute: string, value: string, problems: Problem[]): void {
  problems.push(problem("composite-unreadable", entry.dn, { attribute, text: value.slice(0, 200) }));
}
