/** Looks at the server: accounts, managed rooms, and the details of the few accounts that need them. */
import type { Change } from "#core/change.ts";
import type { Decisions } from "#core/decisions.ts";
import type { Directory } from "#core/directory.ts";
import type { RoomKey, UserId } from "#core/ids.ts";
import type { Ledger } from "#core/ledger.ts";
import { userIdOf } from "#core/naming.ts";
import { emptyObserved, type Observed, type ObservedAccount } from "#core/observed.ts";
import type { Policy } from "#core/policy.ts";
import type { HomeserverReader } from "./ports.ts";

/** Accounts compared in full at each pass: their ids and mails cost one request each (docs/RULES.md §8). */
const sampleSize = 10;
/** Two passes a day: the sample moves on every half day. */
const slotHours = 12;

export interface ObserveInput {
  readonly policy: Policy;
  readonly directory: Directory;
  readonly ledger: Ledger;
  readonly decisions: Pick<Decisions, "adoptions" | "roomAdoptions" | "localNames">;
  /** Instant of the pass: chooses the sample. */
  readonly now: string;
}

export async function observe(reader: HomeserverReader, input: ObserveInput): Promise<Observed> {
  const accounts = await readAccounts(reader, input, rotatingSample);
  const rooms = await readRooms(reader, input.ledger, input.ledger.rooms.keys());
  const lost = await readLost(reader, input.ledger, rooms);
  return {
    accounts,
    rooms,
    problems: reader.problems(),
    ...lost,
    ...(await readFound(reader, input)),
    ...(await readNames(reader, input)),
  };
}

/** Nothing is asked while every managed room is there. */
async function readLost(reader: HomeserverReader, ledger: Ledger, rooms: Observed["rooms"]): Promise<Pick<Observed, "lost">> {
  const absent = [...ledger.rooms.values()].filter(({ key }) => !rooms.has(key)).map(({ roomId }) => roomId);
  return absent.length === 0 ? {} : { lost: await reader.lost(absent) };
}

/** Rooms that a decision would adopt and that campus doesn't manage yet. */
export async function readFound(
  reader: HomeserverReader,
  { ledger, decisions }: { readonly ledger: Ledger; readonly decisions: Pick<Decisions, "roomAdoptions"> },
): Promise<Pick<Observed, "found">> {
  const adopted = [...decisions.roomAdoptions.values()].filter(({ verdict }) => verdict === "adopt");
  if (adopted.length === 0) return {};
  const managed = new Set([...ledger.rooms.values()].map(({ roomId }) => roomId));
  const asked = adopted.map(({ roomId }) => roomId).filter((room) => !managed.has(room));
  return asked.length === 0 ? {} : { found: await reader.found(asked) };
}

/** Of those who have a local name, or had one that is still to be taken back. */
export async function readNames(reader: HomeserverReader, { ledger, decisions }: ObserveInput): Promise<Pick<Observed, "names">> {
  const wanted = new Map<RoomKey, Set<UserId>>();
  const add = (room: RoomKey, user: UserId | undefined) => {
    if (user !== undefined) wanted.set(room, (wanted.get(room) ?? new Set()).add(user));
  };
  for (const { room, person } of decisions.localNames.values()) add(room, ledger.accounts.get(person)?.userId);
  for (const [room, given] of ledger.names) for (const user of given.keys()) add(room, user);
  if (wanted.size === 0) return {};
  const rooms = [...wanted].flatMap(([key, users]) => {
    const roomId = ledger.rooms.get(key)?.roomId;
    return roomId === undefined ? [] : [{ key, roomId, users: [...users] }];
  });
  return { names: await reader.names(rooms) };
}

/** All accounts, with the details of those that may be adopted and of a sample. */
export async function readAccounts(
  reader: HomeserverReader,
  input: ObserveInput,
  sample: (input: ObserveInput, accounts: Observed["accounts"]) => UserId[],
): Promise<Observed["accounts"]> {
  const accounts = await reader.accounts();
  const decided = [...input.decisions.adoptions.values()].map(({ userId }) => userId).filter((user) => accounts.has(user));
  const asked = new Set([...decided, ...adoptionCandidates(input, accounts), ...sample(input, accounts)]);
  const unknown = [...asked].filter((user) => accounts.get(user)?.details === undefined);
  return unknown.length === 0 ? accounts : new Map([...accounts, ...(await reader.details(unknown))]);
}

