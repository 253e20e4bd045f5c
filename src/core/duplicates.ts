/** Two ids of one human, said so by a named decision: one person with the links of both, whose second account leaves (docs/RULES.md §1). */
import type { Merge } from "./decisions.ts";
import type { Directory, Person } from "./directory.ts";
import type { PersonKey } from "./ids.ts";
import { type Problem, problem } from "./problem.ts";
import { compareText } from "./text.ts";
import type { WorldInput } from "./world.ts";

/** Whom each absorbed person has become, however long the chain; a merge that leads back to itself is left out. */
export function survivorsOf(merges: ReadonlyMap<PersonKey, Merge>): ReadonlyMap<PersonKey, PersonKey> {
  const survivors = new Map<PersonKey, PersonKey>();
  for (const start of merges.keys()) {
    const chain = new Set([start]);
    let last = start;
    for (let next = merges.get(last)?.survivor; next !== undefined; next = merges.get(next)?.survivor) {
      if (chain.has(next)) {
        chain.clear();
        break;
      }
      chain.add(next);
      last = next;
    }
    if (chain.size > 1) survivors.set(start, last);
  }
  return survivors;
}

/** The directory with each merged human once. Without merges, the same object. */
export function unite(input: Pick<WorldInput, "directory" | "decisions">): Directory {
  const { directory, decisions } = input;
  if (decisions.merges.size === 0) return directory;
  const survivors = survivorsOf(decisions.merges);
  const people = new Map(directory.people);
  for (const [absorbed, survivor] of [...survivors].sort((a, b) => compareText(a[0], b[0]))) {
    const own = people.get(absorbed);
    people.delete(absorbed);
    if (own === undefined) continue;
    const other = people.get(survivor);
    people.set(survivor, other === undefined ? { ...own, key: survivor } : uniteTwo(other, own));
  }
  const sorted = new Map([...people].sort((a, b) => compareText(a[0], b[0])));
  return { ...directory, people: sorted, problems: [...directory.problems, ...circles(decisions.merges, survivors)] };
}

function circles(merges: ReadonlyMap<PersonKey, Merge>, survivors: ReadonlyMap<PersonKey, PersonKey>): Problem[] {
  return [...merges.values()]
    .filter(({ absorbed }) => !survivors.has(absorbed))
    .map(({ absorbed, survivor }) => problem("merge-circular", absorbed, { people: survivor }, "error"));
}

const stateRank = { active: 0, future: 1, leaving: 2, disabled: 3 } as const;

/** The survivor speaks for both, unless only the other one is still active; links, functions and populations add up. */
function uniteTwo(survivor: Person, absorbed: Person): Person {
  const speaker = stateRank[absorbed.state] < stateRank[survivor.state] ? absorbed : survivor;
  const alike = survivor.state === absorbed.state;
  return {
    ...speaker,
    key: survivor.key,
    until: alike ? longest(survivor.until, absorbed.until) : speaker.until,
    populations: [...new Set([...survivor.populations, ...absorbed.populations])],
    redList: survivor.redList || absorbed.redList,
    assignments: distinct([...survivor.assignments, ...absorbed.assignments]),
    functions: distinct([...survivor.functions, ...absorbed.functions]),
  };
}

function longest(a: Person["until"], b: Person["until"]): Person["until"] {
  if (a === null || b === null) return null;
  return a > b ? a : b;
}

function distinct<T>(links: readonly T[]): T[] {
  const texts = new Map(links.map((link) => [JSON.stringify(link), link]));
  return [...texts].sort((a, b) => compareText(a[0], b[0])).map(([, link]) => link);
}
