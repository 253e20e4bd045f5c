/** Who belongs to each group, groups inside groups included: cycles are cut, depth is bounded, both are told. */
import { parseDay } from "#core/day.ts";
import type { Day } from "#core/ids.ts";
import { type Problem, problem } from "#core/problem.ts";
import { foldName } from "./distinguished-name.ts";
import type { Group } from "./groups.ts";

/** People by what groups call them; values are their positions in the reading. */
export interface PeopleIndex {
  readonly byName: ReadonlyMap<string, number>;
  readonly byUid: ReadonlyMap<string, number>;
  /** Folded name of a group → people who say they belong to it. */
  readonly byGroup: ReadonlyMap<string, readonly number[]>;
}

/** A group whose last day has passed gives its members to no other group. */
export function hasEnded({ until }: Group, today: Day): boolean {
  const last = parseDay(until);
  return last !== null && last < today;
}

interface Walk {
  readonly top: Group;
  readonly found: Set<number>;
  readonly path: Set<string>;
  /** Members that are neither people nor groups of the reading. */
  readonly unknown: Set<string>;
  isCyclic: boolean;
  isTooDeep: boolean;
}

/** Positions of the members of every group. */
export function expandGroups(
  groups: readonly Group[],
  people: PeopleIndex,
  today: Day,
  problems: Problem[],
): Map<Group, ReadonlySet<number>> {
  const byName = new Map(groups.map((group) => [foldName(group.dn), group]));
  const members = new Map<Group, ReadonlySet<number>>();
  for (const top of groups) {
    const walk: Walk = { top, found: new Set(), path: new Set(), unknown: new Set(), isCyclic: false, isTooDeep: false };
    collect(top, walk, { byName, people, today });
    members.set(top, walk.found);
    report(walk, problems);
  }
  return members;
}

interface Around {
  readonly byName: ReadonlyMap<string, Group>;
  readonly people: PeopleIndex;
  readonly today: Day;
}

function collect(group: Group, walk: Walk, around: Around): void {
  const { people } = around;
  const own = foldName(group.dn);
  walk.path.add(own);
  for (const position of people.byGroup.get(own) ?? []) walk.found.add(position);
  for (const uid of group.uids) addOr(people.byUid.get(uid), uid, walk);
  for (const name of group.members) {
    const inner = around.byName.get(name);
    if (inner === undefined) addOr(people.byName.get(name), name, walk);
    else enter(inner, name, walk, around);
  }
  walk.path.delete(own);
}

function addOr(position: number | undefined, name: string, { found, unknown }: Walk): void {
  if (position === undefined) unknown.add(name);
  else found.add(position);
}

function enter(inner: Group, name: string, walk: Walk, around: Around): void {
  if (walk.path.has(name)) walk.isCyclic = true;
  else if (walk.path.size > walk.top.rule.nesting) walk.isTooDeep = true;
  else if (!hasEnded(inner, around.today)) collect(inner, walk, around);
}

function report({ top, unknown, isCyclic, isTooDeep }: Walk, problems: Problem[]): void {
  if (isCyclic) problems.push(problem("group-cycle", top.dn));
  if (isTooDeep) problems.push(problem("group-too-deep", top.dn, { levels: top.rule.nesting }));
  if (unknown.size === 0) return;
  const [first = ""] = [...unknown].sort();
  problems.push(problem("group-members-unknown", top.dn, { members: unknown.size, first }, "info"));
}
