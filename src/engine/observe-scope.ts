/** Looks at the part of the server that a scope concerns; everything else is taken as the ledger says. */
import type { RoomKey } from "#core/ids.ts";
import { asRemembered, type Look, layOver, lookFor } from "#core/look.ts";
import type { Observed } from "#core/observed.ts";
import type { PlanInput } from "#core/plan.ts";
import type { Restriction, Scope, Seen } from "#core/scope.ts";
import { type ObserveInput, readAccounts, readRooms } from "./observe.ts";
import type { HomeserverReader } from "./ports.ts";

export interface ScopeObserved {
  readonly observed: Observed;
  readonly restriction: Restriction;
}

type Unobserved = Omit<PlanInput, "observed">;

/** `now` is the instant of the pass. */
export async function observeScope(reader: HomeserverReader, input: Unobserved, scope: Scope, now: string): Promise<ScopeObserved> {
  const look = lookFor(input, scope);
  const read = await readLook(reader, { ...input, now }, look);
  const { ledger } = input;
  const renamed = new Set(look.renamed.values());
  const known = (room: RoomKey) => ledger.rooms.has(room) || renamed.has(room);
  return {
    observed: { ...layOver(asRemembered(input), read, look), problems: reader.problems() },
    restriction: { scope, seen: seenOf(look), users: look.users, known },
  };
}

async function readLook(reader: HomeserverReader, input: ObserveInput, look: Look): Promise<Observed> {
  const { ledger } = input;
  const accounts = look.accounts === null ? await readAccounts(reader, input, () => []) : await reader.details(look.accounts);
  if (look.states === null) return { accounts, rooms: await readRooms(reader, ledger, ledger.rooms.keys()) };
  if (look.onlyOf !== null) {
    // An account that doesn't exist is in no room.
    const present = look.onlyOf.filter((user) => accounts.has(user));
    return { accounts, rooms: await readRooms(reader, ledger, look.states, present) };
  }
  const members = look.members ?? [];
  const others = look.states.filter((room) => !members.includes(room));
  const rooms = await readRooms(reader, ledger, others, []);
  return { accounts, rooms: new Map([...rooms, ...(await readRooms(reader, ledger, members))]) };
}

/** Rooms that move are spoken of under their new keys too. */
function seenOf({ accounts, states, members, onlyOf, renamed }: Look): Seen {
  const both = (rooms: readonly RoomKey[] | null) => rooms && new Set(rooms.flatMap((room) => [room, renamed.get(room) ?? room]));
  return { accounts: accounts && new Set(accounts), states: both(states), members: both(members), onlyOf: onlyOf && new Set(onlyOf) };
}
