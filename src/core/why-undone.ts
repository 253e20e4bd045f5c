/** What somebody took back about a person, or a person in a room, and that stays so until it is released: for "Pourquoi ?". */
import { changeKey, type PersonKey, type RoomKey } from "./ids.ts";
import { type Reason, reason } from "./reason.ts";
import { type Thing, thingOf } from "./thing.ts";
import type { World } from "./world.ts";

type Held = Pick<World, "standing">;

/** Each undo once, in the order of its holds. */
export function undoneAbout({ standing = [] }: Held, person: PersonKey, room?: RoomKey): Reason[] {
  const things = new Set(room === undefined ? accountThings(person) : memberThings(person, room));
  const own = standing.filter(({ cause, key }) => cause === "undone" && things.has(thingOf(key)));
  const acts = new Map(own.map((hold) => [`${hold.by} ${hold.at}`, hold]));
  return [...acts.values()].map(({ by, at, comment, undoes = "" }) => {
    return reason("undone", { by, day: at.slice(0, 10), why: comment, run: undoes });
  });
}

/** The account's state, or the membership, is the one that the undo left. */
export function isKeptUndone({ standing = [] }: Held, person: PersonKey, room?: RoomKey): boolean {
  const [thing] = room === undefined ? accountThings(person) : memberThings(person, room);
  return standing.some(({ cause, key }) => cause === "undone" && thingOf(key) === thing);
}

function accountThings(person: PersonKey): Thing[] {
  return ["account.lock", "account.rename", "account.mail", "account.listing", "identity.link"].map((kind) => thing(kind, person));
}

function memberThings(person: PersonKey, room: RoomKey): Thing[] {
  return ["member.join", "level.set", "member.name"].map((kind) => thing(kind, `${room}:${person}`));
}

function thing(kind: string, rest: string): Thing {
  return thingOf(changeKey(`${kind}:${rest}`));
}
