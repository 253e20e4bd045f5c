/** The synthetic university as already applied: ledger and observed state built directly, without any plan. */
import type { Directory, Person } from "#core/directory.ts";
import { type RoomKey, roomId, ruleRoom, type StructureKey, structureOf, structureRoom, templateOf, type UserId } from "#core/ids.ts";
import { emptyBase, emptyLedger, type Grant, type Ledger, type LedgerAccount, type LedgerRoom, type SeenFunction } from "#core/ledger.ts";
import { aliasOf, childOrderOf, roomNameOf, ruleAliasOf, userIdOf } from "#core/naming.ts";
import type { Observed, ObservedAccount, ObservedRoom } from "#core/observed.ts";
import type { Policy } from "#core/policy.ts";
import type { RoomRule } from "#core/rule.ts";
import { syntheticToday } from "./synthetic-world.ts";

interface Draft {
  readonly rooms: Map<RoomKey, LedgerRoom>;
  readonly seen: Map<
    RoomKey,
    { room: ObservedRoom; members: Set<UserId>; levels: Map<UserId, number>; children: Map<ReturnType<typeof roomId>, string> }
  >;
  readonly grants: Map<RoomKey, Map<UserId, Grant>>;
}

export function syntheticState(directory: Directory, policy: Policy): { readonly ledger: Ledger; readonly observed: Observed } {
  const draft: Draft = { rooms: new Map(), seen: new Map(), grants: new Map() };
  for (const key of directory.structures.keys()) addRooms(draft, directory, policy, key);
  for (const rule of policy.rooms) addRuleRoom(draft, policy, rule);
  for (const key of draft.rooms.keys()) listUnderParent(draft, directory, policy, key);
  const accounts = new Map<LedgerAccount["person"], LedgerAccount>();
  const observed = new Map<UserId, ObservedAccount>();
  const functions: SeenFunction[] = [];
  for (const person of directory.people.values()) {
    const account = toAccount(person, policy);
    accounts.set(person.key, account);
    observed.set(account.userId, {
      userId: account.userId,
      displayName: account.displayName,
      locked: false,
      deactivated: false,
      erased: false,
      listed: true,
    });
    addMember(draft, person, account.userId);
    for (const { structure, code } of person.functions) functions.push({ person: person.key, structure, code, missingSince: null });
  }
  const sources = new Map([["si", directory.people.size]]);
  const base = {
    ...emptyBase,
    applied: true,
    open: accounts.size,
    grants: accounts.size * 5,
    structures: directory.structures.size,
    sources,
  };
  const ledger: Ledger = { ...emptyLedger, accounts, rooms: draft.rooms, grants: draft.grants, functions, base };
  return { ledger, observed: { accounts: observed, rooms: new Map([...draft.seen].map(([key, { room }]) => [key, room])) } };
}

function addRooms(draft: Draft, directory: Directory, policy: Policy, key: StructureKey): void {
  const structure = directory.structures.get(key);
  if (structure === undefined) return;
  const isEstablishment = structure.nature === "establishment";
  const wanted = isEstablishment ? ["space", "annonces"] : ["space", "annonces", "general"];
  for (const template of policy.templates.filter((one) => wanted.includes(one.key))) {
    const room = structureRoom(key, template.key);
    const id = roomId(`!${room}`);
    const name = roomNameOf(structure, template);
    const alias = aliasOf(policy, key, template.alias, isEstablishment ? policy.establishmentSecret : null);
    const joinRule = isEstablishment ? "public" : template.joinRule;
    addRoom(draft, { key: room, roomId: id, alias, name, sourceId: null, closedSince: null }, joinRule);
  }
}

function addRoom(draft: Draft, row: LedgerRoom, joinRule: ObservedRoom["joinRule"]): void {
  const { key, roomId: id, name } = row;
  draft.rooms.set(key, row);
  const parts = { members: new Set<UserId>(), levels: new Map<UserId, number>(), children: new Map() };
  draft.seen.set(key, { room: { roomId: id, name, joinRule, eventsDefault: 0, departures: new Map(), ...parts }, ...parts });
  draft.grants.set(key, new Map());
}

/** The room across structures, for everybody, listed in the establishment's space. */
function addRuleRoom(draft: Draft, policy: Policy, rule: RoomRule): void {
  const room = ruleRoom(rule.key);
  const id = roomId(`!${room}`);
  const alias = ruleAliasOf(policy, rule.key, policy.establishmentSecret);
  addRoom(draft, { key: room, roomId: id, alias, name: rule.name, sourceId: null, closedSince: null }, "public");
  draft.seen.get("structure:UNIV" as RoomKey)?.children.set(id, rule.order);
}

function listUnderParent(draft: Draft, directory: Directory, policy: Policy, room: RoomKey): void {
  const template = policy.templates.find((one) => one.key === templateOf(room));
  const structure = directory.structures.get(structureOf(room) ?? ("" as StructureKey));
  const parent = template?.key === "space" ? structure?.parents[0] : structure?.key;
  const id = draft.rooms.get(room)?.roomId;
  if (structure === undefined || template === undefined || parent === undefined || id === undefined) return;
  draft.seen.get(structureRoom(parent, "space"))?.children.set(id, childOrderOf(structure, template, []));
}

function toAccount(person: Person, policy: Policy): LedgerAccount {
  const userId = userIdOf(policy, person.login);
  const { key, login, displayName, mail } = person;
  return { person: key, userId, intended: false, state: "open", cause: null, since: syntheticToday, due: null, login, displayName, mail };
}

function addMember(draft: Draft, person: Person, userId: UserId): void {
  const head = person.functions.length > 0;
  for (const { structure } of person.assignments) {
    join(draft, structureRoom(structure, "space"), userId, head ? 50 : 0);
    join(draft, structureRoom(structure, "annonces"), userId, head ? 75 : 0);
    join(draft, structureRoom(structure, "general"), userId, head ? 50 : 0);
  }
  join(draft, "structure:UNIV" as RoomKey, userId, 0);
  join(draft, "structure:UNIV/annonces" as RoomKey, userId, 0);
  join(draft, ruleRoom("etat-du-si"), userId, 0);
}

function join(draft: Draft, room: RoomKey, userId: UserId, level: number): void {
  draft.seen.get(room)?.members.add(userId);
  if (level > 0) draft.seen.get(room)?.levels.set(userId, level);
  draft.grants.get(room)?.set(userId, { userId, level, origin: "given", confirmed: true, lostSince: null });
}
