/** Whom and what a write was about, so that a pass is asked for them and for nothing else. */
import type { ScimResource, ScimWritten } from "#engine/scim-store.ts";
import type { ScimDeps, Touched } from "./deps.ts";

/** What there was before a write. */
export interface Past {
  /** null: it was made by this write. */
  readonly before: ScimResource | null;
  /** Groups that a removed one was in; null: it is still there. */
  readonly above: readonly ScimResource[] | null;
}

type Place = { readonly deps: Pick<ScimDeps, "store">; readonly source: string };

/** Who entered or left a group is somebody touched; the group itself is when it says something else of itself, or holds other groups. */
export async function touchedBy(place: Place, { resource, touched }: Extract<ScimWritten, { is: "done" }>, past: Past): Promise<Touched> {
  if (resource.type === "User") return { users: [resource], groups: [] };
  const { deps, source } = place;
  const members = touched.filter(({ type }) => type === "User");
  const found = await Promise.all(members.map(({ id }) => deps.store.find(source, "User", id)));
  const users = found.filter((one) => one !== null);
  const { before, above } = past;
  const isSame = before !== null && above === null && members.length === touched.length && saysTheSame(before, resource);
  if (isSame) return { users, groups: [] };
  const former = before === null ? [] : [before];
  return { users, groups: [resource, ...former, ...(above ?? (await groupsAbove(place, resource.id)))] };
}

/** Its members left aside. */
function saysTheSame(before: ScimResource, after: ScimResource): boolean {
  return before.externalId === after.externalId && JSON.stringify(before.body) === JSON.stringify(after.body);
}

/** However groups hold each other, each is met once. */
export async function groupsAbove({ deps: { store }, source }: Place, id: string): Promise<readonly ScimResource[]> {
  const met = new Set([id]);
  for (let level = [id]; level.length > 0; ) {
    const holders = [...(await store.groupsOf(source, level)).values()].flat();
    level = [...new Set(holders)].filter((one) => !met.has(one));
    for (const one of level) met.add(one);
  }
  met.delete(id);
  const found = await Promise.all([...met].map((one) => store.find(source, "Group", one)));
  return found.filter((one) => one !== null);
}
