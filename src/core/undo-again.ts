/** What would do again a change that was undone: the holds that keep it undone, until somebody releases them (docs/RULES.md §16). */
import { type Change, effectOf, type MoveAccount } from "./change.ts";
import { type ChangeKey, changeKey } from "./ids.ts";
import { anyEffect, effectByCause } from "./standing.ts";

export interface Again {
  readonly key: ChangeKey;
  /** As a standing hold says it. */
  readonly effect: string;
}

/** States are kept whatever a pass would make of them, values only as they were: what the directory newly says goes on. */
export function againOf(change: Change): readonly Again[] {
  switch (change.kind) {
    case "space.create":
    case "room.create":
      return [whatever(`room.reopen:${change.spec.room}`)];
    case "account.create":
    case "account.reactivate":
      return [whatever(`account.unlock:${change.person}`)];
    case "account.leaving":
    case "account.lock":
      return departures(change);
    case "member.join":
    case "member.invite":
      return ["member.join", "member.invite"].map((kind) => whatever(`${kind}:${change.room}:${change.person}`));
    case "child.set":
      return [change.before === null ? whatever(change.key) : same(change)];
    case "account.stay":
    case "account.unlock":
    case "room.close":
    case "room.reopen":
    case "room.restore":
    case "room.adopt":
    case "child.remove":
      return [whatever(change.key)];
    case "account.rename":
    case "account.mail":
    case "account.listing":
    case "identity.link":
    case "room.rename":
    case "member.remove":
    case "member.name":
    case "level.set":
      return [same(change)];
    case "account.adopt":
    case "account.deactivate":
    case "account.erase":
    case "identity.merge":
    case "room.rekey":
    case "room.regain":
    case "room.release":
      return [];
    default:
      return change satisfies never;
  }
}

const whatever = (key: string): Again => ({ key: changeKey(key), effect: anyEffect });

function same(change: Change): Again {
  return { key: change.key, effect: effectOf(change) };
}

/** A departure that begins again ends in a lock: both wait, for that cause; another cause is another departure. */
function departures({ person, cause, before }: MoveAccount): Again[] {
  if (cause === null) return [];
  const effect = effectByCause(cause);
  const lock = { key: changeKey(`account.lock:${person}`), effect };
  const leaving = { key: changeKey(`account.leaving:${person}`), effect };
  return before === "leaving" ? [leaving] : [leaving, lock];
}
