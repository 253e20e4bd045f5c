/** What the policy says of rooms, asked by key: whom rules name, which rooms are for heads or by invitation, which are retired. */
import type { Person } from "./directory.ts";
import { type RoomKey, ruleOf, type StructureKey, structureOf, templateOf } from "./ids.ts";
import type { LedgerRoom } from "./ledger.ts";
import { reason } from "./reason.ts";
import { ruleNames } from "./rule.ts";
import { compareText } from "./text.ts";
import type { World, WorldInput } from "./world.ts";

/** Nearly every rule names everybody or looks at functions, which few people have. */
export function namesOf(
  world: Pick<World, "directory" | "functions" | "tree" | "policy">,
  placements: World["placements"],
): World["namedBy"] {
  const { directory, functions, tree, policy } = world;
  const met = new Map(policy.rooms.map((rule) => [rule, reason("rule-met", { rule: rule.name })]));
  return (rule, person) => {
    const held = functions.byPerson.get(person.key)?.filter((one) => tree.hosts.has(one.structure));
    return ruleNames(rule, {
      person,
      placements: placements.get(person.key) ?? [],
      functions: held ?? [],
      structures: directory.structures,
      met: met.get(rule) ?? reason("rule-met", { rule: rule.name }),
    });
  };
}

export function retiredRooms({ ledger, policy, directory }: WorldInput): readonly LedgerRoom[] {
  const templates = new Set(policy.templates.filter((one) => one.enabled).map((one) => one.key));
  const rules = new Set(policy.rooms.filter((one) => one.enabled).map((one) => one.key));
  const isKept = (room: RoomKey): boolean => {
    const rule = ruleOf(room);
    if (rule !== null) return rules.has(rule);
    // What vanished from the directory keeps its place until somebody decides.
    return templates.has(templateOf(room)) || !directory.structures.has(structureOf(room) ?? ("" as StructureKey));
  };
  return [...ledger.rooms.values()].filter((room) => !isKept(room.key)).sort((a, b) => compareText(a.key, b.key));
}

export function invitingRooms({ policy }: WorldInput): World["isByInvitation"] {
  const templates = new Set(policy.templates.filter((one) => one.joinMode === "invite").map((one) => one.key));
  const rules = new Set(policy.rooms.filter((one) => one.joinMode === "invite").map((one) => one.key));
  return (room) => {
    const rule = ruleOf(room);
    return rule === null ? templates.has(templateOf(room)) : rules.has(rule);
  };
}

/** Asked for each of half a million joins: the answer is kept by room. */
export function holdersRooms({ policy }: WorldInput): World["isForHolders"] {
  const answers = new Map<RoomKey, boolean>();
  const heads = new Set(policy.templates.filter((one) => one.members === "heads").map((one) => one.key));
  return (room) => {
    let answer = answers.get(room);
    if (answer === undefined) {
      answer = heads.has(templateOf(room));
      answers.set(room, answer);
    }
    return answer;
  };
}

/** Adds one person to the count of each rule that names them. */
export function countNamed(named: Map<string, number>, person: Person, { policy, namedBy }: Pick<World, "policy" | "namedBy">): void {
  for (const rule of policy.rooms) if (namedBy(rule, person) !== null) named.set(rule.key, (named.get(rule.key) ?? 0) + 1);
}
