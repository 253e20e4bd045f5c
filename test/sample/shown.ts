/** What a homeserver shows of itself, whatever it is read from, and the totals of it. */
import type { LifeTotals } from "#sample/life.ts";

export interface ShownAccount {
  readonly userId: string;
  readonly locked: boolean;
  readonly deactivated: boolean;
}

export interface ShownRoom {
  readonly roomId: string;
  readonly alias: string | null;
  readonly isSpace: boolean;
  readonly name: string;
  readonly joinRule: string;
  readonly eventsDefault: number;
  readonly members: ReadonlySet<string>;
  readonly levels: ReadonlyMap<string, number>;
}

/** Everybody and every room of the server, campus's own identities included. */
export interface ServerShown {
  readonly accounts: readonly ShownAccount[];
  readonly rooms: readonly ShownRoom[];
  /** Events it holds, of every room. */
  readonly events: number;
}

/** Nobody may write in a closed room, nor enter it unasked, and its name says so. */
function isClosed({ joinRule, eventsDefault, name }: ShownRoom): boolean {
  return joinRule === "invite" && eventsDefault === 100 && name.startsWith("[Fermé] ");
}

/** `own`: accounts of the site itself, which were there before anybody's and count nowhere. */
export function totalsOf({ accounts, rooms }: ServerShown, own: ReadonlySet<string>): Omit<LifeTotals, "leaving"> {
  const people = accounts.filter(({ userId }) => !own.has(userId));
  const count = (list: readonly ShownRoom[], closed: boolean) => list.filter((room) => isClosed(room) === closed).length;
  const [spaces, others] = [rooms.filter(({ isSpace }) => isSpace), rooms.filter(({ isSpace }) => !isSpace)];
  const members = rooms.map((room) => [room, [...room.members].filter((user) => !own.has(user))] as const);
  return {
    accounts: {
      active: people.filter(({ locked, deactivated }) => !locked && !deactivated).length,
      locked: people.filter(({ locked, deactivated }) => locked && !deactivated).length,
      deactivated: people.filter(({ deactivated }) => deactivated).length,
    },
    spaces: { open: count(spaces, false), closed: count(spaces, true) },
    rooms: { open: count(others, false), closed: count(others, true) },
    memberships: members.reduce((sum, [, users]) => sum + users.length, 0),
    levels: members.reduce((sum, [room, users]) => sum + users.filter((user) => (room.levels.get(user) ?? 0) > 0).length, 0),
  };
}
