/** What SCIM clients pushed, in memory. */
import type {
  MemberChange,
  ScimDraft,
  ScimMember,
  ScimRemoval,
  ScimResource,
  ScimState,
  ScimStore,
  ScimToken,
  ScimType,
  ScimWritten,
} from "#engine/scim-store.ts";

interface Source {
  readonly resources: Map<string, string>;
  /** Group → members. */
  readonly members: Map<string, Set<string>>;
  state: ScimState;
}

export function openMemoryScim(): ScimStore {
  const sources = new Map<string, Source>();
  const tokens: ScimToken[] = [];
  const of = (name: string): Source => {
    const known = sources.get(name) ?? {
      resources: new Map(),
      members: new Map(),
      state: { firstAt: null, lastAt: null, readyAt: null, readyBy: null },
    };
    sources.set(name, known);
    return known;
  };
  const page = (source: string, type: ScimType) => sorted(of(source)).filter((one) => one.type === type);
  return {
    find: async (source, type, id) => findIn(of(source), type, id),
    findBy: async (source, type, key, value) =>
      page(source, type).filter((one) => one[key] === (key === "name" ? value.toLowerCase() : value)),
    page: async (source, type, after, limit) =>
      page(source, type)
        .filter(({ id }) => after === null || id > after)
        .slice(0, limit),
    slice: async (source, type, skip, limit) => page(source, type).slice(skip, skip + limit),
    count: async (source, type) => page(source, type).length,
    members: async (source, groups) => new Map(groups.flatMap((group) => membersIn(of(source), group))),
    groupsOf: async (source, members) => groupsIn(of(source), members),
    create: async (source, resource, members, most) => create(of(source), resource, members, most),
    update: async (source, id, change, at) => update(of(source), id, change, at),
    remove: async (source, which, at) => remove(of(source), which, at),
    state: async (source) => of(source).state,
    declareReady: async (source, readyBy, readyAt) => {
      const known = of(source);
      if (known.state.readyAt === null) known.state = { ...known.state, readyAt, readyBy };
    },
    whole: async (source) => {
      const known = of(source);
      return { resources: sorted(known), members: new Map([...known.members.keys()].flatMap((group) => membersIn(known, group))) };
    },
    ...tokenPart(tokens),
  };
}

function tokenPart(tokens: ScimToken[]): Pick<ScimStore, "addToken" | "findToken" | "tokens" | "endToken" | "markUsed"> {
  const change = (match: (token: ScimToken) => boolean, fields: Partial<ScimToken>) => {
    const at = tokens.findIndex(match);
    const token = tokens[at];
    if (token !== undefined) tokens[at] = { ...token, ...fields };
    return token !== undefined;
  };
  return {
    addToken: async (given) => {
      const token: ScimToken = { ...given, id: String(tokens.length + 1), endedAt: null, usedAt: null };
      tokens.push(token);
      return token;
    },
    findToken: async (hash) => tokens.find((token) => token.hash === hash) ?? null,
    tokens: async (source) => tokens.filter((token) => token.source === source).reverse(),
    endToken: async (source, id, _by, endedAt) =>
      change((one) => one.source === source && one.id === id && one.endedAt === null, { endedAt }),
    markUsed: async (id, usedAt) => void change((one) => one.id === id, { usedAt }),
  };
}

