/** Lists: filter, sorting, paging (RFC 7644 §3.4.2). Indexes answer the questions that clients ask before every write. */
import type { ScimMember, ScimResource, ScimStore, ScimType } from "#engine/scim-store.ts";
import { badRequest } from "./errors.ts";
import { type Filter, parseFilter } from "./filter.ts";
import { matches } from "./match.ts";
import { type AttributePath, findPath, forgotten, type Json, valuesAt } from "./path.ts";
import { present } from "./present.ts";
import { resourceTypes } from "./schema.ts";

const standardCount = 100;
const mostPerPage = 500;
const scanned = 500;

export interface ListQuery {
  readonly filter: Filter | null;
  readonly sortBy: AttributePath | null;
  readonly descending: boolean;
  /** From 1. */
  readonly startIndex: number;
  readonly count: number;
}

export function readListQuery(query: Readonly<Record<string, unknown>>, type: ScimType): ListQuery {
  const resourceType = resourceTypes[type];
  const text = (name: string) => (typeof query[name] === "string" && query[name] !== "" ? query[name] : null);
  const [filter, sortBy] = [text("filter"), text("sortBy")];
  const path = sortBy === null ? null : findPath(sortBy, { type: resourceType, refusal: "invalidValue" });
  return {
    filter: filter === null ? null : parseFilter(filter, resourceType),
    sortBy: path === forgotten ? null : path,
    descending: text("sortOrder")?.toLowerCase() === "descending",
    startIndex: Math.max(1, wholeIn(text("startIndex"), 1)),
    count: Math.min(mostPerPage, Math.max(0, wholeIn(text("count"), standardCount))),
  };
}

function wholeIn(text: string | null, standard: number): number {
  if (text === null) return standard;
  if (!/^[+-]?\d{1,9}$/.test(text.trim())) throw badRequest("invalidValue", `Not a whole number: ${text.slice(0, 50)}.`);
  return Number(text);
}

export interface Listed {
  readonly total: number;
  readonly resources: readonly ScimResource[];
}

export interface Place {
  readonly store: ScimStore;
  readonly source: string;
  readonly type: ScimType;
}

export async function list(place: Place, query: ListQuery): Promise<Listed> {
  const { store, source, type } = place;
  const { filter, sortBy, startIndex, count } = query;
  if (filter === null && sortBy === null)
    return { total: await store.count(source, type), resources: count === 0 ? [] : await store.slice(source, type, startIndex - 1, count) };
  const found = await findAll(place, query);
  const ids = inOrder(found, query).slice(startIndex - 1, startIndex - 1 + count);
  const resources: ScimResource[] = [];
  for (const id of ids) {
    const resource = await store.find(source, type, id);
    if (resource !== null) resources.push(resource);
  }
  return { total: found.length, resources };
}

interface Found {
  readonly id: string;
  readonly key: string;
}

async function findAll(place: Place, query: ListQuery): Promise<Found[]> {
  const found: Found[] = [];
  for await (const page of candidates(place, query.filter)) found.push(...(await passing(place, page, query)));
  return found;
}

/** Without an equality that an index answers, every resource is looked at, page by page. */
async function* candidates(place: Place, filter: Filter | null): AsyncGenerator<readonly ScimResource[]> {
  const named = filter === null ? null : equality(filter);
  if (named !== null) yield await findNamed(place, named);
  else yield* allPages(place);
}

async function findNamed({ store, source, type }: Place, { key, value }: Equality): Promise<readonly ScimResource[]> {
  if (key !== "id") return store.findBy(source, type, key, value);
  const one = await store.find(source, type, value);
  return one === null ? [] : [one];
}

async function* allPages({ store, source, type }: Place): AsyncGenerator<readonly ScimResource[]> {
  for (let after: string | null = null; ; ) {
    const page: readonly ScimResource[] = await store.page(source, type, after, scanned);
    yield page;
    const last = page.at(-1);
    if (page.length < scanned || last === undefined) return;
    after = last.id;
  }
}

interface Equality {
  readonly key: "id" | "name" | "externalId";
  readonly value: string;
}

const indexed: Readonly<Record<string, Equality["key"]>> = { id: "id", externalId: "externalId", userName: "name", displayName: "name" };

/** An equality that every match must pass; only users are indexed by userName, and groups by displayName. */
function equality(filter: Filter): Equality | null {
  if (filter.is === "and") return equality(filter.left) ?? equality(filter.right);
  if (filter.is !== "compare" || filter.how !== "eq" || typeof filter.value !== "string") return null;
  const { schema, attribute, sub } = filter.path;
  const key = schema === null && sub === null ? indexed[attribute.name] : undefined;
  if (key === undefined || (attribute.name === "displayName" && !isGroupName(filter.path))) return null;
  return { key, value: filter.value };
}

function isGroupName({ attribute }: AttributePath): boolean {
  return resourceTypes.Group.core.attributes.includes(attribute);
}

async function passing(place: Place, page: readonly ScimResource[], { filter, sortBy }: ListQuery): Promise<Found[]> {
  const related = filter !== null && needsRelated(filter) ? await relatedTo(place, page) : null;
  const found: Found[] = [];
  for (const resource of page) {
    const shown = present({ resource, related: related?.get(resource.id) ?? [], base: "" });
    if (filter === null || matches(filter, shown)) found.push({ id: resource.id, key: sortBy === null ? "" : keyOf(shown, sortBy) });
  }
  return found;
}

function needsRelated(filter: Filter): boolean {
  switch (filter.is) {
    case "and":
    case "or":
      return needsRelated(filter.left) || needsRelated(filter.right);
    case "not":
      return needsRelated(filter.inner);
    case "none":
      return false;
    default:
      return filter.path.attribute.name === "members" || filter.path.attribute.name === "groups";
  }
}

/** Members of these groups, or groups of these users. */
export async function relatedTo(
  { store, source, type }: Place,
  page: readonly ScimResource[],
): Promise<ReadonlyMap<string, readonly ScimMember[]>> {
  const ids = page.map(({ id }) => id);
  if (type === "Group") return store.members(source, ids);
  const groups = await store.groupsOf(source, ids);
  return new Map([...groups].map(([id, all]) => [id, all.map((group): ScimMember => ({ id: group, type: "Group" }))]));
}

function keyOf(shown: Json, path: AttributePath): string {
  const [value = ""] = valuesAt(shown, path);
  return String(value).toLowerCase();
}

/** What has no value comes last when ascending (RFC 7644 §3.4.2.3). */
function inOrder(found: readonly Found[], { sortBy, descending }: ListQuery): readonly string[] {
  const sorted = sortBy === null ? found : [...found].sort((a, b) => compareKeys(a.key, b.key) || (a.id < b.id ? -1 : 1));
  const ids = sorted.map(({ id }) => id);
  return descending ? ids.reverse() : ids;
}

function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? 1 : -1;
  return a < b ? -1 : 1;
}
