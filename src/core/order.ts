/** Order of execution and dependencies, both read from the change itself. */
import type { Change, ChangeKind, MoveAccount } from "./change.ts";
import { type ChangeKey, changeKey, type PersonKey, type RoomKey, spaceOf, templateOf } from "./ids.ts";

/** New keys of structures, and rooms taken over, first: later changes speak of them. Exits, and rooms given back, come last. */
export const phases = [
  "keys",
  "structures",
  "accounts",
  "joins",
  "levels",
  "names",
  "children",
  "closings",
  "removals",
  "exits",
  "releases",
] as const;
export type Phase = (typeof phases)[number];

export const phaseByKind = {
  "room.rekey": "keys",
  "identity.merge": "keys",
  "room.adopt": "keys",
  "room.regain": "structures",
  "space.create": "structures",
  "room.create": "structures",
  "room.reopen": "structures",
  "room.rename": "structures",
  "room.restore": "structures",
  "account.create": "accounts",
  "account.adopt": "accounts",
  "account.reactivate": "accounts",
  "account.unlock": "accounts",
  "account.stay": "accounts",
  "account.listing": "accounts",
  "identity.link": "accounts",
  "account.rename": "accounts",
  "account.mail": "accounts",
  "member.join": "joins",
  "member.invite": "joins",
  "level.set": "levels",
  "member.name": "names",
  "child.set": "children",
  "child.remove": "closings",
  "room.close": "closings",
  "member.remove": "removals",
  "account.leaving": "exits",
  "account.lock": "exits",
  "account.deactivate": "exits",
  "account.erase": "exits",
  "room.release": "releases",
} as const satisfies Record<ChangeKind, Phase>;

export function phaseOf(kind: ChangeKind): Phase {
  return phaseByKind[kind];
}

const steps = phases.flatMap((phase): readonly (Phase | "spaces")[] => (phase === "structures" ? ["spaces", phase] : [phase]));

/** Stable: inside a phase the order given, which is by key, remains. Spaces come before rooms so that rooms can name them. */
export function orderChanges(changes: readonly Change[]): Change[] {
  const groups = Map.groupBy(changes, ({ kind }) => (kind === "space.create" ? "spaces" : phaseByKind[kind]));
  const inOrder = steps.map((step) => (step === "accounts" ? holdersFirst(groups.get(step) ?? []) : (groups.get(step) ?? [])));
  return ([] as Change[]).concat(...inOrder);
}

/** Keys that must have been applied before, when they are in the same plan; keys absent from the plan are already true. */
export function needsOf(change: Change): readonly ChangeKey[] {
  switch (change.kind) {
    case "room.create": {
      const { space } = change.spec;
      return space === null ? [] : [creationOf(space), adoptionOf(space)];
    }
    case "child.set":
      return [
        creationOf(change.space),
        creationOf(change.child),
        adoptionOf(change.space),
        adoptionOf(change.child),
        changeKey(`room.reopen:${change.space}`),
        changeKey(`room.reopen:${change.child}`),
      ];
    case "member.invite":
      return entryNeeds(change);
    case "member.join": {
      const needs = entryNeeds(change);
      const space = change.way === "restricted" ? spaceOf(change.room) : null;
      if (space !== null) needs.push(changeKey(`member.join:${space}:${change.person}`));
      return needs;
    }
    case "level.set":
      return [
        creationOf(change.room),
        adoptionOf(change.room),
        changeKey(`member.join:${change.room}:${change.person ?? change.userId}`),
        ...(change.person === null ? [] : [mergeOf(change.person)]),
      ];
    case "member.name":
      return [...accountNeeds(change.person), changeKey(`account.rename:${change.person}`)];
    case "account.mail":
      return [...accountNeeds(change.person), listingOf(change.person), mergeOf(change.person)];
    case "account.rename":
    case "account.listing":
      return [...accountNeeds(change.person), mergeOf(change.person)];
    case "identity.link":
      // A link that is only taken away waits for no account: the new one of the same person may be waiting for it.
      return [...(change.after === null ? [] : accountNeeds(change.person)), ...linkOf(change), mergeOf(change.person)];
    case "account.create":
    case "account.adopt":
      return [...linkOf(change), mergeOf(change.person)];
    case "account.unlock":
    case "account.reactivate":
    case "account.stay":
      return [mergeOf(change.person)];
    case "account.leaving":
    case "account.lock":
    case "account.deactivate":
      return replacementOf(change);
    case "child.remove":
      return [change.space, ...(change.child === null ? [] : [change.child])].map((room) => changeKey(`room.close:${room}`));
    case "member.remove":
      return change.follows === "closing" ? [changeKey(`room.close:${change.room}`)] : [];
    default:
      return [];
  }
}

function entryNeeds({ room, person }: { readonly room: RoomKey; readonly person: PersonKey }): ChangeKey[] {
  return [
    creationOf(room),
    adoptionOf(room),
    changeKey(`room.reopen:${room}`),
    ...accountNeeds(person),
    listingOf(person),
    mergeOf(person),
  ];
}

function creationOf(room: RoomKey): ChangeKey {
  return changeKey(`${templateOf(room) === "space" ? "space.create" : "room.create"}:${room}`);
}

function adoptionOf(room: RoomKey): ChangeKey {
  return changeKey(`room.adopt:${room}`);
}

/** An external id is unique on a server: it leaves its holder before somebody else takes it. */
function linkOf({ holder }: { readonly holder?: PersonKey }): ChangeKey[] {
  return holder === undefined ? [] : [changeKey(`identity.link:${holder}`)];
}

/** What a human has by their other id waits until the merge was approved. */
function mergeOf(person: PersonKey): ChangeKey {
  return changeKey(`identity.merge:${person}`);
}

/** An account that is replaced ends only once the other one is there. */
function replacementOf({ cause, into }: Pick<MoveAccount, "cause" | "into">): ChangeKey[] {
  if (into === undefined) return [];
  return [cause === "moved" ? changeKey(`account.create:${into}`) : mergeOf(into)];
}

interface Claiming {
  readonly person: PersonKey;
  readonly holder?: PersonKey;
}

/** How many links must move before each claimant's: 0 for everybody else. */
export function claimDepths(changes: readonly object[]): (person: PersonKey) => number {
  const holders = new Map<PersonKey, PersonKey>();
  for (const change of changes as readonly Partial<Claiming>[]) {
    // A new account of one's own takes the link of one's former one.
    if (change.holder !== undefined && change.person !== undefined && change.holder !== change.person)
      holders.set(change.person, change.holder);
  }
  const depthOf = (person: PersonKey): number => {
    const holder = holders.get(person);
    return holder === undefined ? 0 : 1 + depthOf(holder);
  };
  return depthOf;
}

/** Claimants after those they take a login from, whatever their keys. */
function holdersFirst(changes: readonly Change[]): readonly Change[] {
  if (!changes.some((change) => "holder" in change)) return changes;
  const depthOf = claimDepths(changes);
  const rankOf = (change: Change) => ("holder" in change ? depthOf(change.person) + (change.holder === change.person ? 0.5 : 0) : 0);
  return changes.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Whoever comes off the red list gets an address and wider rooms with it: they wait for it together. */
function listingOf(person: PersonKey): ChangeKey {
  return changeKey(`account.listing:${person}`);
}

function accountNeeds(person: PersonKey): ChangeKey[] {
  return ["create", "adopt", "unlock", "reactivate"].map((act) => changeKey(`account.${act}:${person}`));
}
