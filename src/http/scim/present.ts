/** A stored resource as clients see it: schemas, meta, members, and only the attributes asked for. */
import type { ScimMember, ScimResource } from "#engine/scim-store.ts";
import { findPath, forgotten, isObject, type Json } from "./path.ts";
import { type ResourceType, resourceTypes } from "./schema.ts";

export interface Presented {
  readonly resource: ScimResource;
  /** Members of a group, groups of a user; null = not read. */
  readonly related: readonly ScimMember[] | null;
  /** `https://…/scim/SOURCE/v2` */
  readonly base: string;
}

export function etagOf({ version }: Pick<ScimResource, "version">): string {
  return `W/"${version}"`;
}

export function present({ resource, related, base }: Presented): Json {
  const { type, id, externalId, body, createdAt, modifiedAt } = resource;
  const { core, extensions, endpoint } = resourceTypes[type];
  const urns = [core.urn, ...extensions.map(({ urn }) => urn).filter((urn) => urn in body)];
  const links = related?.map((one) => ({ value: one.id, $ref: `${base}/${resourceTypes[one.type].endpoint}/${one.id}`, type: one.type }));
  return {
    schemas: urns,
    id,
    ...(externalId === null ? {} : { externalId }),
    ...body,
    ...(links === undefined || links.length === 0 ? {} : { [type === "Group" ? "members" : "groups"]: links }),
    meta: {
      resourceType: type,
      created: createdAt,
      lastModified: modifiedAt,
      location: `${base}/${endpoint}/${id}`,
      version: etagOf(resource),
    },
  };
}

/** Which attributes an answer holds: `attributes` wins over `excludedAttributes` (RFC 7644 §3.9). */
export interface Projection {
  readonly only: readonly string[] | null;
  readonly without: readonly string[];
}

export function readProjection(query: Readonly<Record<string, unknown>>): Projection {
  const list = (value: unknown) =>
    typeof value === "string"
      ? value
          .split(",")
          .map((one) => one.trim())
          .filter((one) => one !== "")
      : [];
  const only = list(query.attributes);
  return { only: only.length > 0 ? only : null, without: only.length > 0 ? [] : list(query.excludedAttributes) };
}

const always: ReadonlySet<string> = new Set(["schemas", "id"]);

/** False when an answer would not show `members` or `groups`: they then need not be read. */
export function shows({ only, without }: Projection, name: string): boolean {
  const isNamed = (all: readonly string[]) => all.some((one) => one.toLowerCase().split(".")[0] === name.toLowerCase());
  return only === null ? !without.some((one) => one.toLowerCase() === name.toLowerCase()) : isNamed(only);
}

export function project(resource: Json, { only, without }: Projection, type: ResourceType): Json {
  if (only === null) return without.reduce((kept, text) => dropPath(kept, text, type), resource);
  const kept: Record<string, unknown> = {};
  for (const name of always) if (resource[name] !== undefined) kept[name] = resource[name];
  for (const text of only) keepPath(kept, resource, text, type);
  return kept;
}

function pathsOf(text: string, type: ResourceType): readonly [string | null, string, string | null] | null {
  const whole = type.extensions.find(({ urn }) => urn.toLowerCase() === text.toLowerCase());
  if (whole) return [whole.urn, "", null];
  const found = findPath(text, { type, refusal: "invalidValue" });
  return found === forgotten ? null : [found.schema, found.attribute.name, found.sub?.name ?? null];
}

function keepPath(kept: Record<string, unknown>, resource: Json, text: string, type: ResourceType): void {
  const path = pathsOf(text, type);
  if (path === null) return;
  const [schema, name, sub] = path;
  const from = schema === null ? resource : resource[schema];
  if (!isObject(from)) return;
  if (name === "") {
    kept[schema ?? ""] = from;
    return;
  }
  const value = sub === null ? from[name] : partOf(from[name], (item) => (sub in item ? { [sub]: item[sub] } : {}));
  if (value === undefined) return;
  if (schema !== null && kept[schema] === undefined) kept[schema] = {};
  const into = schema === null ? kept : (kept[schema] as Record<string, unknown>);
  into[name] = sub !== null && isObject(into[name]) && isObject(value) ? { ...into[name], ...value } : value;
}

function dropPath(resource: Json, text: string, type: ResourceType): Json {
  const path = pathsOf(text, type);
  if (path === null) return resource;
  const [schema, name, sub] = path;
  if (schema === null) return always.has(name) ? resource : without(resource, name, sub);
  if (name === "") return without(resource, schema, null);
  const inner = resource[schema];
  return isObject(inner) ? { ...resource, [schema]: without(inner, name, sub) } : resource;
}

function without(holder: Json, name: string, sub: string | null): Json {
  const { [name]: value, ...others } = holder;
  if (sub === null || value === undefined) return others;
  return { ...others, [name]: partOf(value, ({ [sub]: _, ...rest }) => rest) };
}

function partOf(value: unknown, part: (item: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((item) => (isObject(item) ? part(item) : item));
  return isObject(value) ? part(value) : value;
}
