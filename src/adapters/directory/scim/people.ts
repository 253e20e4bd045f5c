/** A SCIM user as a record of the directory. */
import type { ScimSource } from "#config/source-scim.ts";
import type { AssignmentRecord, FunctionRecord, PersonRecord } from "#core/directory.ts";
import { campusUserUrn, enterpriseUrn, partOf, scimPersonId, scimStructureCode, textOf } from "#core/scim.ts";
import type { ScimResource } from "#engine/ports.ts";
import { given } from "../given.ts";
import type { PopulationReader } from "../populations.ts";

export interface Mapping {
  readonly config: ScimSource;
  readonly populations: PopulationReader;
  /** Id of a group → code of its structure. */
  readonly codes: ReadonlyMap<string, string>;
  /** Id of a user → ids of the groups that they are directly in. */
  readonly groupsOf: ReadonlyMap<string, readonly string[]>;
}

type Fields = Readonly<Record<string, unknown>>;

export function codesOf(groups: readonly ScimResource[]): ReadonlyMap<string, string> {
  return new Map(groups.map((group) => [group.id, scimStructureCode(group)]));
}

export function toPerson(user: ScimResource, mapping: Mapping): PersonRecord {
  const { body } = user;
  const { config, populations } = mapping;
  const name = partOf(body, "name");
  const campus = partOf(body, campusUserUrn);
  const type = textOf(body, "userType");
  const read = type === undefined ? [] : populations.read([type]);
  return {
    origin: `Users/${user.id}`,
    ...given("id", scimPersonId(user, config.personId)),
    ...given("login", loginOf(textOf(body, "userName"), config)),
    ...given("givenName", textOf(name, "givenName")),
    ...given("familyName", textOf(name, "familyName")),
    ...given("displayName", textOf(body, "displayName") ?? textOf(name, "formatted")),
    ...given("mail", mailOf(body.emails)),
    state: body.active === false ? "disabled" : "active",
    ...given("until", textOf(campus, "until")),
    populations: type === undefined && config.defaultPopulation !== null ? [config.defaultPopulation] : read,
    redList: campus.redList === true,
    assignments: assignmentsOf(user, mapping),
    functions: listIn(campus, "functions").map(toFunction),
  };
}

function loginOf(userName: string | undefined, { login }: ScimSource): string | undefined {
  return login === "userName" ? userName : userName?.split("@")[0];
}

/** The primary address, else the one of work, else the first. */
function mailOf(emails: unknown): string | undefined {
  const all = Array.isArray(emails) ? (emails as Fields[]) : [];
  const chosen = all.find(({ primary }) => primary === true) ?? all.find((one) => textOf(one, "type")?.toLowerCase() === "work") ?? all[0];
  return chosen === undefined ? undefined : textOf(chosen, "value");
}

function assignmentsOf({ id, body }: ScimResource, { config, codes, groupsOf }: Mapping): readonly AssignmentRecord[] {
  const structures = (groupsOf.get(id) ?? []).flatMap((group) => codes.get(group) ?? []);
  const department = config.department ? textOf(partOf(body, enterpriseUrn), "department")?.trim().toLowerCase() : undefined;
  const principal = [...codes.values()].find((code) => code.toLowerCase() === department);
  const all = [...new Set(principal === undefined ? structures : [principal, ...structures])];
  return [
    ...all.map((structure) => ({ structure, kind: "AFFECTATION", ...(structure === principal ? { principal: true } : {}) })),
    ...listIn(partOf(body, campusUserUrn), "assignments").map(toAssignment),
  ];
}

function listIn(fields: Fields, name: string): readonly Fields[] {
  const list = fields[name];
  return Array.isArray(list) ? (list as Fields[]) : [];
}

function spanIn(fields: Fields) {
  return { ...given("from", textOf(fields, "from")), ...given("until", textOf(fields, "until")) };
}

function toAssignment(fields: Fields): AssignmentRecord {
  return { structure: textOf(fields, "structure") ?? "", kind: textOf(fields, "kind")?.toUpperCase() ?? "AFFECTATION", ...spanIn(fields) };
}

function toFunction(fields: Fields): FunctionRecord {
  const [structure = "", code = ""] = [textOf(fields, "structure"), textOf(fields, "code")];
  return { structure, code, ...given("label", textOf(fields, "label")), ...spanIn(fields) };
}
