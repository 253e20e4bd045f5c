/** Whether a decision can be taken: its subject exists, its values are possible, its author says why. Throws `decision.*` otherwise. */
import { bearersOf } from "#core/conflicts.ts";
import type { Decision } from "#core/decision.ts";
import type { Closing, Exemption, LeavingDecision, LocalName, Merge, Override, Successor } from "#core/decisions.ts";
import { survivorsOf } from "#core/duplicates.ts";
import { AppError } from "#core/errors.ts";
import { type PersonKey, type RoomKey, ruleOf, type StructureKey, structureOf } from "#core/ids.ts";
import { canBeIgnored } from "#core/ignored-problems.ts";
import { localpartOf } from "#core/naming.ts";
import { clean } from "#core/text.ts";
import type { World } from "#core/world.ts";
import { checkRoomAdoption } from "./check-room-adoption.ts";

/** The decision as it will be kept: texts cleaned, address in lower case. */
export function checkDecision(world: World, given: Decision): Decision {
  const decision = cleaned(given);
  const { reason, until } = decision.value;
  if (reason === "") throw new AppError("decision.no-reason");
  if (until !== null && until < world.today) throw new AppError("decision.past", { day: until });
  checkKind(world, decision);
  return decision;
}

function cleaned(decision: Decision): Decision {
  const reason = clean(decision.value.reason);
  if (decision.kind !== "override") return { ...decision, value: { ...decision.value, reason } } as Decision;
  const { displayName, mail, ...rest } = decision.value;
  const forced = {
    ...(displayName === undefined ? {} : { displayName: clean(displayName) }),
    ...(mail === undefined ? {} : { mail: clean(mail).toLowerCase() }),
  };
  return { kind: "override", value: { ...rest, reason, ...forced } };
}

function checkKind(world: World, decision: Decision): void {
  switch (decision.kind) {
    case "override":
      checkOverride(world, decision.value);
      return;
    case "exemption":
      checkExemption(world, decision.value);
      return;
    case "leaving":
      checkLeaving(world, decision.value);
      return;
    case "successor":
      checkSuccessor(world, decision.value);
      return;
    case "closing":
      checkClosing(world, decision.value);
      return;
    case "ignored":
      if (!canBeIgnored(decision.value.code)) throw new AppError("decision.not-ignorable", { code: decision.value.code });
      return;
    case "emergency":
    case "erasure":
    case "refresh":
      checkPerson(world, decision.value.person);
      return;
    case "structure-refresh":
      checkStructure(world, decision.value.structure);
      return;
    case "merge":
      checkMerge(world, decision.value);
      return;
    case "move":
      checkPerson(world, decision.value.person);
      if (localpartOf(decision.value.localpart) !== decision.value.localpart)
        throw new AppError("decision.localpart-invalid", { name: decision.value.localpart });
      return;
    case "adoption":
      checkPerson(world, decision.value.person);
      return;
    case "room-adoption":
      checkRoomAdoption(world, decision.value);
      return;
    case "local-name":
      checkLocalName(world, decision.value);
      return;
    case "pause":
      return;
    default:
      decision satisfies never;
  }
}

function checkPerson({ directory, ledger }: World, person: PersonKey): void {
  if (!directory.people.has(person) && !ledger.accounts.has(person)) throw new AppError("decision.unknown-person", { person });
}

function checkStructure({ directory }: World, structure: StructureKey): void {
  if (!directory.structures.has(structure)) throw new AppError("decision.unknown-structure", { structure });
}

/** Longest display name that a Matrix server keeps. */
const longestName = 255;
/** RFC 5321 §4.5.3. */
const longestAddress = 254;
/** One address, nothing around it. */
const address = /^[^\s@<>()[\]",;:\\]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/;

function checkOverride(world: World, { person, displayName, mail, disabled }: Override): void {
  checkPerson(world, person);
  if (displayName === undefined && mail === undefined && disabled === undefined) throw new AppError("decision.empty");
  if (displayName !== undefined && (displayName === "" || displayName.length > longestName))
    throw new AppError("decision.name-invalid", { max: longestName });
  if (mail === undefined) return;
  if (!address.test(mail) || mail.length > longestAddress) throw new AppError("decision.mail-invalid", { mail });
  const other = ownerOfMail(world, mail, person);
  if (other !== null) throw new AppError("decision.mail-taken", { mail, person: other });
}

/** Somebody else who bears the address: by the directory, by force, or on their account. */
function ownerOfMail(world: World, mail: string, person: PersonKey): PersonKey | null {
  const bearer = bearersOf(world, mail).find(({ key }) => key !== person);
  if (bearer !== undefined) return bearer.key;
  for (const account of world.ledger.accounts.values())
    if (account.mail === mail && account.person !== person && account.state !== "erased") return account.person;
  return null;
}

function checkExemption(world: World, { person, eligible, protected: safe, rooms }: Exemption): void {
  checkPerson(world, person);
  if (!eligible && !safe && rooms.length === 0) throw new AppError("decision.empty");
  for (const room of rooms) checkRoom(world, room);
}

function checkRoom({ ledger, directory, policy }: World, room: RoomKey): void {
  const structure = structureOf(room);
  const isFamiliar = structure === null ? policy.rooms.some(({ key }) => key === ruleOf(room)) : directory.structures.has(structure);
  if (!ledger.rooms.has(room) && !isFamiliar) throw new AppError("decision.unknown-room", { room });
}

function checkLeaving(world: World, { person, act, due }: LeavingDecision): void {
  checkPerson(world, person);
  if (!isLeaving(world, person)) throw new AppError("decision.not-leaving", { person });
  if (act === "move" && (due === null || due < world.today)) throw new AppError("decision.past", due === null ? {} : { day: due });
}

/** Under way, announced by this day's directory, or decided before: what can be cancelled or moved. */
function isLeaving({ ledger, wishes, decisions }: World, person: PersonKey): boolean {
  const states = [ledger.accounts.get(person)?.state, wishes.get(person)?.state];
  return states.includes("leaving") || decisions.leavings.has(person);
}

function checkClosing(world: World, { structure }: Closing): void {
  checkStructure(world, structure);
  if (structure === world.tree.establishment) throw new AppError("decision.establishment", { structure });
}

/** Nobody is merged into themselves, however many merges lead there. */
function checkMerge(world: World, merge: Merge): void {
  const { absorbed, survivor } = merge;
  checkPerson(world, absorbed);
  checkPerson(world, survivor);
  const merges = new Map([...world.decisions.merges, [absorbed, merge] as const]);
  if (!survivorsOf(merges).has(absorbed)) throw new AppError("decision.merge-loop", { person: absorbed, other: survivor });
}

function checkLocalName(world: World, { person, room, name }: LocalName): void {
  checkPerson(world, person);
  checkRoom(world, room);
  if (clean(name) === "" || name.length > longestName) throw new AppError("decision.name-invalid", { max: longestName });
}

/** A chain of successors that comes back to its beginning would send people round for ever. */
function checkSuccessor(world: World, { structure, successor }: Successor): void {
  checkStructure(world, structure);
  checkStructure(world, successor);
  const met = new Set<StructureKey>();
  for (let at: StructureKey | null = successor; at !== null && !met.has(at); at = world.directory.structures.get(at)?.successor ?? null) {
    if (at === structure) throw new AppError("decision.successor-loop", { structure, successor });
    met.add(at);
  }
}
