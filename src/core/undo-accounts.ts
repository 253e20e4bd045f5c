/** Inverses of changes of accounts: locks instead of endings, and nothing that would show whom the red list hides (docs/RULES.md §16). */
import type { Change, ChangeMail, CreateAccount, LinkIdentity, ListAccount, MoveAccount, RenameAccount } from "./change.ts";
import { changeKey } from "./ids.ts";
import type { LeavingCause, LedgerAccount } from "./ledger.ts";
import { takenMail } from "./mails.ts";
import {
  accountOf,
  by,
  changedSince,
  type Ground,
  gone,
  type Inverse,
  isAlive,
  isOnRedList,
  isSo,
  told,
  unwritable,
} from "./undo-ground.ts";

export type AccountAct = Extract<Change, { kind: `account.${string}` | `identity.${string}` }>;

export function undoAccount(ground: Ground, change: AccountAct): Inverse {
  switch (change.kind) {
    case "account.create":
      return undoCreation(ground, change);
    case "account.adopt":
      return told("undo-adoption");
    case "account.rename":
      return undoName(ground, change);
    case "account.mail":
      return undoMail(ground, change);
    case "account.listing":
      return undoListing(ground, change);
    case "identity.link":
      return undoLink(ground, change);
    case "identity.merge":
      return told("undo-merge");
    case "account.deactivate":
    case "account.erase":
      return told("undo-irreversible");
    case "account.leaving":
    case "account.stay":
    case "account.lock":
    case "account.unlock":
    case "account.reactivate":
      return undoState(ground, change);
    default:
      return change satisfies never;
  }
}

/** What a guided change of Matrix id made is undone by another one. */
function undoCreation(ground: Ground, change: CreateAccount): Inverse {
  if (change.leaves !== undefined) return told("undo-move");
  const account = accountOf(ground, change);
  if (account === null || !isAlive(account.row) || (account.seen.locked && !ground.resumes)) return changedSince;
  return by(moveTo(ground, change, { kind: "account.lock", before: account.row.state, after: "locked", cause: "undone", due: null }));
}

function undoName(ground: Ground, change: RenameAccount): Inverse {
  const account = accountOf(ground, change);
  if (account === null) return changedSince;
  const { displayName: seen } = account.seen;
  if (!isSo(ground, change, { seen, row: account.row.displayName })) return gone(ground, seen, change.before);
  return by({ ...change, before: change.after, after: change.before, reason: ground.reason });
}

function undoMail(ground: Ground, change: ChangeMail): Inverse {
  const { before, after, person } = change;
  const account = accountOf(ground, change);
  if (account === null) return changedSince;
  // The server keeps addresses in lower case.
  const lower = (mail: string | null) => (mail ?? "").toLowerCase();
  const row = lower(account.row.mail);
  const seen = account.seen.details?.mails.join() ?? row;
  if (!isSo(ground, { before: lower(before), after: lower(after) }, { seen, row })) return gone(ground, seen, lower(before));
  if (before?.includes(", ")) return unwritable;
  if (before !== null && isOnRedList(ground, person)) return told("undo-red-list");
  if (takenMail(ground.world, person, before, ground.world.mails()) !== null) return told("undo-taken");
  return by({ ...change, before: after, after: before, reason: ground.reason });
}

function undoListing(ground: Ground, change: ListAccount): Inverse {
  const { before, after, person } = change;
  const account = accountOf(ground, change);
  if (account === null || account.seen.listed !== (after === "listed")) return gone(ground, account?.seen.listed, before === "listed");
  if (before === "listed" && isOnRedList(ground, person)) return told("undo-red-list");
  return by({ ...change, before: after, after: before, reason: ground.reason });
}

function undoLink(ground: Ground, change: LinkIdentity): Inverse {
  if (!isLinked(ground, change)) return gone(ground, accountOf(ground, change)?.row.login || null, change.before);
  const holder = bearerOf(ground, change);
  if (holder !== null && !ground.unlinking.has(holder)) return told("undo-taken");
  const { holder: _, ...rest } = change;
  const taken = holder === null ? {} : { holder };
  return by({ ...rest, ...taken, before: change.after, after: change.before, reason: ground.reason });
}

