/** One measure of planning: node bench/plan-once.ts PEOPLE first|settled. Prints milliseconds, floor, changes, peak memory. */
import { emptyLedger } from "#core/ledger.ts";
import { mergeReadings } from "#core/merge.ts";
import { emptyObserved, type Observed } from "#core/observed.ts";
import { makePlan } from "#core/plan.ts";
import { peakMegabytes } from "./child.ts";
import { syntheticState } from "./synthetic-state.ts";
import { syntheticDecisions, syntheticPolicy, syntheticReading, syntheticToday } from "./synthetic-world.ts";

const [people = "8886", state = "settled"] = process.argv.slice(2);
const policy = syntheticPolicy();
const directory = mergeReadings([syntheticReading(Number(people))], policy);
const before = state === "settled" ? syntheticState(directory, policy) : { ledger: emptyLedger, observed: emptyObserved };
const input = { server: "prod", directory, policy, decisions: syntheticDecisions, today: syntheticToday, fresh: true, ...before };

/** What no planner can avoid: one look at each membership, held against what is observed. */
function lookAtEverything(observed: Observed): number {
  let found = 0;
  for (const room of observed.rooms.values()) for (const user of room.members) if (observed.accounts.has(user)) found += 1;
  return found;
}

/** The plan leaves memory as soon as it was counted; the peak is read after the first, since a pass makes one. */
function timedPlan(): { readonly milliseconds: number; readonly changes: number } {
  const start = performance.now();
  const changes = makePlan(input).changes.length;
  return { milliseconds: performance.now() - start, changes };
}

/** The first plan of a process, as a command makes it; the second, with the code warm, as every later pass of a daemon. */
const cold = timedPlan();
const peak = peakMegabytes();
const { milliseconds, changes } = timedPlan();
if (changes > 0 === (state === "settled")) throw new Error(`${changes} changes planned`);
const start = performance.now();
lookAtEverything(before.observed);
const floor = performance.now() - start;
const memberships = [...before.observed.rooms.values()].reduce((sum, room) => sum + room.members.size, 0);
const rooms = before.observed.rooms.size;
console.log(JSON.stringify({ milliseconds, cold: cold.milliseconds, floor, changes, rooms, memberships, peak }));
