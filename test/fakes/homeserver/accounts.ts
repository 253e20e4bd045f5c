/** Admin routes of the fake about accounts and rooms, as Synapse 1.163.2 answers them. */
import { addAccount, type FakeAccount, type FakeModel, FakeRefusal, setMembership } from "./model.ts";
import type { FakeRequest } from "./routing.ts";

interface Changes {
  readonly displayname?: string;
  readonly external_ids?: FakeAccount["externalIds"];
  readonly threepids?: FakeAccount["threepids"];
  readonly admin?: boolean;
  readonly password?: string;
  readonly deactivated?: boolean;
  readonly locked?: boolean;
  readonly user_type?: string | null;
}

export function registerAppUser(model: FakeModel, request: FakeRequest): object {
  const localpart = String(request.body.username ?? "");
  const userId = `@${localpart}:${model.serverName}`;
  if (model.accounts.has(userId)) throw new FakeRefusal(400, "M_USER_IN_USE", "User ID already taken.");
  addAccount(model, userId, localpart);
  return { user_id: userId };
}

export function listUsers(model: FakeModel, request: FakeRequest): object {
  const { query } = request;
  const wanted = [...model.accounts.values()]
    .filter(
      (account) => (query.get("deactivated") === "true" || !account.deactivated) && (query.get("locked") === "true" || !account.locked),
    )
    .sort((one, other) => (one.userId < other.userId ? -1 : 1));
  const from = Number(query.get("from") ?? 0);
  const users = wanted
    .slice(from, from + Number(query.get("limit") ?? 100))
    .map(({ externalIds: _ids, threepids: _pids, ...rest }) => shown(rest));
  return { users, total: wanted.length, ...(from + users.length < wanted.length ? { next_token: String(from + users.length) } : {}) };
}

function shown(account: Omit<FakeAccount, "externalIds" | "threepids">): object {
  const { userId, displayName, admin, locked, deactivated, erased, userType } = account;
  const states = { admin, locked, deactivated, erased, user_type: userType };
  return { name: userId, displayname: displayName, ...states, is_guest: false, last_seen_ts: null };
}

export function readUser(model: FakeModel, request: FakeRequest): object {
  return details(mustHave(model, request.params.user ?? ""));
}

export function joinedRooms(model: FakeModel, request: FakeRequest): object {
  const { userId } = mustHave(model, request.params.user ?? "");
  const rooms = [...(model.joinedRooms.get(userId) ?? [])];
  return { joined_rooms: rooms, total: rooms.length };
}

function details(account: FakeAccount): object {
  return { ...shown(account), external_ids: account.externalIds, threepids: account.threepids };
}

/** Unknown account: made, `locked` and `deactivated` ignored, and made even when its external id is refused. */
export function writeUser(model: FakeModel, request: FakeRequest): object {
  const userId = request.params.user ?? "";
  const changes = request.body as Changes;
  const present = model.accounts.get(userId);
  if (!present) refuseBadName(userId);
  refuseUnknownType(changes.user_type ?? null);
  const account = present ?? addAccount(model, userId, userId.slice(1, userId.indexOf(":")));
  request.status = present ? 200 : 201;
  if (changes.displayname !== undefined) {
    account.displayName = changes.displayname;
    if (present) propagateName(model, account);
  }
  if (changes.threepids) setThreepids(model, account, changes.threepids);
  if (changes.external_ids) setExternalIds(model, account, changes.external_ids);
  account.hasPassword ||= changes.password !== undefined;
  if (changes.user_type !== undefined) account.userType = changes.user_type;
  if (present) setStates(model, account, changes);
  return details(account);
}

/** Synapse writes the new name into every room, over whatever the person was called there. */
function propagateName(model: FakeModel, { userId, displayName }: FakeAccount): void {
  model.nameTasks += 1;
  for (const id of model.joinedRooms.get(userId) ?? []) {
    const room = model.rooms.get(id);
    const content = room?.members.get(userId)?.content;
    if (room === undefined || content === undefined || content.displayname === displayName) continue;
    setMembership(model, room, { key: userId, sender: userId, content: { ...content, displayname: displayName } });
  }
}

/** Types of one's own exist from 1.132 on, and only those that the configuration names. */
function refuseUnknownType(type: string | null): void {
  if (type !== null && !["support", "bot"].includes(type)) throw new FakeRefusal(400, "M_UNKNOWN", "Invalid user type");
}