function isLinked(ground: Pick<Ground, "world" | "resumes">, change: LinkIdentity): boolean {
  const account = accountOf(ground, change);
  const ids = account?.seen.details?.externalIds;
  const bears = (login: string | null) => (login === null ? ids?.length === 0 : ids?.includes(login) === true);
  const row = account?.row.login || null;
  if (account === null || ids === undefined) return account !== null && row === change.after;
  return bears(change.after) || (ground.resumes && bears(change.before) && row === change.after);
}

/** Who bears now the login that the change took away. */
function bearerOf({ world }: Pick<Ground, "world">, { person, before }: LinkIdentity): LinkIdentity["person"] | null {
  if (before === null) return null;
  for (const account of world.ledger.accounts.values()) if (account.login === before && account.person !== person) return account.person;
  return null;
}

/** Links that can be given back together: each login is free, or on somebody whose own link goes back too. */
export function unlinkingOf(ground: Pick<Ground, "world" | "resumes">, changes: readonly Change[]): ReadonlySet<LinkIdentity["person"]> {
  const links = changes.filter((change) => change.kind === "identity.link").filter((change) => isLinked(ground, change));
  const people = new Set(links.map(({ person }) => person));
  const isStuck = (change: LinkIdentity) => {
    const bearer = bearerOf(ground, change);
    return people.has(change.person) && bearer !== null && !people.has(bearer);
  };
  for (let stuck = links.find(isStuck); stuck !== undefined; stuck = links.find(isStuck)) people.delete(stuck.person);
  return people;
}

/** Ended by a decision of their own: by which one, the sentence says. */
const decided: Readonly<Partial<Record<LeavingCause, Inverse>>> = {
  emergency: told("undo-decided"),
  forced: told("undo-decided"),
  merged: told("undo-merge"),
  moved: told("undo-move"),
};

function undoState(ground: Ground, change: MoveAccount): Inverse {
  const isLock = change.kind === "account.lock";
  if (change.cause !== null && decided[change.cause] !== undefined) return decided[change.cause] ?? unwritable;
  const account = accountOf(ground, change);
  if (account === null || !isIn(ground, change, account.row)) return gone(ground, account?.row.state, change.before);
  if (account.seen.locked !== isLock && !ground.resumes) return changedSince;
  const { emergencies, erasures } = ground.world.decisions;
  if (isLock && (emergencies.has(change.person) || erasures.has(change.person))) return told("undo-decided");
  const back = stateBefore(change);
  return back === null ? unwritable : by(moveTo(ground, change, back));
}

/** In the state that the change led to; a run that died may have locked or unlocked without writing it down. */
function isIn({ unsure }: Ground, change: MoveAccount, { state, due }: LedgerAccount): boolean {
  const isSent = change.kind === "account.lock" || change.kind === "account.unlock";
  return (state === change.after && due === change.due) || (isSent && state === change.before && unsure.has(change.key));
}

type Back = Pick<MoveAccount, "kind" | "before" | "after" | "cause" | "due" | "since">;

/** null: campus did not write down enough of the state before. */
function stateBefore({ kind, before, after, was }: MoveAccount): Back | null {
  if (kind === "account.reactivate") return { kind: "account.lock", before: after, after: "locked", cause: "undone", due: null };
  if (kind === "account.unlock") return { ...lockedAsBefore(was), before: after };
  const cause = was?.cause ?? null;
  const due = was?.due ?? null;
  const since = was === undefined ? {} : { since: was.since };
  if (before === "open")
    return {
      kind: kind === "account.lock" ? "account.unlock" : "account.stay",
      before: after,
      after: "open",
      cause: null,
      due: null,
      ...since,
    };
  if (before !== "leaving" || due === null || cause === null) return null;
  return { kind: kind === "account.lock" ? "account.unlock" : "account.leaving", before: after, after: "leaving", cause, due, ...since };
}

/** A lock by an operator is not made in their name: guards count this one. */
function lockedAsBefore(was: MoveAccount["was"]): Omit<Back, "before"> {
  const cause = was?.cause == null || decided[was.cause] !== undefined ? "undone" : was.cause;
  return { kind: "account.lock", after: "locked", cause, due: null, ...(was === undefined ? {} : { since: was.since }) };
}

function moveTo({ reason, world }: Ground, { person, userId }: Pick<MoveAccount, "person" | "userId">, back: Back): MoveAccount {
  const row = world.ledger.accounts.get(person);
  const was = row === undefined ? {} : { was: { cause: row.cause, since: row.since, due: row.due } };
  return { key: changeKey(`${back.kind}:${person}`), person, userId, ...was, reason, ...back };
}
