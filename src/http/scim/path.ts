/** Attribute paths of filters and patches (RFC 7644 §3.10), found in the schema whatever their case. */
import { badRequest, type ScimWord } from "./errors.ts";
import { type Attribute, isForgotten, named, type ResourceType, topAttributes } from "./schema.ts";

export interface AttributePath {
  /** URN of the extension; null = core. */
  readonly schema: string | null;
  readonly attribute: Attribute;
  readonly sub: Attribute | null;
}

/** A path to something that the standard has and campus keeps no copy of. */
export const forgotten = Symbol("forgotten");

export interface Lookup {
  readonly type: ResourceType;
  /** What an unknown name is called: in a filter, or in a patch. */
  readonly refusal: ScimWord;
}

/** `userName`, `name.familyName`, `urn:…:User:department`. Throws a refusal for a name that no schema has. */
export function findPath(text: string, { type, refusal }: Lookup): AttributePath | typeof forgotten {
  const { schema, rest } = splitSchema(text, type);
  const [name = "", subName, ...more] = rest.split(".");
  const unknown = () => badRequest(refusal, `Unknown attribute: ${text.slice(0, 200)}.`);
  if (more.length > 0) throw unknown();
  if (isForgotten(type, schema, name)) return forgotten;
  const attributes = schema === null ? topAttributes(type) : (type.extensions.find(({ urn }) => urn === schema)?.attributes ?? []);
  const attribute = named(attributes, name);
  if (attribute === undefined) throw unknown();
  if (subName === undefined) return { schema, attribute, sub: null };
  const sub = named(attribute.sub, subName);
  if (sub === undefined) throw unknown();
  return { schema, attribute, sub };
}

/** The URN before the last colon, when it is one of the resource's. */
function splitSchema(text: string, { core, extensions }: ResourceType): { schema: string | null; rest: string } {
  const lower = text.toLowerCase();
  for (const { urn } of [core, ...extensions]) {
    if (lower.startsWith(`${urn.toLowerCase()}:`)) return { schema: urn === core.urn ? null : urn, rest: text.slice(urn.length + 1) };
  }
  return { schema: null, rest: text };
}

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Values at a path, as a flat list: of a multi-valued complex attribute without sub-attribute, its `value`s. */
export function valuesAt(resource: Json, { schema, attribute, sub }: AttributePath): readonly unknown[] {
  const holder = schema === null ? resource : resource[schema];
  const value = isObject(holder) ? holder[attribute.name] : undefined;
  if (value === undefined || value === null) return [];
  const items = Array.isArray(value) ? value : [value];
  const inner = sub?.name ?? (attribute.multi && attribute.type === "complex" ? "value" : null);
  return inner === null ? items : items.flatMap((item) => (isObject(item) && item[inner] != null ? [item[inner]] : []));
}

/** What two values are compared as. */
export function comparable({ attribute, sub }: AttributePath): Attribute {
  return sub ?? (attribute.multi ? (named(attribute.sub, "value") ?? attribute) : attribute);
}
