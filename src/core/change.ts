/** One item of a plan: what would be done, to whom, and why. */

import type { GuardName } from "./guard-names.ts";
import type { ChangeKey, Day, PersonKey, RoomAlias, RoomId, RoomKey, StructureKey, Template, UserId } from "./ids.ts";
import type { AccountState, LeavingCause, LedgerAccount } from "./ledger.ts";
import type { Reason } from "./reason.ts";
import type { RoomLevels } from "./template.ts";

interface Base<K extends string> {
  readonly kind: K;
  readonly key: ChangeKey;
  readonly reason: Reason;
  /** Guard that holds this change until somebody approves it. */
  readonly held?: GuardName;
}

/** All initial state of a managed room: one `createRoom` carries it. */
export interface RoomSpec {
  readonly room: RoomKey;
  readonly alias: RoomAlias;
  readonly name: string;
  readonly topic: string | null;
  /** `mxc://` address of its picture. */
  readonly avatar: string | null;
  /** `space` for a space, `rule` for a room across structures, else the template's key. */
  readonly template: Template;
  /** The space it hangs in: whose members may join (restricted), and its parent. */
  readonly space: RoomKey | null;
  readonly levels: RoomLevels;
  readonly joinRule: "invite" | "restricted" | "public";
  readonly history: "shared" | "joined";
  readonly sourceId: string | null;
}