function refuseBadName(userId: string): void {
  const localpart = userId.slice(1, userId.indexOf(":"));
  if (!/^[a-z0-9=_\-./+]+$/.test(localpart))
    throw new FakeRefusal(400, "M_INVALID_USERNAME", "User ID can only contain a-z, 0-9, or '=_-./+'");
  if (/^\d+$/.test(localpart)) throw new FakeRefusal(400, "M_INVALID_USERNAME", "Numeric user IDs are reserved for guest users.");
  if (localpart.startsWith("_")) throw new FakeRefusal(400, "M_INVALID_USERNAME", "User ID may not begin with _");
}

function setStates(model: FakeModel, account: FakeAccount, changes: Changes): void {
  if (changes.deactivated === true && changes.locked === true)
    throw new FakeRefusal(400, "M_UNKNOWN", "An user can't be deactivated and locked");
  if (changes.admin !== undefined) account.admin = changes.admin;
  if (changes.deactivated === true) shutDown(model, account, false);
  if (changes.deactivated === false) {
    account.deactivated = false;
    account.erased = false;
  }
  if (changes.locked !== undefined) account.locked = changes.locked;
}

/** An address given to somebody else is taken from its holder without a word. */
function setThreepids(model: FakeModel, account: FakeAccount, wanted: FakeAccount["threepids"]): void {
  for (const pid of account.threepids) model.holders.delete(`${pid.medium} ${pid.address}`);
  account.threepids = wanted.map(({ medium, address }) => ({ medium, address: address.toLowerCase() }));
  for (const pid of account.threepids) {
    const key = `${pid.medium} ${pid.address}`;
    const before = model.accounts.get(model.holders.get(key) ?? "");
    if (before && before !== account) before.threepids = before.threepids.filter((held) => `${held.medium} ${held.address}` !== key);
    model.holders.set(key, account.userId);
  }
}

function setExternalIds(model: FakeModel, account: FakeAccount, wanted: FakeAccount["externalIds"]): void {
  const keyOf = (id: FakeAccount["externalIds"][number]) => `id ${id.auth_provider} ${id.external_id}`;
  if (wanted.some((id) => (model.holders.get(keyOf(id)) ?? account.userId) !== account.userId)) {
    throw new FakeRefusal(409, "M_UNKNOWN", "External id is already in use.");
  }
  for (const id of account.externalIds) model.holders.delete(keyOf(id));
  account.externalIds = wanted.map(({ auth_provider, external_id }) => ({ auth_provider, external_id }));
  for (const id of account.externalIds) model.holders.set(keyOf(id), account.userId);
}

export function deactivateUser(model: FakeModel, request: FakeRequest): object {
  shutDown(model, mustHave(model, request.params.user ?? ""), request.body.erase === true);
  return { id_server_unbind_result: "success" };
}

/** Addresses go, rooms are left, external ids stay. */
function shutDown(model: FakeModel, account: FakeAccount, erase: boolean): void {
  account.deactivated = true;
  account.erased ||= erase;
  account.hasPassword = false;
  if (erase) account.displayName = null;
  setThreepids(model, account, []);
  for (const id of [...(model.joinedRooms.get(account.userId) ?? [])]) {
    const room = model.rooms.get(id);
    if (room) setMembership(model, room, { key: account.userId, sender: account.userId, content: { membership: "leave" } });
  }
}

export function findExternalId(model: FakeModel, request: FakeRequest): object {
  const holder = model.holders.get(`id ${request.params.provider} ${request.params.externalId}`);
  if (!holder) throw new FakeRefusal(404, "M_NOT_FOUND", "User not found");
  return { user_id: holder };
}

export function findMail(model: FakeModel, request: FakeRequest): object {
  const holder = model.holders.get(`email ${request.params.address}`);
  if (!holder) throw new FakeRefusal(404, "M_NOT_FOUND", "User not found");
  return { user_id: holder };
}

export function readRoom(model: FakeModel, request: FakeRequest): object {
  const room = model.rooms.get(request.params.room ?? "");
  if (!room) throw new FakeRefusal(404, "M_NOT_FOUND", "Room not found");
  return { room_id: room.roomId, creator: room.creator, joined_members: room.joined.size };
}

function mustHave(model: FakeModel, userId: string): FakeAccount {
  const account = model.accounts.get(userId);
  if (!account) throw new FakeRefusal(404, "M_NOT_FOUND", "User not found");
  return account;
}
