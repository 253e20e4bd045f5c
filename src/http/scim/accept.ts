/** What a client sends, checked against the schema and put under canonical names; unknown attributes are ignored (RFC 7644 §3.3). */
import type { ScimDraft, ScimType } from "#engine/scim-store.ts";
import { badRequest } from "./errors.ts";
import { isObject, type Json } from "./path.ts";
import { type Attribute, named, type ResourceType, resourceTypes, topAttributes } from "./schema.ts";

const longestText = 1024;
const mostValues = 200;

/** Attributes of a resource as they are stored, `externalId` and `members` still among them. */
export type Accepted = Record<string, unknown>;

/** A whole resource, of a POST or a PUT. */
export function acceptResource(input: unknown, type: ResourceType): Accepted {
  if (!isObject(input)) throw badRequest("invalidSyntax", "The body must be one JSON object.");
  const accepted = acceptAttributes(input, topAttributes(type));
  for (const { urn, attributes } of type.extensions) {
    const given = valueOfKey(input, urn);
    if (isObject(given)) put(accepted, urn, acceptAttributes(given, attributes));
  }
  return accepted;
}

function put(into: Accepted, name: string, value: unknown): void {
  if (value !== undefined && !(isObject(value) && Object.keys(value).length === 0)) into[name] = value;
}

function valueOfKey(input: Json, name: string): unknown {
  const key = Object.keys(input).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : input[key];
}

function acceptAttributes(input: Json, attributes: readonly Attribute[]): Accepted {
  const accepted: Accepted = {};
  const given = new Map(Object.entries(input).map(([key, value]) => [key.toLowerCase(), value]));
  // In the schema's order: the same values in another order are the same resource.
  for (const attribute of attributes) {
    if (!attribute.readOnly) put(accepted, attribute.name, acceptValue(attribute, given.get(attribute.name.toLowerCase())));
  }
  return accepted;
}

/** `undefined` = no value: null, an empty text, an empty list. */
export function acceptValue(attribute: Attribute, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  return attribute.multi ? acceptMany(attribute, value) : acceptOne(attribute, value);
}

function acceptMany(attribute: Attribute, value: unknown): unknown {
  const items = Array.isArray(value) ? value : [value];
  if (attribute.name !== "members" && items.length > mostValues)
    throw badRequest("invalidValue", `${attribute.name} has at most ${mostValues} values.`);
  const accepted = items.map((item) => acceptOne(attribute, item)).filter((item) => item !== undefined);
  return accepted.length === 0 ? undefined : accepted;
}

/** A complex attribute may be given as its value alone: `"members": ["id"]`, `"emails": "a@b"`. */
function acceptOne(attribute: Attribute, value: unknown): unknown {
  switch (attribute.type) {
    case "boolean":
      return acceptBoolean(attribute, value);
    case "complex":
      return acceptComplex(attribute, isObject(value) || named(attribute.sub, "value") === undefined ? value : { value });
    default:
      return acceptText(attribute, value);
  }
}

function acceptComplex(attribute: Attribute, value: unknown): unknown {
  if (!isObject(value)) throw badRequest("invalidValue", `${attribute.name} must be an object.`);
  const accepted = acceptAttributes(value, attribute.sub);
  const lacking = attribute.sub.find(({ required, name }) => required && accepted[name] === undefined);
  if (lacking) throw badRequest("invalidValue", `${attribute.name}.${lacking.name} is needed.`);
  return Object.keys(accepted).length === 0 ? undefined : accepted;
}

/** Entra ID sends booleans as texts, capitalised. */
function acceptBoolean({ name }: Attribute, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (word === "true" || word === "false") return word === "true";
  throw badRequest("invalidValue", `${name} must be true or false.`);
}

function acceptText({ name }: Attribute, value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") throw badRequest("invalidValue", `${name} must be a text.`);
  if (text.length > longestText) throw badRequest("invalidValue", `${name} has at most ${longestText} characters.`);
  if (text.includes("\u0000")) throw badRequest("invalidValue", `${name} holds a NUL character.`);
  return text.trim() === "" ? undefined : text;
}

/** What is stored of an accepted resource; members are apart. Throws a refusal when a required attribute is missing. */
export function toDraft(type: ScimType, accepted: Json): ScimDraft {
  const { externalId, members: _, ...body } = accepted;
  for (const { name, required } of resourceTypes[type].core.attributes) {
    if (required && body[name] === undefined) throw badRequest("invalidValue", `${name} is needed.`);
  }
  const name = String(type === "User" ? body.userName : body.displayName);
  return { type, externalId: typeof externalId === "string" ? externalId : null, name: name.toLowerCase(), body };
}

/** Ids of the members of an accepted group, each once. */
export function memberIds(value: unknown): readonly string[] {
  const items = Array.isArray(value) ? value : [];
  return [...new Set(items.flatMap((item) => (isObject(item) && typeof item.value === "string" ? [item.value] : [])))];
}
