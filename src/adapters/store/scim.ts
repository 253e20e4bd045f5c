/** What SCIM clients pushed: resources and members of one source, written one change at a time. */
import { type Selectable, sql } from "kysely";
import type {
  MemberChange,
  ScimChange,
  ScimDraft,
  ScimMember,
  ScimRemoval,
  ScimResource,
  ScimState,
  ScimType,
  ScimWhole,
  ScimWritten,
} from "#engine/ports.ts";
import { cleanJson } from "./bulk.ts";
import type { ScimResourceRow, Tx } from "./tables.ts";

/** Number of the lock under which the changes of one source follow each other. */
const scimLock = 7_264_003;

async function lockSource(tx: Tx, source: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(scimLock)}, hashtext(${source}))`.execute(tx);
}

function toResource(row: Selectable<ScimResourceRow>): ScimResource {
  return {
    id: row.id,
    type: row.type as ScimType,
    externalId: row.external_id,
    name: row.name_key,
    body: JSON.parse(row.body) as ScimResource["body"],
    version: row.version,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  };
}

const ofSource = (tx: Tx, source: string) => tx.selectFrom("scim_resources").selectAll().where("source", "=", source);

export async function findScim(tx: Tx, source: string, type: ScimType, id: string): Promise<ScimResource | null> {
  const row = await ofSource(tx, source).where("type", "=", type).where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : toResource(row);
}

const columns = { name: "name_key", externalId: "external_id" } as const;

export async function findScimBy(
  tx: Tx,
  source: string,
  type: ScimType,
  by: { readonly key: "name" | "externalId"; readonly value: string },
): Promise<readonly ScimResource[]> {
  const value = by.key === "name" ? by.value.toLowerCase() : by.value;
  const rows = await ofSource(tx, source).where("type", "=", type).where(columns[by.key], "=", value).orderBy("id").limit(1000).execute();
  return rows.map(toResource);
}

export interface Range {
  readonly after: string | null;
  readonly skip: number;
  readonly limit: number;
}

export async function pageScim(tx: Tx, source: string, type: ScimType, { after, skip, limit }: Range): Promise<readonly ScimResource[]> {
  const all = ofSource(tx, source).where("type", "=", type).orderBy("id").limit(limit).offset(skip);
  const rows = await (after === null ? all : all.where("id", ">", after)).execute();
  return rows.map(toResource);
}

export async function countScim(tx: Tx, source: string, type: ScimType | null): Promise<number> {
  const all = tx.selectFrom("scim_resources").where("source", "=", source);
  const row = await (type === null ? all : all.where("type", "=", type))
    .select((eb) => eb.fn.countAll<string | number>().as("count"))
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

export async function membersOf(tx: Tx, source: string, groups: readonly string[] | null): Promise<Map<string, ScimMember[]>> {
  const all = tx
    .selectFrom("scim_members as m")
    .innerJoin("scim_resources as r", (join) => join.onRef("r.source", "=", "m.source").onRef("r.id", "=", "m.member_id"))
    .select(["m.group_id", "r.id", "r.type"])
    .where("m.source", "=", source)
    .orderBy("m.group_id")
    .orderBy("m.member_id");
  const rows = await (groups === null ? all : all.where("m.group_id", "in", groups.length > 0 ? [...groups] : [""])).execute();
  const members = new Map<string, ScimMember[]>();
  for (const { group_id, id, type } of rows) {
    const known = members.get(group_id);
    if (known) known.push({ id, type: type as ScimType });
    else members.set(group_id, [{ id, type: type as ScimType }]);
  }
  return members;
}

export async function groupsOf(tx: Tx, source: string, members: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx
    .selectFrom("scim_members")
    .select(["group_id", "member_id"])
    .where("source", "=", source)
    .where("member_id", "in", members.length > 0 ? [...members] : [""])
    .orderBy("group_id")
    .execute();
  return new Map([...Map.groupBy(rows, ({ member_id }) => member_id)].map(([id, all]) => [id, all.map(({ group_id }) => group_id)]));
}

/** Who else has the name (of users) or the identifier of a draft. */
async function takenBy(tx: Tx, source: string, draft: ScimDraft, id: string): Promise<ScimWritten | null> {
  const others = (column: "name_key" | "external_id", value: string) =>
    ofSource(tx, source).where("type", "=", draft.type).where(column, "=", value).where("id", "!=", id).limit(1).executeTakeFirst();
  if (draft.type === "User" && (await others("name_key", draft.name))) return { is: "taken", by: "name" };
  if (draft.externalId !== null && (await others("external_id", draft.externalId))) return { is: "taken", by: "externalId" };
  return null;
}

export async function createScim(
  tx: Tx,
  source: string,
  resource: ScimResource,
  { members, most }: { readonly members: readonly string[]; readonly most: number },
): Promise<ScimWritten> {
  await lockSource(tx, source);
  if ((await countScim(tx, source, null)) >= most) return { is: "full" };
  const refused = (await takenBy(tx, source, resource, resource.id)) ?? (await unknownMember(tx, source, members));
  if (refused !== null) return refused;
  await tx.insertInto("scim_resources").values(rowOf(source, resource)).execute();
  const touched = await changeMembers(tx, source, resource.id, { set: false, add: members, remove: [] });
  await noteWrite(tx, source, resource.createdAt);
  return { is: "done", resource, touched: await membersAmong(tx, source, touched) };
}

function rowOf(source: string, { id, type, externalId, name, body, version, createdAt, modifiedAt }: ScimResource) {
  const head = { source, id, type, external_id: externalId, name_key: name, body: cleanJson(body) };
  return { ...head, version, created_at: createdAt, modified_at: modifiedAt };
}

async function unknownMember(tx: Tx, source: string, members: readonly string[]): Promise<ScimWritten | null> {
  if (members.length === 0) return null;
  const rows = await tx
    .selectFrom("scim_resources")
    .select("id")
    .where("source", "=", source)
    .where("id", "in", [...members])
    .execute();
  const known = new Set(rows.map(({ id }) => id));
  const unknown = members.find((id) => !known.has(id));
  return unknown === undefined ? null : { is: "unknown-member", id: unknown };
}

export async function updateScim(tx: Tx, source: string, change: ScimChange & { readonly id: string }, at: string): Promise<ScimWritten> {
  await lockSource(tx, source);
  const { id, draft, members, expected } = change;
  const before = await findScim(tx, source, draft.type, id);
  if (before === null) return { is: "gone" };
  if (expected !== null && before.version !== expected) return { is: "changed" };
  const refused = (await takenBy(tx, source, draft, id)) ?? (await unknownMember(tx, source, members?.add ?? []));
  if (refused !== null) return refused;
  const moved = members === null ? [] : await changeMembers(tx, source, id, members);
  const isSame = moved.length === 0 && before.externalId === draft.externalId && cleanJson(before.body) === cleanJson(draft.body);
  if (isSame) return { is: "done", resource: before, touched: [] };
  const resource = { ...before, ...draft, version: before.version + 1, modifiedAt: at };
  await tx.updateTable("scim_resources").set(rowOf(source, resource)).where("source", "=", source).where("id", "=", id).execute();
  await noteWrite(tx, source, at);
  return { is: "done", resource, touched: await membersAmong(tx, source, moved) };
}

export async function removeScim(tx: Tx, source: string, which: ScimRemoval, at: string): Promise<ScimWritten> {
  await lockSource(tx, source);
  const before = await findScim(tx, source, which.type, which.id);
  if (before === null) return { is: "gone" };
  if (which.expected !== null && before.version !== which.expected) return { is: "changed" };
  const members = (await membersOf(tx, source, [which.id])).get(which.id) ?? [];
  await tx.deleteFrom("scim_resources").where("source", "=", source).where("id", "=", which.id).execute();
  await noteWrite(tx, source, at);
  return { is: "done", resource: before, touched: members };
}

/** Ids that entered or left. */
async function changeMembers(tx: Tx, source: string, group: string, { set, add, remove }: MemberChange): Promise<string[]> {
  const rows = await tx.selectFrom("scim_members").select("member_id").where("source", "=", source).where("group_id", "=", group).execute();
  const before = new Set(rows.map(({ member_id }) => member_id));
  const wanted = new Set(add);
  const removed = new Set(remove);
  const leaving = [...before].filter((id) => (set ? !wanted.has(id) : removed.has(id)));
  const entering = [...wanted].filter((id) => !before.has(id));
  if (leaving.length > 0)
    await tx
      .deleteFrom("scim_members")
      .where("source", "=", source)
      .where("group_id", "=", group)
      .where("member_id", "in", leaving)
      .execute();
  for (let from = 0; from < entering.length; from += 1000) {
    const values = entering.slice(from, from + 1000).map((member_id) => ({ source, group_id: group, member_id }));
    await tx.insertInto("scim_members").values(values).execute();
  }
  return [...entering, ...leaving];
}

async function membersAmong(tx: Tx, source: string, ids: readonly string[]): Promise<ScimMember[]> {
  if (ids.length === 0) return [];
  const rows = await ofSource(tx, source)
    .where("id", "in", [...ids])
    .orderBy("id")
    .execute();
  return rows.map(({ id, type }) => ({ id, type: type as ScimType }));
}

async function noteWrite(tx: Tx, source: string, at: string): Promise<void> {
  await sql`insert into scim_sources (source, first_at, last_at) values (${source}, ${at}, ${at})
    on conflict (source) do update set first_at = coalesce(scim_sources.first_at, ${at}), last_at = ${at}`.execute(tx);
}

export async function scimState(tx: Tx, source: string): Promise<ScimState> {
  const row = await tx.selectFrom("scim_sources").selectAll().where("source", "=", source).executeTakeFirst();
  const { first_at = null, last_at = null, ready_at = null, ready_by = null } = row ?? {};
  return { firstAt: first_at, lastAt: last_at, readyAt: ready_at, readyBy: ready_by };
}

export async function declareReady(tx: Tx, source: string, by: string, at: string): Promise<void> {
  await sql`insert into scim_sources (source, ready_at, ready_by) values (${source}, ${at}, ${by})
    on conflict (source) do update set ready_at = ${at}, ready_by = ${by} where scim_sources.ready_at is null`.execute(tx);
}

export async function wholeScim(tx: Tx, source: string): Promise<ScimWhole> {
  const rows = await ofSource(tx, source).orderBy("type").orderBy("id").execute();
  return { resources: rows.map(toResource), members: await membersOf(tx, source, null) };
}
