/** The acts on one resource: make, read, replace, patch, remove. Each answers with what is there afterwards. */
import type { MemberChange, ScimMember, ScimResource, ScimType, ScimWritten } from "#engine/scim-store.ts";
import { type Accepted, acceptResource, memberIds, toDraft } from "./accept.ts";
import type { ScimDeps } from "./deps.ts";
import { badRequest, notFound, ScimError } from "./errors.ts";
import { relatedTo } from "./list.ts";
import { applyPatch, readOperations } from "./patch.ts";
import type { Json } from "./path.ts";
import { etagOf } from "./present.ts";
import { resourceTypes } from "./schema.ts";
import { groupsAbove, type Past, touchedBy } from "./touched.ts";

/** Where an act takes place, and by whom. */
export interface Scene {
  readonly deps: ScimDeps;
  readonly source: string;
  readonly type: ScimType;
  /** Label of the token. */
  readonly by: string;
}

export async function readOne({ deps, source, type }: Scene, id: string): Promise<ScimResource> {
  const resource = await deps.store.find(source, type, id);
  if (resource === null) throw notFound(id);
  return resource;
}

export async function relatedOf({ deps, source, type }: Scene, resource: ScimResource): Promise<readonly ScimMember[]> {
  return (await relatedTo({ store: deps.store, source, type }, [resource])).get(resource.id) ?? [];
}

export async function create(scene: Scene, input: unknown): Promise<ScimResource> {
  const { deps, source, type } = scene;
  const accepted = acceptResource(input, resourceTypes[type]);
  const at = deps.now();
  const draft = toDraft(type, accepted);
  const resource: ScimResource = { ...draft, id: deps.newId(), version: 1, createdAt: at, modifiedAt: at };
  const most = deps.sources.get(source)?.maximumResources ?? 0;
  const written = await deps.store.create(source, resource, memberIds(accepted.members), most);
  return settle(scene, written, { id: resource.id, before: null, above: null });
}

/** PUT: what the body doesn't name is removed; without `members`, a group has none. */
export async function replace(scene: Scene, id: string, input: unknown, ifMatch: string | null): Promise<ScimResource> {
  const { type } = scene;
  const accepted = acceptResource(input, resourceTypes[type]);
  const before = await readOne(scene, id);
  const expected = expectedVersion(before, ifMatch);
  const members: MemberChange | null = type === "Group" ? { set: true, add: memberIds(accepted.members), remove: [] } : null;
  return write(scene, before, { accepted, members, expected });
}

/** Tried again when somebody else wrote meanwhile: a patch says what changes, not what there was. */
export async function patch(scene: Scene, id: string, input: unknown, ifMatch: string | null): Promise<ScimResource> {
  const operations = readOperations(input);
  for (let tries = 1; ; tries += 1) {
    const before = await readOne(scene, id);
    expectedVersion(before, ifMatch);
    const patched = applyPatch(wholeOf(before), operations, resourceTypes[scene.type]);
    const accepted = acceptResource(patched.accepted, resourceTypes[scene.type]);
    try {
      return await write(scene, before, { accepted, members: patched.members, expected: before.version });
    } catch (error) {
      if (tries >= 5 || !(error instanceof ScimError) || error.status !== 412) throw error;
    }
  }
}

function wholeOf({ externalId, body }: ScimResource): Json {
  return externalId === null ? body : { ...body, externalId };
}

interface Writing {
  readonly accepted: Accepted;
  readonly members: MemberChange | null;
  readonly expected: number | null;
}

async function write(scene: Scene, before: ScimResource, { accepted, members, expected }: Writing): Promise<ScimResource> {
  const { deps, source, type } = scene;
  const { id } = before;
  const draft = toDraft(type, accepted);
  const written = await deps.store.update(source, id, { draft, members, expected }, deps.now());
  return settle(scene, written, { id, before, above: null });
}

export async function remove(scene: Scene, id: string, ifMatch: string | null): Promise<void> {
  const { deps, source, type } = scene;
  const before = await readOne(scene, id);
  // Once it is gone nobody knows any more what it was in.
  const above = type === "Group" ? await groupsAbove(scene, id) : [];
  const written = await deps.store.remove(source, { type, id, expected: expectedVersion(before, ifMatch) }, deps.now());
  await settle(scene, written, { id, before, above });
}

/** `If-Match` (RFC 7644 §3.14): one of the tags named, or `*`. */
function expectedVersion(resource: ScimResource, ifMatch: string | null): number | null {
  if (ifMatch === null || ifMatch.trim() === "*") return null;
  const tags = ifMatch.split(",").map((one) => one.trim());
  if (!tags.includes(etagOf(resource)) && !tags.includes(`"${resource.version}"`)) throw changedMeanwhile();
  return resource.version;
}

function changedMeanwhile(): ScimError {
  return new ScimError(412, "The resource has changed since: read it again.");
}

async function settle(scene: Scene, written: ScimWritten, past: Past & { readonly id: string }): Promise<ScimResource> {
  switch (written.is) {
    case "done":
      await scene.deps.touched(scene.source, await touchedBy(scene, written, past), scene.by);
      return written.resource;
    case "taken":
      throw new ScimError(409, `${written.by === "name" ? "userName" : "externalId"} is taken by another resource.`, "uniqueness");
    case "unknown-member":
      throw badRequest("invalidValue", `No such member: ${written.id.slice(0, 100)}.`);
    case "gone":
      throw notFound(past.id);
    case "changed":
      throw changedMeanwhile();
    case "full":
      throw new ScimError(413, "This source already has as many resources as its configuration allows.", "tooMany");
    default:
      return written satisfies never;
  }
}
