/**
 * About fifty ordinary changes, then one newcomer by a refresh request, on a whole platform that holds the university already: from the
 * start of the pass to its verification, against the bare writes of an equal day.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { noDecisions } from "#core/decisions.ts";
import { personKey } from "#core/ids.ts";
import { mergeReadings } from "#core/merge.ts";
import { makePlan } from "#core/plan.ts";
import { everything } from "#core/scope.ts";
import type { University } from "#sample/model.ts";
import { readingAsCsv } from "#sample/reading-csv.ts";
import { measureInChild } from "./child.ts";
import { type Benchmark, type Figure, figure, figureAtMost, type Wish } from "./figure.ts";
import { type FilledLab, withFilledLab } from "./filler/filled-lab.ts";
import { ordinaryDay } from "./ordinary.ts";
import { serverName, withFolder } from "./stage.ts";
import { policyFor, serverOf, universityOf, writeCsv } from "./world.ts";

/** A newcomer under one structure is an account and some seven memberships. */
const fifty = { newcomers: 4, renamed: 9, readdressed: 9 } as const;
const oneNewcomer = { newcomers: 1, renamed: 0, readdressed: 0 } as const;

export const changesBenchmark: Benchmark = {
  name: "changes",
  run: ({ people = 500 }: Wish) =>
    withFolder((folder) =>
      withFilledLab(people, folder, async (filled) => {
        const university = universityOf(people);
        // A command that finds nothing, so that neither side meets a cold server.
        await pass(filled, university);
        const day = ordinaryDay(university, fifty, 0);
        const changes = await pass(filled, day);
        const arrival = await pass(filled, ordinaryDay(day, oneNewcomer, 60), "NEW600");
        // Last: what it writes is nothing that campus knows of.
        const floor = await bareDay(filled, folder, ordinaryDay(university, fifty, 1));
        return describe(people, { changes, floor, arrival });
      }),
    ),
};

async function pass({ order }: FilledLab, university: University, person?: string) {
  writeCsv(university, order.csv);
  const scope = person === undefined ? {} : { scope: { ...everything, people: [personKey(person)] } };
  return measureInChild("./campus-once.ts", [JSON.stringify({ ...order, passes: 1, ...scope })]);
}

/** The changes that campus would make of that day, sent by the bare driver. */
async function bareDay({ order, settled }: FilledLab, folder: string, day: University) {
  const policy = policyFor(serverName);
  const directory = mergeReadings([readingAsCsv(day, "si")], policy);
  const plan = makePlan({ server: "prod", directory, policy, decisions: noDecisions, ...settled.state, today: day.today, fresh: true });
  const file = join(folder, "day.json");
  const rooms = settled.rooms.map(({ id, spec }) => [spec.room, id]);
  writeFileSync(file, JSON.stringify({ changes: plan.changes, rooms }));
  return { ...(await measureInChild("./bare-driver.ts", [JSON.stringify(serverOf(order)), file])), changes: plan.changes.length };
}

type Measured = Readonly<Record<"changes" | "floor" | "arrival", Readonly<Record<string, number>>>>;

function describe(people: number, { changes, floor, arrival }: Measured): readonly Figure[] {
  const of = (measure: Readonly<Record<string, number>>, name: string) => measure[name] ?? Number.NaN;
  const pair = (name: string) => ({ value: of(changes, name), floor: of(floor, name) });
  const size = `${people.toLocaleString("en")} people`;
  return [
    figureAtMost(
      { name: `${of(changes, "changes")} ordinary changes among ${size}, read to verified`, unit: "ms", ...pair("milliseconds") },
      10_000,
    ),
    figure({ name: "the same: requests", unit: "requests", ...pair("requests") }),
    figureAtMost({ name: `one newcomer (${of(arrival, "changes")} changes)`, unit: "ms", value: of(arrival, "milliseconds") }, 3_000),
    figureAtMost({ name: "one newcomer: requests", unit: "requests", value: of(arrival, "requests") }, 20),
  ];
}