export interface CreateRoom extends Base<"space.create" | "room.create"> {
  /** null for a room across structures. */
  readonly structure: StructureKey | null;
  readonly spec: RoomSpec;
}
export interface RenameRoom extends Base<"room.rename"> {
  readonly room: RoomKey;
  readonly before: string;
  readonly after: string;
}
/** Settings that may be put back after somebody changed them by hand. */
export type RoomSetting = "topic" | "avatar" | "alias" | "joinRule" | "history" | "guests" | "levels" | "retention";
/** What a room should be: its specification, the room whose members may join, and whether it is closed. */
export interface WantedRoom {
  readonly spec: RoomSpec;
  readonly space: RoomId | null;
  readonly closed: boolean;
}
/** `before` and `after` as people read them. */
export interface RestoreRoom extends Base<"room.restore"> {
  readonly room: RoomKey;
  readonly setting: RoomSetting;
  readonly closed: boolean;
  readonly spec: RoomSpec;
  readonly before: string;
  readonly after: string;
}
/** Same structure under a new code: the ledger row changes its key; room and alias stay. */
export interface RekeyRoom extends Base<"room.rekey"> {
  readonly room: RoomKey;
  readonly before: RoomKey;
}
/** Agent Smith is out of the room, or no longer its master: somebody of that level gives it back to him. */
export interface RegainRoom extends Base<"room.regain"> {
  readonly room: RoomKey;
}
/** A room that was there before campus becomes that of its place: Agent Smith is made its master, its people stay. */
export interface AdoptRoom extends Base<"room.adopt"> {
  readonly room: RoomKey;
  readonly roomId: RoomId;
  /** Given to the room beside its own, where nobody has it. */
  readonly alias: RoomAlias;
  readonly sourceId: string | null;
  /** Its name on the server, and the one of its place. */
  readonly before: string;
  readonly after: string;
  /** The structure is one whose rooms show nothing of their past: two people approve. */
  readonly sensitive?: true;
}
/** An adoption is taken back: campus forgets the room and takes its own alias off it; the rest stays as it is. */
export interface ReleaseRoom extends Base<"room.release"> {
  readonly room: RoomKey;
  readonly roomId: RoomId;
  readonly alias: RoomAlias;
}
export interface SetChild extends Base<"child.set"> {
  readonly space: RoomKey;
  readonly child: RoomKey;
  readonly before: string | null;
  readonly order: string;
}
export interface RemoveChild extends Base<"child.remove"> {
  readonly space: RoomKey;
  readonly childId: RoomId;
  readonly child: RoomKey | null;
  /** The place it was listed at. */
  readonly before?: string;
}
export interface CloseRoom extends Base<"room.close"> {
  readonly structure: StructureKey | null;
  readonly room: RoomKey;
  readonly before: string;
  readonly after: string;
}
export interface ReopenRoom extends Base<"room.reopen"> {
  readonly structure: StructureKey | null;
  readonly room: RoomKey;
  readonly spec: RoomSpec;
  readonly before: string;
}
export interface CreateAccount extends Base<"account.create"> {
  readonly person: PersonKey;
  readonly userId: UserId;
  readonly login: string;
  readonly displayName: string;
  readonly mail: string | null;
  /** False on the red list: made so that the search for people never finds it. */
  readonly listed: boolean;
  /** Whose link the login is taken from first. */
  readonly holder?: PersonKey;
  /** The person's present account, left for this one: a guided change of Matrix id. */
  readonly leaves?: UserId;
}
/** The account exists and is provably this person's: campus takes it over. */
export interface AdoptAccount extends Base<"account.adopt"> {
  readonly person: PersonKey;
  readonly userId: UserId;
  readonly login: string;
  readonly displayName: string;
  readonly mail: string | null;
  /** False on the red list: made so that the search for people never finds it. */
  readonly listed: boolean;
  /** Whose link the login is taken from first. */
  readonly holder?: PersonKey;
  /** Who decided it, where no proof says whose it is. */
  readonly by?: string;
}
export interface RenameAccount extends Base<"account.rename"> {
  readonly person: PersonKey;
  readonly userId: UserId;
  readonly before: string;
  readonly after: string;
}
export interface ChangeMail extends Base<"account.mail"> {
  readonly person: PersonKey;
  readonly userId: UserId;
  readonly before: string | null;
  readonly after: string | null;
}
export type Listing = "listed" | "hidden";
/** The search for people finds the account, or no longer does: somebody came off the red list, or onto it. */
export interface ListAccount extends Base<"account.listing"> {
  readonly person: PersonKey;
  readonly userId: UserId;
  readonly before: Listing;
  readonly after: Listing;
}
/** The external id moves: a login was renamed, or given to somebody else (`after` null). Always held, two people (docs/RULES.md §7). */
export interface LinkIdentity extends Base<"identity.link"> {
  readonly person: PersonKey;
  readonly userId: UserId;
  readonly before: string | null;
  readonly after: string | null;
  /** Whose link the login is taken from first. */
  readonly holder?: PersonKey;
}
/** Two ids of one human become one: written down only; what the survivor gets and the exit of the others depend on it. */
export interface MergeIdentities extends Base<"identity.merge"> {
  readonly person: PersonKey;
  readonly absorbed: readonly PersonKey[];
}
/** Every move between account states; `account.leaving` and `account.stay` write nothing on the server. */
export interface MoveAccount
  extends Base<
    "account.leaving" | "account.stay" | "account.lock" | "account.unlock" | "account.deactivate" | "account.reactivate" | "account.erase"
  > {
  readonly person: PersonKey;
  readonly userId: UserId;
  readonly before: AccountState;
  readonly after: AccountState;
  readonly cause: LeavingCause | null;
  readonly due: Day | null;
  /** Of a reactivation: the address it comes back with, when it is not the one it had. */
  readonly mail?: string | null;
  /** Who goes on in another account, for the causes `merged` and `moved`. */
  readonly into?: PersonKey;
  /** What campus remembered of the state that it leaves. */
  readonly was?: Pick<LedgerAccount, "cause" | "since" | "due">;
  /** First day of the new state, when it is not today: a state that is given back. */
  readonly since?: Day;
}
export type JoinWay = "restricted" | "invite" | "public";
export interface JoinMember extends Base<"member.join"> {
  readonly room: RoomKey;
  readonly person: PersonKey;
  readonly userId: UserId;
  readonly way: JoinWay;
  /** The room is one that only function holders may be in. */
  readonly asHolder?: true;
}
/** The invitation is left for the person to accept or to refuse. */
export interface InviteMember extends Base<"member.invite"> {
  readonly room: RoomKey;
  readonly person: PersonKey;
  readonly userId: UserId;
  readonly asHolder?: true;
}
export interface RemoveMember extends Base<"member.remove"> {
  readonly room: RoomKey;
  readonly person: PersonKey | null;
  readonly userId: UserId;
  /** Follows an exit or a closing: not counted by the removals guard. */
  readonly follows: "link" | "exit" | "closing";
  /** Level that campus had given them there; absent for none. */
  readonly before?: number;
}
export interface SetLevel extends Base<"level.set"> {
  readonly room: RoomKey;
  readonly person: PersonKey | null;
  readonly userId: UserId;
  readonly before: number;
  readonly after: number;
}

/** What somebody is called in one room; `local` false: the account's own name again. */
export interface NameMember extends Base<"member.name"> {
  readonly room: RoomKey;
  readonly person: PersonKey;
  readonly userId: UserId;
  readonly before: string;
  readonly after: string;
  readonly local: boolean;
}

export type Change =
  | CreateRoom
  | RenameRoom
  | RestoreRoom
  | RekeyRoom
  | RegainRoom
  | AdoptRoom
  | ReleaseRoom
  | SetChild
  | RemoveChild
  | CloseRoom
  | ReopenRoom
  | CreateAccount
  | AdoptAccount
  | RenameAccount
  | ChangeMail
  | ListAccount
  | LinkIdentity
  | MergeIdentities
  | MoveAccount
  | JoinMember
  | InviteMember
  | RemoveMember
  | SetLevel
  | NameMember;
export type ChangeKind = Change["kind"];

const incidental: ReadonlySet<string> = new Set(["reason", "held", "before", "way", "due", "cause", "was", "since"]);

/** What a change leaves the server in, as text: reasons, dates and the way in may differ between equal ones. */
export function effectOf(change: Change): string {
  return JSON.stringify(change, (name, value: unknown) => (incidental.has(name) ? undefined : value));
}
