/** Who a SCIM user, and what a group, is in the directory: the same answer when the source is read and when a refresh is asked for. */
import { clean } from "./text.ts";

/** Which of a user's identifiers is the immutable one. */
export type ScimPersonId = "externalId" | "id" | "userName" | "employeeNumber";

/** A user, or a group. */
export interface ScimUser {
  readonly id: string;
  readonly externalId: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

export const enterpriseUrn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const campusUserUrn = "urn:matrix-campus:params:scim:schemas:extension:2.0:User";
export const campusGroupUrn = "urn:matrix-campus:params:scim:schemas:extension:2.0:Group";

type Fields = Readonly<Record<string, unknown>>;

/** The object under a name; an empty one when there is none. */
export function partOf(body: Fields, name: string): Fields {
  const part = body[name];
  return typeof part === "object" && part !== null && !Array.isArray(part) ? (part as Fields) : {};
}

export function textOf(body: Fields, name: string): string | undefined {
  const value = body[name];
  return typeof value === "string" && clean(value) !== "" ? value : undefined;
}

/** undefined when the user has none: the entry is then a problem, never guessed. */
export function scimPersonId({ id, externalId, body }: ScimUser, which: ScimPersonId): string | undefined {
  switch (which) {
    case "externalId":
      return clean(externalId) || undefined;
    case "id":
      return id;
    case "userName":
      return textOf(body, "userName")?.trim().toLowerCase();
    case "employeeNumber":
      return textOf(partOf(body, enterpriseUrn), "employeeNumber")?.trim();
    default:
      return which satisfies never;
  }
}

/** Code of a group's structure: its own, else the client's identifier, else campus's. */
export function scimStructureCode({ id, externalId, body }: ScimUser): string {
  return textOf(partOf(body, campusGroupUrn), "code")?.trim() ?? externalId ?? id;
}
