/** In which structures a person belongs today, how far, and why: the links, one by one (docs/RULES.md §4 to §6). */
import { addDays, isWithin, monthOf } from "./day.ts";
import type { Assignment, Person } from "./directory.ts";
import type { FunctionInForce, FunctionsInForce } from "./functions.ts";
import type { Day, StructureKey } from "./ids.ts";
import type { Policy } from "./policy.ts";
import { type Reason, reason } from "./reason.ts";
import type { StructureTree } from "./tree.ts";
import type { WorldInput } from "./world.ts";

/** `all`: space, Annonces, Général; `announcements`: space and Annonces. `holder`: bears a head's function there. */
export interface Placement {
  readonly structure: StructureKey;
  readonly scope: "all" | "announcements";
  readonly holder: boolean;
  /** Level in space and Général, and in Annonces. */
  readonly level: number;
  readonly levelAnnonces: number;
  readonly reason: Reason;
  readonly levelReason: Reason | null;
}

export interface PlacementInput extends WorldInput {
  readonly tree: StructureTree;
  readonly functions: FunctionsInForce;
}

/** Called with each link that gives nothing in a structure, and why: feeds "Pourquoi ?". */
export type Refused = (structure: StructureKey, why: Reason) => void;

const ignore: Refused = () => {};

/** One placement per structure, strongest reason first met: own assignment, function, inheritance. */
export function placementsOf(person: Person, input: PlacementInput, refused: Refused = ignore): readonly Placement[] {
  const placements: Placement[] = [];
  const heirs: { from: Assignment; to: StructureKey; grace: Reason | null }[] = [];
  const take = (assignment: Assignment, given: Given) => {
    add(placements, assignment.structure, given.scope, given.reason);
    for (const to of inherits(person, assignment, input, refused)) heirs.push({ from: assignment, to, grace: given.grace });
  };
  for (const assignment of person.assignments) {
    const given = assignmentGives(assignment, input, refused);
    if (given !== null) take(assignment, given);
  }
  if (placements.length === 0) for (const { assignment, given } of successorsGive(person, input)) take(assignment, given);
  addFunctions(person, input, placements, refused);
  for (const { from, to, grace } of heirs) {
    add(placements, to, "all", grace ?? reason("assignment-inherited", { structure: to, from: from.structure, kind: from.kind }));
  }
  return placements;
}

/** Whoever is linked to closed structures only belongs to those that succeeded them, as if the links had been moved there. */
function successorsGive(person: Person, { policy, tree, today }: PlacementInput): { assignment: Assignment; given: Given }[] {
  return person.assignments.flatMap((assignment) => {
    const { structure: from, kind } = assignment;
    const structure = tree.succession.heirOf.get(from);
    const scope = policy.assignments[kind];
    if (structure === undefined || structure === tree.establishment || scope === "none") return [];
    if (!isWithin(today, assignment.from, assignment.until)) return [];
    const given = { scope, reason: reason("assignment-succeeded", { structure, from, kind }), grace: null };
    return [{ assignment: { ...assignment, structure }, given }];
  });
}

/** A person has a handful of structures: looking through them is faster than a map for each of 100,000 people. */
function add(placements: Placement[], structure: StructureKey, scope: Placement["scope"], why: Reason): void {
  const at = placements.findIndex((one) => one.structure === structure);
  const present = placements[at];
  if (present === undefined) {
    placements.push({ structure, scope, holder: false, level: 0, levelAnnonces: 0, reason: why, levelReason: null });
  } else if (present.scope === "announcements" && scope === "all") placements[at] = { ...present, scope, reason: why };
}

interface Given {
  readonly scope: Placement["scope"];
  readonly reason: Reason;
  /** Set while the link is over and only the delay keeps it. */
  readonly grace: Reason | null;
}

