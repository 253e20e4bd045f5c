/** What changes are, to guards: an act on identities, something taken from somebody. */
import type { Change } from "./change.ts";
import { localpartOf } from "./naming.ts";

/** What decides who enters an account: a link that moves, an account under another name than its login's (docs/RULES.md §12.5). */
export function isIdentityAct(change: Change): boolean {
  switch (change.kind) {
    case "identity.link":
    case "identity.merge":
      return true;
    case "account.create":
      return change.leaves !== undefined || !change.userId.startsWith(`@${localpartOf(change.login)}:`);
    case "account.adopt":
      return change.by !== undefined;
    default:
      return false;
  }
}

/** An erasure that somebody asked for; those whose delays are over were announced two years before. */
export function isDecidedErasure(change: Change): boolean {
  return change.kind === "account.erase" && change.reason.code === "erasure-decided";
}

/** Kinds that take something from somebody. */
export function isDestructive(change: Change): boolean {
  switch (change.kind) {
    case "account.leaving":
    case "account.lock":
    case "account.deactivate":
    case "account.erase":
      return change.cause !== "forced" && change.cause !== "emergency";
    case "member.remove":
    case "room.close":
    case "child.remove":
      return true;
    case "level.set":
      return change.after < change.before;
    default:
      return false;
  }
}