/** People without an account of ours whose user id exists already: only its details can prove whose it is. */
function adoptionCandidates({ policy, directory, ledger }: ObserveInput, accounts: Observed["accounts"]): UserId[] {
  const candidates: UserId[] = [];
  for (const person of directory.people.values()) {
    if (ledger.accounts.has(person.key) || person.state === "disabled") continue;
    const { localpart } = person;
    const user = localpart === null ? null : userIdOf(policy, localpart);
    if (user !== null && accounts.has(user)) candidates.push(user);
  }
  return candidates;
}

function rotatingSample({ ledger, now }: ObserveInput, accounts: Observed["accounts"]): UserId[] {
  const users = [...ledger.accounts.values()].filter((account) => accounts.has(account.userId)).map((account) => account.userId);
  if (users.length <= sampleSize) return users;
  const slot = Math.floor(Date.parse(now) / (slotHours * 3_600_000));
  const start = (slot * sampleSize) % users.length;
  return [...users, ...users].slice(start, start + sampleSize);
}

/** `only` = the accounts whose membership is to be read; null = everybody's. */
export async function readRooms(
  reader: HomeserverReader,
  ledger: Ledger,
  keys: Iterable<RoomKey>,
  only: readonly UserId[] | null = null,
): Promise<Observed["rooms"]> {
  const wanted = [...keys].flatMap((key) => {
    const room = ledger.rooms.get(key);
    return room ? [{ key, roomId: room.roomId }] : [];
  });
  if (wanted.length === 0) return emptyObserved.rooms;
  const granted = (key: RoomKey) => ledger.grants.get(key)?.keys() ?? [];
  return only === null ? reader.rooms(wanted, granted) : reader.roomsOf(only, wanted, granted);
}

/** What a pass has touched is looked at again, the rest is taken as it was seen: a small pass stays a few requests. */
export async function observeTouched(
  reader: HomeserverReader,
  before: Observed,
  ledger: Ledger,
  sent: readonly Change[],
): Promise<Observed> {
  const touched = touchedRooms(sent, ledger);
  const untouched = [...before.rooms].filter(([key]) => !touched.has(key) && ledger.rooms.has(key));
  const rooms = new Map([...untouched, ...(await readRooms(reader, ledger, touched))]);
  const accountsChanged = sent.some((change) => change.kind.startsWith("account.") || change.kind === "identity.link");
  const rest = {
    rooms,
    problems: before.problems ?? [],
    lost: before.lost ?? new Map(),
    ...foundBefore(before),
    ...(await namesAgain(reader, before, ledger)),
  };
  if (!accountsChanged) return { accounts: before.accounts, ...rest };
  const accounts = await reader.accounts();
  const changed = new Set(sent.flatMap((change) => (change.kind === "account.mail" ? [change.userId] : [])));
  const known = (user: UserId) => (changed.has(user) ? undefined : before.accounts.get(user));
  const withDetails = [...accounts].map(([user, account]) => [user, withKnownDetails(account, known(user))] as const);
  return { accounts: new Map(withDetails), ...rest };
}

/** What is adopted meanwhile is a managed room. */
function foundBefore({ found }: Observed): Pick<Observed, "found"> {
  return found === undefined ? {} : { found };
}

/** The same names as were looked at. */
async function namesAgain(reader: HomeserverReader, before: Observed, ledger: Ledger): Promise<Pick<Observed, "names">> {
  if (before.names === undefined) return {};
  const rooms = [...before.names].flatMap(([key, names]) => {
    const roomId = ledger.rooms.get(key)?.roomId;
    return roomId === undefined ? [] : [{ key, roomId, users: [...names.keys()] }];
  });
  return { names: await reader.names(rooms) };
}

function withKnownDetails(account: ObservedAccount, before: ObservedAccount | undefined): ObservedAccount {
  return before?.details && account.details === undefined ? { ...account, details: before.details } : account;
}

export function touchedRooms(sent: readonly Change[], ledger: Ledger): Set<RoomKey> {
  const touched = new Set<RoomKey>();
  for (const change of sent) {
    if ("space" in change) touched.add(change.space);
    if ("room" in change) touched.add(change.room);
    if ("spec" in change) touched.add(change.spec.room);
  }
  return new Set([...touched].filter((key) => ledger.rooms.has(key)));
}
