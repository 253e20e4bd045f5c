/** Directory, policy, decisions and memory indexed once, so that one person or one structure is answered alone. */

import { forgetRefused } from "./adoption.ts";
import { applyWrites } from "./apply-writes.ts";
import { carriedRooms } from "./carried.ts";
import { type Conflicts, findConflicts } from "./conflicts.ts";
import { withClosings } from "./decided-closings.ts";
import type { CarriedRoom } from "./decisions.ts";
import type { Directory, Person, Structure } from "./directory.ts";
import { unite } from "./duplicates.ts";
import { type FunctionsInForce, indexFunctions } from "./functions.ts";
import type { PersonKey, RoomKey, StructureKey, UserId } from "./ids.ts";
import type { Ledger, LedgerRoom, LedgerWrite } from "./ledger.ts";
import { type AccountWish, type LifecycleInput, wishFor } from "./lifecycle.ts";
import { type Logins, settleLogins } from "./logins.ts";
import { type MailHolders, mailHolders } from "./mails.ts";
import { findMoves, type Moves } from "./moves.ts";
import type { Observed } from "./observed.ts";
import { type Placement, placementsOf } from "./placement.ts";
import { countNamed, holdersRooms, invitingRooms, namesOf, retiredRooms } from "./policy-index.ts";
import type { Problem } from "./problem.ts";
import { type Reason, reason } from "./reason.ts";
import type { RoomRule } from "./rule.ts";
import type { StandingHold } from "./standing.ts";
import { withSuccessors } from "./successors.ts";
import { type Takeovers, takeOver } from "./takeovers.ts";
import { compareText } from "./text.ts";
import { indexStructures, type StructureTree } from "./tree.ts";

export interface WorldInput extends LifecycleInput {
  readonly directory: Directory;
  readonly observed: Observed;
  /** Changes that somebody refused or took back; none when left out. */
  readonly standing?: readonly StandingHold[];
}

export interface World extends WorldInput {
  readonly tree: StructureTree;
  readonly functions: FunctionsInForce;
  readonly conflicts: Conflicts;
  readonly logins: Logins;
  readonly moves: Moves;
  readonly takeovers: Takeovers;
  /** Rows of accounts that a human said not to be this person's. */
  readonly forgotten: readonly LedgerWrite[];
  readonly carried: ReadonlyMap<PersonKey, readonly CarriedRoom[]>;
  /** Everybody known to the directory or to the ledger, in key order. */
  readonly keys: readonly PersonKey[];
  readonly wishes: ReadonlyMap<PersonKey, AccountWish>;
  /** Where each person with a living account belongs; nobody else is in it. */
  readonly placements: ReadonlyMap<PersonKey, readonly Placement[]>;
  /** Distinct people per structure, inherited ones included. */
  readonly sizes: ReadonlyMap<StructureKey, number>;
  readonly holders: ReadonlyMap<StructureKey, number>;
  /** People each rule names, by its key. */
  readonly named: ReadonlyMap<string, number>;
  /** Why a rule names somebody with a living account; null when it doesn't. */
  readonly namedBy: (rule: RoomRule, person: Person) => Reason | null;
  /** Rooms of the ledger whose template or rule the policy no longer has, by key. */
  readonly retired: readonly LedgerRoom[];
  /** Is the room one that only function holders may be in? */
  readonly isForHolders: (room: RoomKey) => boolean;
  /** Is an invitation left for people to accept, instead of making them join? */
  readonly isByInvitation: (room: RoomKey) => boolean;
  /** Folded display name → number of living accounts that bear it. */
  readonly homonyms: ReadonlyMap<string, number>;
  /** Why everybody is in the establishment's rooms. */
  readonly everyone: Reason;
  /** Whose account each address is on; made at the first question. */
  readonly mails: () => MailHolders;
  /** Whose account a user id is. */
  readonly ownerOf: (userId: UserId) => PersonKey | null;
}

