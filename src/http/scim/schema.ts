/** What campus keeps of SCIM resources (RFC 7643): one table for validation, filters, patches and discovery. */
import { campusGroupUrn, campusUserUrn, enterpriseUrn } from "#core/scim.ts";
import type { ScimType } from "#engine/scim-store.ts";

export const urns = {
  user: "urn:ietf:params:scim:schemas:core:2.0:User",
  group: "urn:ietf:params:scim:schemas:core:2.0:Group",
  enterprise: enterpriseUrn,
  campusUser: campusUserUrn,
  campusGroup: campusGroupUrn,
  list: "urn:ietf:params:scim:api:messages:2.0:ListResponse",
  patch: "urn:ietf:params:scim:api:messages:2.0:PatchOp",
  error: "urn:ietf:params:scim:api:messages:2.0:Error",
} as const;

export type AttributeType = "string" | "boolean" | "dateTime" | "reference" | "complex";

export interface Attribute {
  readonly name: string;
  readonly type: AttributeType;
  readonly multi: boolean;
  readonly caseExact: boolean;
  readonly required: boolean;
  /** Set by campus alone. */
  readonly readOnly: boolean;
  readonly unique: boolean;
  readonly description: string;
  readonly sub: readonly Attribute[];
}

type Part = Partial<Omit<Attribute, "name" | "description" | "sub">>;

function attribute(name: string, description: string, part: Part = {}, sub: readonly Attribute[] = []): Attribute {
  const base = { type: "string", multi: false, caseExact: false, required: false, readOnly: false, unique: false } as const;
  return { ...base, ...(sub.length > 0 ? { type: "complex" } : {}), ...part, name, description, sub };
}

const valued = (what: string, part: Part = {}): readonly Attribute[] => [
  attribute("value", what, part),
  attribute("display", "Name to show."),
  attribute("type", "Label, such as work."),
  attribute("primary", "The preferred one.", { type: "boolean" }),
];

const member = [
  attribute("value", "Id of the resource.", { caseExact: true }),
  attribute("$ref", "Its address.", { type: "reference", caseExact: true, readOnly: true }),
  attribute("type", "User or Group."),
  attribute("display", "Name to show."),
];

const span = [attribute("from", "First day, YYYY-MM-DD."), attribute("until", "Last day, YYYY-MM-DD.")];

const common: readonly Attribute[] = [
  attribute("id", "Identifier that campus gave.", { caseExact: true, readOnly: true, unique: true }),
  attribute("externalId", "Identifier of the client, immutable.", { caseExact: true }),
  attribute("meta", "About the resource.", { readOnly: true }, [
    attribute("resourceType", "User or Group.", { caseExact: true, readOnly: true }),
    attribute("created", "When it was made.", { type: "dateTime", readOnly: true }),
    attribute("lastModified", "When it last changed.", { type: "dateTime", readOnly: true }),
    attribute("location", "Its address.", { type: "reference", caseExact: true, readOnly: true }),
    attribute("version", "Its entity tag.", { caseExact: true, readOnly: true }),
  ]),
];

export interface Schema {
  readonly urn: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
  /** Attributes of the standard that campus takes no copy of: accepted and forgotten. */
  readonly forgotten: readonly string[];
}

const user: Schema = {
  urn: urns.user,
  name: "User",
  description: "A person with an account.",
  attributes: [
    attribute("userName", "Login, as single sign-on returns it.", { required: true, unique: true }),
    attribute("name", "Name in its parts.", {}, [
      attribute("formatted", "The whole name."),
      attribute("familyName", "Family name."),
      attribute("givenName", "First name."),
    ]),
    attribute("displayName", "Name shown."),
    attribute("userType", "What the person is for the institution: read as a population."),
    attribute("active", "False = disabled by the source.", { type: "boolean" }),
    attribute("emails", "Institutional addresses.", { multi: true }, valued("Address.")),
    attribute("groups", "Groups that the person is in.", { multi: true, readOnly: true }, member),
  ],
  forgotten: [
    ...["nickName", "profileUrl", "title", "preferredLanguage", "locale", "timezone", "password", "phoneNumbers", "ims", "photos"],
    ...["addresses", "entitlements", "roles", "x509Certificates"],
  ],
};

const enterprise: Schema = {
  urn: urns.enterprise,
  name: "EnterpriseUser",
  description: "What an employer says of a person.",
  attributes: [
    attribute("employeeNumber", "Number of the person.", { caseExact: true }),
    attribute("organization", "Institution."),
    attribute("division", "Division."),
    attribute("department", "Code of a structure: an assignment there."),
  ],
  forgotten: ["costCenter", "manager"],
};

const campusUser: Schema = {
  urn: urns.campusUser,
  name: "CampusUser",
  description: "What campus can use beyond the standard.",
  attributes: [
    attribute("redList", "True = on the red list.", { type: "boolean" }),
    attribute("until", "Last day of the person's activity, YYYY-MM-DD."),
    attribute("functions", "Functions held in structures.", { multi: true }, [
      attribute("structure", "Code of the structure.", { required: true }),
      attribute("code", "Code of the function.", { required: true, caseExact: true }),
      attribute("label", "Its name."),
      ...span,
    ]),
    attribute("assignments", "Assignments beside the groups.", { multi: true }, [
      attribute("structure", "Code of the structure.", { required: true }),
      attribute("kind", "EMPLOI, AFFECTATION, RECHERCHE, ENSEIGNEMENT or ETUDE."),
      ...span,
    ]),
  ],
  forgotten: [],
};

const group: Schema = {
  urn: urns.group,
  name: "Group",
  description: "A structure and who is assigned to it.",
  attributes: [
    attribute("displayName", "Label of the structure.", { required: true }),
    attribute("members", "People assigned to the structure, and structures below it.", { multi: true }, member),
  ],
  forgotten: [],
};

const campusGroup: Schema = {
  urn: urns.campusGroup,
  name: "CampusGroup",
  description: "What campus can use of a structure beyond the standard.",
  attributes: [
    attribute("code", "Code of the structure; without it, externalId."),
    attribute("type", "Type of the structure, such as ETAB.", { caseExact: true }),
    attribute("acronym", "Acronym."),
    attribute("opens", "First open day, YYYY-MM-DD."),
    attribute("closes", "First closed day, YYYY-MM-DD."),
    attribute("external", "Of another institution.", { type: "boolean" }),
  ],
  forgotten: [],
};

export interface ResourceType {
  readonly type: ScimType;
  readonly endpoint: "Users" | "Groups";
  readonly core: Schema;
  readonly extensions: readonly Schema[];
}

export const resourceTypes: Readonly<Record<ScimType, ResourceType>> = {
  User: { type: "User", endpoint: "Users", core: user, extensions: [enterprise, campusUser] },
  Group: { type: "Group", endpoint: "Groups", core: group, extensions: [campusGroup] },
};

export const schemas: readonly Schema[] = [user, group, enterprise, campusUser, campusGroup];

/** Attributes outside any extension, those common to all resources first. */
export function topAttributes({ core }: ResourceType): readonly Attribute[] {
  return [...common, ...core.attributes];
}

export function named<T extends { readonly name: string }>(all: readonly T[], name: string): T | undefined {
  const lower = name.toLowerCase();
  return all.find((one) => one.name.toLowerCase() === lower);
}

export function isForgotten({ core, extensions }: ResourceType, schema: string | null, name: string): boolean {
  const found = schema === null ? core : extensions.find(({ urn }) => urn === schema);
  return found?.forgotten.some((one) => one.toLowerCase() === name.toLowerCase()) ?? false;
}