function assignmentGives(assignment: Assignment, { policy, tree, today, directory }: PlacementInput, refused: Refused): Given | null {
  const { structure, kind, from, until } = assignment;
  const scope = policy.assignments[kind];
  if (scope === "none") return null;
  if (structure === tree.establishment) return null;
  if (!tree.hosts.has(structure)) {
    refused(structure, whyNoHost(directory.structures.get(structure), today));
    return null;
  }
  if (from !== null && from > today) {
    refused(structure, reason("assignment-future", { structure, day: from, kind }));
    return null;
  }
  if (isWithin(today, from, until))
    return { scope, reason: reason(kind === "ENSEIGNEMENT" ? "assignment-teaching" : "assignment", { structure, kind }), grace: null };
  const end = until as Day;
  const limit = graceEnd(end, policy);
  if (limit < today) {
    refused(structure, reason("assignment-ended", { structure, day: end, until: limit, kind }));
    return null;
  }
  const grace = reason("assignment-grace", { structure, day: end, until: limit, kind });
  return { scope, reason: grace, grace };
}

/** Last day of the delay after a link lost on `loss`; longer when contracts are renewed late, in autumn. */
export function graceEnd(loss: Day, policy: Policy): Day {
  const { autumnMonths, graceAutumnDays, graceDays } = policy.delays;
  return addDays(loss, autumnMonths.includes(monthOf(loss)) ? graceAutumnDays : graceDays);
}

function whyNoHost(
  structure: { readonly key: StructureKey; readonly nature: string; readonly opens: Day | null; readonly closes: Day | null } | undefined,
  today: Day,
): Reason {
  if (structure === undefined || (structure.nature !== "internal" && structure.nature !== "establishment")) {
    return reason("structure-excluded", { structure: structure?.key ?? "", nature: structure?.nature ?? "unknown" });
  }
  if (structure.closes !== null && structure.closes <= today)
    return reason("structure-closed", { structure: structure.key, day: structure.closes });
  return reason("assignment-future", { structure: structure.key, day: structure.opens ?? today, kind: "" });
}

/** Docs/RULES.md §4: nothing upward from sensitive structures, for teaching, for vacataires, for red-listed people. */
function inherits(person: Person, assignment: Assignment, input: PlacementInput, refused: Refused): readonly StructureKey[] {
  const heirs = input.tree.heirs.get(assignment.structure) ?? [];
  const why = whyNoInheritance(person, assignment, input);
  if (why === null) return heirs;
  for (const heir of heirs) refused(heir, why);
  return [];
}

function whyNoInheritance(person: Person, { structure, kind }: Assignment, { policy, tree }: PlacementInput): Reason | null {
  if (kind === "ENSEIGNEMENT") return reason("no-inheritance-teaching", { structure });
  if (tree.sensitive.has(structure)) return reason("structure-sensitive", { structure });
  if (person.redList) return reason("red-list", { structure });
  const { eligible, noInheritance } = policy.populations;
  const counted = person.populations.filter((one) => eligible.includes(one));
  const casual = counted.length > 0 && counted.every((one) => noInheritance.includes(one));
  return casual ? reason("no-inheritance-vacataire", { structure }) : null;
}

function addFunctions(person: Person, input: PlacementInput, placements: Placement[], refused: Refused): void {
  for (const held of input.functions.byPerson.get(person.key) ?? []) addFunction(held, { person, input, placements, refused });
}

interface Seating {
  readonly person: Person;
  readonly input: PlacementInput;
  readonly placements: Placement[];
  readonly refused: Refused;
}

function addFunction(held: FunctionInForce, { person, input, placements, refused }: Seating): void {
  if (held.class === "none") return;
  if (!input.tree.hosts.has(held.structure)) {
    refused(held.structure, whyNoHost(input.directory.structures.get(held.structure), input.today));
    return;
  }
  if (held.class === "head") add(placements, held.structure, "all", held.reason);
  // Everybody is in the establishment's announcements, so its secretaries need no assignment there.
  else if (held.structure === input.tree.establishment && !person.redList) add(placements, held.structure, "announcements", held.reason);
  const at = placements.findIndex((one) => one.structure === held.structure);
  const placement = placements[at];
  // Elsewhere a secretary's code gives a level in Annonces, not the membership itself.
  if (placement !== undefined) placements[at] = withFunction(placement, held, input.policy.levels);
}

function withFunction(placement: Placement, held: FunctionInForce, { head, headAnnonces, manager }: Policy["levels"]): Placement {
  const levelReason = placement.holder ? placement.levelReason : held.reason;
  if (held.class === "head") return { ...placement, holder: true, level: head, levelAnnonces: headAnnonces, levelReason };
  return { ...placement, levelAnnonces: Math.max(placement.levelAnnonces, manager), levelReason };
}