export function buildWorld(given: WorldInput): World {
  const forgotten = forgetRefused(given);
  const decided = withClosings(withSuccessors(unite(given), given.decisions), given.decisions);
  const known: WorldInput = { ...given, directory: decided, ledger: applyWrites(given.ledger, forgotten) };
  const tree = indexStructures(known.directory, known.policy, known.today);
  const { takeovers, ledger, observed } = takeOver(known, tree);
  const input: WorldInput = { ...known, ledger, observed };
  const functions = indexFunctions(input);
  const conflicts = findConflicts(input);
  const gone = [...input.ledger.accounts.keys()].filter((key) => !input.directory.people.has(key));
  const wishes = new Map<PersonKey, AccountWish>();
  const placements = new Map<PersonKey, readonly Placement[]>();
  const sizes = new Map<StructureKey, number>();
  const holders = new Map<StructureKey, number>();
  const homonyms = new Map<string, number>();
  const named = new Map<string, number>();
  const partial = { ...input, tree, functions };
  const namedBy = namesOf(partial, placements);
  for (const key of gone) wishes.set(key, wishWithConflicts(key, undefined, input, conflicts));
  for (const [key, person] of input.directory.people) {
    const wish = wishWithConflicts(key, person, input, conflicts);
    wishes.set(key, wish);
    if (!hasLivingAccount(wish)) continue;
    homonyms.set(person.foldedName, (homonyms.get(person.foldedName) ?? 0) + 1);
    const placed = placementsOf(person, partial);
    placements.set(key, placed);
    countPlacements(placed, sizes, holders);
    countNamed(named, person, { policy: input.policy, namedBy });
  }
  const keys = everybody(input.directory, gone);
  const moves = findMoves(input);
  const logins = settleLogins(input, wishes);
  for (const [key, blocked] of logins.blocked) if (!input.ledger.accounts.has(key)) wishes.set(key, conflictWish(blocked));
  const everyone = reason("everyone", { structure: tree.establishment ?? "" });
  const indexed = { conflicts, logins, keys, wishes, placements, sizes, holders, named, namedBy, homonyms, everyone };
  const identities = { moves, takeovers, forgotten, carried: carriedRooms(input.decisions), mails: onceOnly(() => mailHolders(input)) };
  return {
    ...partial,
    ...indexed,
    ...identities,
    retired: retiredRooms(input),
    isForHolders: holdersRooms(input),
    isByInvitation: invitingRooms(input),
    ownerOf: ownersOf(input.ledger),
  };
}

/** The directory is in key order already; accounts of people it no longer has are few. */
function everybody(directory: Directory, gone: readonly PersonKey[]): readonly PersonKey[] {
  const present = [...directory.people.keys()];
  return gone.length === 0 ? present : [...present, ...gone].sort(compareText);
}

function onceOnly<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Made at the first question: most plans take nothing from anybody. */
function ownersOf({ accounts }: Ledger): (userId: UserId) => PersonKey | null {
  let owners: Map<UserId, PersonKey> | null = null;
  return (userId) => {
    owners ??= new Map([...accounts.values()].map((account) => [account.userId, account.person]));
    return owners.get(userId) ?? null;
  };
}

/** Open or leaving: in sync, counted in sizes. */
export function hasLivingAccount(wish: AccountWish): boolean {
  return wish.state === "open" || wish.state === "leaving";
}

/**
 * A room that campus made and that the server no longer has, or that Agent Smith is out of; or one that is still to be taken over:
 * nothing is asked of it.
 */
export function isGone({ ledger, observed, takeovers }: Pick<World, "ledger" | "observed" | "takeovers">, room: RoomKey): boolean {
  return takeovers.awaited.has(room) || (ledger.rooms.has(room) && !observed.rooms.has(room));
}

function countPlacements(placed: readonly Placement[], sizes: Map<StructureKey, number>, holders: Map<StructureKey, number>): void {
  for (const { structure, holder } of placed) {
    sizes.set(structure, (sizes.get(structure) ?? 0) + 1);
    if (holder) holders.set(structure, (holders.get(structure) ?? 0) + 1);
  }
}

function wishWithConflicts(key: PersonKey, person: Person | undefined, input: WorldInput, conflicts: Conflicts): AccountWish {
  const wish = wishFor(key, person, input);
  const conflict = conflicts.get(key);
  if (conflict === undefined || wish.state === "none") return wish;
  return conflictWish(conflict);
}

function conflictWish({ code, subject }: Problem): AccountWish {
  return { state: "conflict", cause: null, due: null, reason: reason("conflict", { why: code, subject }) };
}

/** Acronym that tells homonyms apart: of the principal assignment, else of the first one. */
export function acronymFor(person: Person, structures: ReadonlyMap<StructureKey, Structure>): string | null {
  const assignment = person.assignments.find((one) => one.principal) ?? person.assignments[0];
  return assignment === undefined ? null : (structures.get(assignment.structure)?.acronym ?? null);
}
