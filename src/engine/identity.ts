/** Decisions about whose account is whose: a merge of two ids, another Matrix id, an adoption (docs/RULES.md §1, §9). */
import { type Decision, type DecisionRecord, subjectOf } from "#core/decision.ts";
import type { CarriedRoom, Decided } from "#core/decisions.ts";
import { type PersonKey, userId } from "#core/ids.ts";
import type { PlanInput } from "#core/plan.ts";
import { clean, compareText } from "#core/text.ts";
import { buildWorld } from "#core/world.ts";
import type { PassDeps } from "./deps.ts";
import { findPerson, findRoom } from "./find.ts";
import { knownReadings } from "./known.ts";
import type { DecisionName } from "./ports.ts";
import { gather } from "./prepare.ts";

/** What was asked, as it was typed: people by id, login or Matrix id. */
export type Wish =
  | { readonly act: "merge"; readonly person: string; readonly into: string }
  | { readonly act: "move"; readonly person: string; readonly localpart: string }
  | { readonly act: "name"; readonly person: string; readonly room: string; readonly name: string }
  | { readonly act: "adopt" | "refuse"; readonly person: string; readonly account: string };

/** Everything a plan is made from, from the last complete reading; writes nothing. Throws `source.*`, `matrix.*`, `store.*`. */
export async function gatherKnown(deps: PassDeps): Promise<PlanInput> {
  return gather(deps, { today: deps.clock.today(), read: await knownReadings(deps), fresh: false });
}

export type Meant = { readonly decision: Decision } | { readonly unknown: string };

/** The decision that was meant; `unknown` = what was typed and names nobody. */
export function meantBy(input: PlanInput, wish: Wish): Meant {
  const person = findPerson(input, wish.person);
  if (person === null) return { unknown: wish.person };
  // Author, reason and days are given by whoever takes the decision.
  const made: Decided = { by: "", reason: "", since: input.today, until: null };
  switch (wish.act) {
    case "merge": {
      const survivor = findPerson(input, wish.into);
      if (survivor === null || survivor === person) return { unknown: wish.into };
      return { decision: { kind: "merge", value: { absorbed: person, survivor, rooms: roomsByHand(input, person), ...made } } };
    }
    case "move": {
      const localpart = wish.localpart.replace(/^@/, "").split(":")[0] ?? "";
      return { decision: { kind: "move", value: { person, localpart, rooms: roomsByHand(input, person), ...made } } };
    }
    case "name": {
      const room = findRoom(input, wish.room);
      if (room === null) return { unknown: wish.room };
      return { decision: { kind: "local-name", value: { person, room, name: clean(wish.name), ...made } } };
    }
    default:
      return adoptionOf(input, { person, account: wish.account, verdict: wish.act, made });
  }
}

interface AdoptionWish {
  readonly person: PersonKey;
  readonly account: string;
  readonly verdict: "adopt" | "refuse";
  readonly made: Decided;
}

function adoptionOf({ policy, observed }: PlanInput, { person, account, verdict, made }: AdoptionWish): Meant {
  const user = account.startsWith("@") ? userId(account) : userId(`@${account}:${policy.serverName}`);
  if (!observed.accounts.has(user)) return { unknown: account };
  return { decision: { kind: "adoption", value: { person, userId: user, verdict, ...made } } };
}

/** Managed rooms that the person's account is in without a grant of ours: nothing else would bring their next account there. */
function roomsByHand(input: PlanInput, person: PersonKey): CarriedRoom[] {
  const { ledger, observed, isForHolders } = buildWorld(input);
  const account = ledger.accounts.get(person);
  if (account === undefined) return [];
  const rooms: CarriedRoom[] = [];
  for (const [room, { members, levels }] of [...observed.rooms].sort((a, b) => compareText(a[0], b[0]))) {
    if (isForHolders(room) || !members.has(account.userId)) continue;
    const level = levels.get(account.userId) ?? 0;
    const given = ledger.grants.get(room)?.get(account.userId);
    if (given === undefined || given.level < level) rooms.push({ room, level });
  }
  return rooms;
}

/** Ends the merge, the move, the adoption and the local names in force about somebody; those that were. */
export async function endIdentityDecisions(
  deps: PassDeps,
  person: PersonKey,
  { by, why }: { readonly by: string; readonly why: string },
): Promise<readonly DecisionRecord[]> {
  const ended: DecisionRecord[] = [];
  const named = await deps.store.decisionHistory(deps.server, { kinds: ["local-name"], open: true, limit: 1000 });
  for (const { decision } of named) {
    if (decision.kind !== "local-name" || decision.value.person !== person) continue;
    const record = await deps.store.endDecision(deps.server, nameOf(decision), { at: deps.clock.now(), by, why });
    if (record !== null) ended.push(record);
  }
  for (const kind of ["merge", "move", "adoption"] as const) {
    const record = await deps.store.endDecision(deps.server, { kind, subject: person }, { at: deps.clock.now(), by, why });
    if (record !== null) ended.push(record);
  }
  return ended;
}

function nameOf(decision: Decision): DecisionName {
  return { kind: decision.kind, subject: subjectOf(decision) };
}
