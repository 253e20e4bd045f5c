/** Rooms across structures: whom a rule names, and how its room is set (docs/RULES.md §4). */
import type { Person, Structure } from "./directory.ts";
import type { FunctionInForce } from "./functions.ts";
import type { StructureKey } from "./ids.ts";
import type { Placement } from "./placement.ts";
import type { FunctionClass } from "./policy.ts";
import { type Reason, reason } from "./reason.ts";
import { layOver, type RoomSettings } from "./template.ts";
import { fold, matchesCode } from "./text.ts";

/**
 * Whom a rule names. Everything that is written must hold; what is said of functions and of structures must hold of one and the same
 * function, or of one and the same structure when no function is asked for. Nothing written: nobody.
 */
export interface RuleCondition {
  readonly all?: true | undefined;
  readonly populations?: readonly string[] | undefined;
  /** Names of places where people work; case and accents do not count. */
  readonly sites?: readonly string[] | undefined;
  /** Codes, `PREFIX*` allowed. */
  readonly functions?: readonly string[] | undefined;
  readonly functionClasses?: readonly FunctionClass[] | undefined;
  /** Structures whose space the person belongs to: what is below them counts as it does there. */
  readonly structures?: readonly StructureKey[] | undefined;
  readonly structureTypes?: readonly string[] | undefined;
  readonly and?: readonly RuleCondition[] | undefined;
  readonly or?: readonly RuleCondition[] | undefined;
  readonly not?: RuleCondition | undefined;
}

export interface RoomRule extends RoomSettings {
  readonly key: string;
  /** False: its room is closed if it exists. */
  readonly enabled: boolean;
  readonly when: RuleCondition;
  /** null: public (unlisted, secret alias) when the rule names everybody, by invitation otherwise. */
  readonly joinRule: "invite" | "public" | null;
  /** Fewest people for the room to be created. */
  readonly minimum: number;
  /** People on the red list are members too. */
  readonly redList: boolean;
  /** Place of the room in the establishment's space. */
  readonly order: string;
}

const plain: Omit<RoomRule, "key" | "name" | "when"> = {
  enabled: true,
  topic: null,
  avatar: null,
  history: "shared",
  levels: { write: 0, moderate: 50 },
  mandatory: false,
  joinMode: "join",
  joinRule: null,
  minimum: 1,
  redList: false,
  order: "4",
};

/** News of the information system, for everybody to read. */
export const defaultRules: readonly RoomRule[] = [
  { ...plain, key: "etat-du-si", name: "État du SI", when: { all: true }, levels: { write: 75, moderate: 75 }, order: "2" },
];

export type RulePatch = { readonly key: string } & { readonly [K in keyof Omit<RoomRule, "key">]?: RoomRule[K] | undefined };

/** The base with the site's fields over it, key by key; rules of the site come after, in its order. */
export function mergeRules(base: readonly RoomRule[], patches: readonly RulePatch[]): readonly RoomRule[] {
  const merged = new Map(base.map((one) => [one.key, one]));
  for (const patch of patches) {
    const known = merged.get(patch.key) ?? { ...plain, key: patch.key, name: patch.key, when: {} };
    merged.set(patch.key, layOver(known, patch));
  }
  return [...merged.values()];
}

/** Everybody, off the red list: such a room is as large as the establishment's. */
export function namesEverybody({ when }: RoomRule): boolean {
  const keys = Object.entries(when).filter(([, value]) => value !== undefined);
  return when.all === true && keys.length === 1;
}

export function joinRuleOf(rule: RoomRule): "invite" | "public" {
  return rule.joinRule ?? (namesEverybody(rule) ? "public" : "invite");
}

/** What is known of one person when a rule is asked about them. */
export interface RuleView {
  readonly person: Person;
  readonly placements: readonly Placement[];
  readonly functions: readonly FunctionInForce[];
  readonly structures: ReadonlyMap<StructureKey, Structure>;
  /** Why the rule names people by anything but a function: one object for all of them. */
  readonly met: Reason;
}

/** Why the rule names the person; null when it doesn't. */
export function ruleNames(rule: RoomRule, view: RuleView): Reason | null {
  if (!rule.enabled || (view.person.redList && !rule.redList) || !holds(rule.when, view)) return null;
  const held = view.functions.find((one) => asks(rule.when, one, view));
  return held === undefined ? view.met : reason("rule-function", { rule: rule.name, code: held.code, structure: held.structure });
}

/** The first thing that doesn't hold ends it: every rule is asked about everybody. */
function holds(when: RuleCondition, view: RuleView): boolean {
  const { populations, sites, and, or, not } = when;
  if (populations !== undefined && !view.person.populations.some((one) => populations.includes(one))) return false;
  if (sites !== undefined && !sites.some((one) => view.person.sites?.includes(fold(one)))) return false;
  if (and !== undefined && !and.every((one) => holds(one, view))) return false;
  if (or !== undefined && !or.some((one) => holds(one, view))) return false;
  if (not !== undefined && holds(not, view)) return false;
  if (asksFunction(when)) return view.functions.some((one) => isAsked(when, one, view));
  if (asksStructure(when)) return view.placements.some((one) => isIn(when, one.structure, view));
  return saysSomething(when);
}

const saysSomething = ({ all, populations, sites, and, or, not }: RuleCondition): boolean =>
  all === true || [populations, sites, and, or, not].some((part) => part !== undefined);
const asksFunction = ({ functions, functionClasses }: RuleCondition): boolean => functions !== undefined || functionClasses !== undefined;
const asksStructure = ({ structures, structureTypes }: RuleCondition): boolean => structures !== undefined || structureTypes !== undefined;

function isAsked(when: RuleCondition, held: FunctionInForce, view: RuleView): boolean {
  if (!asksFunction(when)) return false;
  const { functions, functionClasses } = when;
  if (functions !== undefined && !functions.some((pattern) => matchesCode(pattern, held.code))) return false;
  if (functionClasses !== undefined && !functionClasses.includes(held.class)) return false;
  return isIn(when, held.structure, view);
}

/** Is the function one of those that make the condition hold? */
function asks(when: RuleCondition, held: FunctionInForce, view: RuleView): boolean {
  return isAsked(when, held, view) || [...(when.and ?? []), ...(when.or ?? [])].some((one) => asks(one, held, view));
}

function isIn({ structures, structureTypes }: RuleCondition, at: StructureKey, view: RuleView): boolean {
  if (structures !== undefined && !structures.includes(at)) return false;
  const type = view.structures.get(at)?.type ?? "";
  return structureTypes === undefined || structureTypes.some((pattern) => matchesCode(pattern, type));
}