function sorted({ resources }: Source): ScimResource[] {
  const all = [...resources.values()].map((text) => JSON.parse(text) as ScimResource);
  return all.sort((a, b) => compare(a.type, b.type) || compare(a.id, b.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function findIn({ resources }: Source, type: ScimType, id: string): ScimResource | null {
  const found = JSON.parse(resources.get(id) ?? "null") as ScimResource | null;
  return found?.type === type ? found : null;
}

function membersIn(source: Source, group: string): [string, ScimMember[]][] {
  const ids = [...(source.members.get(group) ?? [])].sort(compare);
  const members = ids.flatMap((id) => {
    const found = JSON.parse(source.resources.get(id) ?? "null") as ScimResource | null;
    return found === null ? [] : [{ id, type: found.type }];
  });
  return members.length === 0 ? [] : [[group, members]];
}

function groupsIn(source: Source, members: readonly string[]): Map<string, string[]> {
  const groups = (id: string) =>
    [...source.members]
      .filter(([, all]) => all.has(id))
      .map(([group]) => group)
      .sort(compare);
  return new Map(members.map((id) => [id, groups(id)] as const).filter(([, all]) => all.length > 0));
}

function refusal(source: Source, draft: ScimDraft, id: string, members: readonly string[]): ScimWritten | null {
  const others = sorted(source).filter((one) => one.type === draft.type && one.id !== id);
  if (draft.type === "User" && others.some(({ name }) => name === draft.name)) return { is: "taken", by: "name" };
  if (draft.externalId !== null && others.some(({ externalId }) => externalId === draft.externalId))
    return { is: "taken", by: "externalId" };
  const unknown = members.find((one) => !source.resources.has(one));
  return unknown === undefined ? null : { is: "unknown-member", id: unknown };
}

function create(source: Source, resource: ScimResource, members: readonly string[], most: number): ScimWritten {
  if (source.resources.size >= most) return { is: "full" };
  const refused = refusal(source, resource, resource.id, members);
  if (refused !== null) return refused;
  source.resources.set(resource.id, JSON.stringify(resource));
  const moved = changeMembers(source, resource.id, { set: false, add: members, remove: [] });
  note(source, resource.createdAt);
  return { is: "done", resource, touched: membersAmong(source, moved) };
}

function update(source: Source, id: string, { draft, members, expected }: Parameters<ScimStore["update"]>[2], at: string): ScimWritten {
  const before = findIn(source, draft.type, id);
  if (before === null) return { is: "gone" };
  if (expected !== null && before.version !== expected) return { is: "changed" };
  const refused = refusal(source, draft, id, members?.add ?? []);
  if (refused !== null) return refused;
  const moved = members === null ? [] : changeMembers(source, id, members);
  const isSame = moved.length === 0 && before.externalId === draft.externalId && JSON.stringify(before.body) === JSON.stringify(draft.body);
  if (isSame) return { is: "done", resource: before, touched: [] };
  const resource = { ...before, ...draft, version: before.version + 1, modifiedAt: at };
  source.resources.set(id, JSON.stringify(resource));
  note(source, at);
  return { is: "done", resource, touched: membersAmong(source, moved) };
}

function remove(source: Source, { type, id, expected }: ScimRemoval, at: string): ScimWritten {
  const before = findIn(source, type, id);
  if (before === null) return { is: "gone" };
  if (expected !== null && before.version !== expected) return { is: "changed" };
  const touched = membersAmong(source, [...(source.members.get(id) ?? [])]);
  source.resources.delete(id);
  source.members.delete(id);
  for (const members of source.members.values()) members.delete(id);
  note(source, at);
  return { is: "done", resource: before, touched };
}

function changeMembers(source: Source, group: string, { set, add, remove: gone }: MemberChange): string[] {
  const before = source.members.get(group) ?? new Set<string>();
  const after = new Set([...(set ? [] : [...before].filter((id) => !gone.includes(id))), ...add]);
  source.members.set(group, after);
  return [...before.symmetricDifference(after)];
}

function membersAmong(source: Source, ids: readonly string[]): ScimMember[] {
  const found = ids.flatMap((id) => findIn(source, "User", id) ?? findIn(source, "Group", id) ?? []);
  return found.map(({ id, type }) => ({ id, type })).sort((a, b) => compare(a.id, b.id));
}

function note(source: Source, at: string): void {
  source.state = { ...source.state, firstAt: source.state.firstAt ?? at, lastAt: at };
}
