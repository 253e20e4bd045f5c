/** What a change is about, whatever it does to it: changes of one thing repeat, undo or supersede each other. */
import type { Change, ChangeKind } from "./change.ts";
import type { ChangeKey } from "./ids.ts";

/** One side of a person, a room, a membership… as text, from the change's key. */
export type Thing = string;

const sides: Readonly<Record<ChangeKind, string>> = {
  "space.create": "room",
  "room.create": "room",
  "room.close": "room",
  "room.reopen": "room",
  "room.rename": "name of room",
  "room.restore": "setting",
  "room.rekey": "key of room",
  "room.regain": "master of room",
  "room.adopt": "room",
  "room.release": "room",
  "child.set": "child",
  "child.remove": "child",
  "account.create": "account",
  "account.adopt": "account",
  "account.leaving": "account",
  "account.stay": "account",
  "account.lock": "account",
  "account.unlock": "account",
  "account.deactivate": "account",
  "account.reactivate": "account",
  "account.erase": "account",
  "account.rename": "name",
  "account.mail": "mail",
  "account.listing": "listing",
  "identity.link": "link",
  "identity.merge": "merge",
  "member.join": "member",
  "member.invite": "member",
  "member.remove": "member",
  "member.name": "local name",
  "level.set": "level",
};

/** A key begins with its kind; what follows names the thing (src/core/ids.ts). */
export function thingOf(key: ChangeKey): Thing {
  const at = key.indexOf(":");
  const kind = key.slice(0, at) as Change["kind"];
  return `${sides[kind] ?? kind}${key.slice(at)}`;
}
