/** PATCH (RFC 7644 §3.5.2): operations one after another on a copy, all or none; members of groups apart. */
import type { MemberChange } from "#engine/scim-store.ts";
import { type Accepted, acceptValue, memberIds } from "./accept.ts";
import { badRequest } from "./errors.ts";
import { type Filter, parseFilter } from "./filter.ts";
import { patchItems } from "./patch-items.ts";
import { type AttributePath, findPath, forgotten, isObject, type Json } from "./path.ts";
import type { Attribute, ResourceType } from "./schema.ts";

const mostOperations = 1000;

export interface Operation {
  readonly op: "add" | "replace" | "remove";
  readonly path: string | null;
  readonly value: unknown;
}

/** Entra ID writes `Replace`, and some clients `operations`. */
export function readOperations(input: unknown): readonly Operation[] {
  const list = isObject(input) ? (input.Operations ?? input.operations) : undefined;
  if (!Array.isArray(list) || list.length === 0) throw badRequest("invalidSyntax", "Operations must be a list of at least one operation.");
  if (list.length > mostOperations) throw badRequest("tooMany", `A patch has at most ${mostOperations} operations.`);
  return list.map(readOperation);
}

function readOperation(one: unknown): Operation {
  const op = isObject(one) && typeof one.op === "string" ? one.op.toLowerCase() : "";
  if (!isObject(one) || (op !== "add" && op !== "replace" && op !== "remove"))
    throw badRequest("invalidSyntax", "op must be add, replace or remove.");
  const { path = null, value } = one;
  if (path !== null && typeof path !== "string") throw badRequest("invalidPath", "path must be a text.");
  if (path === null && op === "remove") throw badRequest("noTarget", "remove needs a path.");
  if (value === undefined && op !== "remove") throw badRequest("invalidValue", `${op} needs a value.`);
  return { op, path: path?.trim() || null, value };
}

export interface Patched {
  readonly accepted: Accepted;
  readonly members: MemberChange | null;
}

/** Throws a refusal for the first operation that can't be done; nothing is changed then. */
export function applyPatch(resource: Json, operations: readonly Operation[], type: ResourceType): Patched {
  const draft: Draft = { type, accepted: structuredClone(resource) as Accepted, members: null };
  for (const operation of operations) {
    if (operation.path === null) patchWhole(draft, operation);
    else patchPath(draft, { ...operation, path: operation.path });
  }
  return { accepted: draft.accepted, members: draft.members };
}

interface Draft {
  readonly type: ResourceType;
  readonly accepted: Accepted;
  members: MemberChange | null;
}

/** Without a path, each key of the value is one; what only campus may set is ignored there, as Okta sends `id`. */
function patchWhole(draft: Draft, { op, value }: Operation): void {
  if (!isObject(value)) throw badRequest("invalidValue", "Without a path, the value must be an object.");
  for (const [key, inner] of Object.entries(value)) {
    const extension = draft.type.extensions.find(({ urn }) => urn.toLowerCase() === key.toLowerCase());
    if (extension === undefined) patchKey(draft, op, key, inner);
    else if (isObject(inner)) for (const [name, own] of Object.entries(inner)) patchKey(draft, op, `${extension.urn}:${name}`, own);
  }
}

function patchKey(draft: Draft, op: Operation["op"], path: string, value: unknown): void {
  if (path.toLowerCase() === "schemas") return;
  const found = findPath(path, { type: draft.type, refusal: "invalidPath" });
  if (found !== forgotten && !found.attribute.readOnly) patchAttribute(draft, { op, value }, found);
}

function patchPath(draft: Draft, operation: Operation & { readonly path: string }): void {
  const bracket = operation.path.indexOf("[");
  if (bracket >= 0) {
    patchSome(draft, operation, bracket);
    return;
  }
  const found = findPath(operation.path, { type: draft.type, refusal: "invalidPath" });
  if (found === forgotten) return;
  if (found.attribute.readOnly) throw badRequest("mutability", `${found.attribute.name} is set by campus alone.`);
  patchAttribute(draft, operation, found);
}

type Act = Pick<Operation, "op" | "value">;

function patchAttribute(draft: Draft, act: Act, { schema, attribute, sub }: AttributePath): void {
  if (attribute.name === "members" && schema === null) {
    patchMembers(draft, act);
    return;
  }
  if (sub !== null && attribute.multi)
    throw badRequest("invalidPath", `Say which value of ${attribute.name}: ${attribute.name}[…].${sub.name}.`);
  const holder = holderOf(draft.accepted, schema);
  if (sub === null) set(holder, attribute.name, afterAct(holder[attribute.name], act, attribute));
  else patchPart(holder, act, { attribute, sub });
  dropEmpty(draft.accepted, schema);
}

function afterAct(before: unknown, { op, value }: Act, attribute: Attribute): unknown {
  return op === "remove" ? undefined : merged(before, acceptValue(attribute, value), op);
}

/** One part of a complex value; without any part left, there is no value. */
function patchPart(
  holder: Accepted,
  { op, value }: Act,
  { attribute, sub }: { readonly attribute: Attribute; readonly sub: Attribute },
): void {
  const before = holder[attribute.name];
  const whole: Accepted = isObject(before) ? { ...before } : {};
  set(whole, sub.name, op === "remove" ? undefined : acceptValue(sub, value));
  set(holder, attribute.name, Object.keys(whole).length === 0 ? undefined : whole);
}

function holderOf(accepted: Accepted, schema: string | null): Accepted {
  if (schema === null) return accepted;
  if (!isObject(accepted[schema])) accepted[schema] = {};
  return accepted[schema] as Accepted;
}

function dropEmpty(accepted: Accepted, schema: string | null): void {
  if (schema !== null && Object.keys(accepted[schema] as Json).length === 0) delete accepted[schema];
}

function set(holder: Accepted, name: string, value: unknown): void {
  if (value === undefined) delete holder[name];
  else holder[name] = value;
}

/** `add` keeps the values that are there, and the parts of a complex one; so does `replace` for parts it doesn't name (RFC 7644 §3.5.2.3). */
function merged(before: unknown, value: unknown, op: Operation["op"]): unknown {
  if (isObject(before) && isObject(value)) return { ...before, ...value };
  if (op !== "add" || !Array.isArray(before) || !Array.isArray(value)) return value;
  const known = new Set(before.map((item) => JSON.stringify(item)));
  const added = value.filter((item) => !known.has(JSON.stringify(item)));
  const takesOver = added.some((item) => isObject(item) && item.primary === true);
  const kept = takesOver ? before.map((item) => (isObject(item) && item.primary === true ? { ...item, primary: false } : item)) : before;
  return [...kept, ...added];
}

/** `emails[type eq "work"].value`, `members[value eq "…"]`. */
function patchSome(draft: Draft, { op, path, value }: Operation & { readonly path: string }, bracket: number): void {
  const { some, sub } = readSome(path, bracket, draft.type);
  if (some === null) return;
  const { attribute, schema } = some.path;
  if (attribute.readOnly) throw badRequest("mutability", `${attribute.name} is set by campus alone.`);
  if (attribute.name === "members") {
    if (op !== "remove") throw badRequest("mutability", "A member can be added or removed, not changed.");
    patchMembers(draft, { op, value: [{ value: memberNamed(some) }] });
    return;
  }
  const holder = holderOf(draft.accepted, schema);
  const before = holder[attribute.name];
  const after = patchItems(Array.isArray(before) ? before : [], { op, value, sub }, some);
  set(holder, attribute.name, after.length === 0 ? undefined : after);
  dropEmpty(draft.accepted, schema);
}

type Some = Extract<Filter, { is: "some" }>;

/** null = something that campus keeps no copy of. */
function readSome(path: string, bracket: number, type: ResourceType): { readonly some: Some | null; readonly sub: string } {
  const wrong = badRequest("invalidPath", `Not a path: ${path.slice(0, 100)}.`);
  const end = path.lastIndexOf("]");
  const rest = path.slice(end + 1);
  if (end < bracket || (rest !== "" && !rest.startsWith("."))) throw wrong;
  const filter = parseFilter(path.slice(0, end + 1), type);
  if (filter.is === "none") return { some: null, sub: "" };
  if (filter.is !== "some") throw wrong;
  return { some: filter, sub: rest.slice(1) };
}

function memberNamed({ inner }: Some): unknown {
  if (inner.is === "compare" && inner.how === "eq" && inner.path.sub?.name === "value") return inner.value;
  throw badRequest("invalidFilter", 'Members are named as members[value eq "…"].');
}

/** `remove` with a value removes these only: Entra ID names members so. */
function patchMembers(draft: Draft, { op, value }: Act): void {
  const ids = memberIds((Array.isArray(value) ? value : [value]).map((one) => (typeof one === "string" ? { value: one } : one)));
  const before = draft.members ?? { set: false, add: [], remove: [] };
  if (op === "replace" || (op === "remove" && value === undefined))
    draft.members = { set: true, add: op === "replace" ? ids : [], remove: [] };
  else if (op === "add")
    draft.members = { ...before, add: [...before.add, ...ids], remove: before.remove.filter((id) => !ids.includes(id)) };
  else draft.members = { ...before, add: before.add.filter((id) => !ids.includes(id)), remove: [...before.remove, ...ids] };
}
