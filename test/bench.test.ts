/** Benchmarks checked without timing anything: arithmetic of figures, shape of their JSON, the settled university, the command. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { noDecisions } from "#core/decisions.ts";
import { mergeReadings } from "#core/merge.ts";
import { makePlan } from "#core/plan.ts";
import { readingAsCsv } from "#sample/reading-csv.ts";
import { medianOf } from "../bench/child.ts";
import { figure, figureAtMost, figureWithin, median } from "../bench/figure.ts";
import { makeEvent } from "../bench/filler/events.ts";
import { settle } from "../bench/filler/settled.ts";
import { isBusy, type Machine, machineLine } from "../bench/machine.ts";
import { ordinaryDay } from "../bench/ordinary.ts";
import { renderJson, renderTable } from "../bench/report.ts";
import { syntheticState } from "../bench/synthetic-state.ts";
import { syntheticDecisions, syntheticPolicy, syntheticReading, syntheticToday } from "../bench/synthetic-world.ts";
import { policyFor, universityOf } from "../bench/world.ts";

const machine: Machine = { cores: 2, processor: "invented", memoryMegabytes: 8192, node: "v24.0.0", load: 0.1, busy: false };

describe("figures", () => {
  it("hold up to their limit and no further", () => {
    expect(figureAtMost({ name: "a", unit: "ms", value: 200 }, 200).holds).toBe(true);
    expect(figureAtMost({ name: "a", unit: "ms", value: 200.1 }, 200).holds).toBe(false);
    expect(figureWithin({ name: "a", unit: "ms", value: 230, floor: 200 }, 1.15).holds).toBe(true);
    expect(figureWithin({ name: "a", unit: "ms", value: 231, floor: 200 }, 1.15).holds).toBe(false);
  });

  it("without a measure hold nothing", () => {
    expect(figureWithin({ name: "a", unit: "ms", value: Number.NaN, floor: 200 }, 2).holds).toBe(false);
    expect(figureAtMost({ name: "a", unit: "ms", value: Number.NaN }, 200).holds).toBe(false);
    expect(figureWithin({ name: "a", unit: "ms", value: 1, floor: 0 }, 2).holds).toBe(false);
    expect(medianOf([{ other: 1 }], "milliseconds")).toBeNaN();
  });

  it("say their goal and their ratio", () => {
    expect(figureWithin({ name: "a", unit: "ms", value: 300, floor: 200 }, 2)).toEqual({
      ...{ name: "a", unit: "ms", value: 300, floor: 200, ratio: 1.5, goal: "≤ 2 × floor", holds: true },
    });
    expect(figure({ name: "a", unit: "MB", value: 3 })).toEqual({
      ...{ name: "a", unit: "MB", value: 3, floor: null, ratio: null, goal: null, holds: null },
    });
  });

  it("are medians: the middle one, whatever the order", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 9, 1, 100, 2])).toBe(9);
    expect(medianOf([{ milliseconds: 3 }, { milliseconds: 30 }, { milliseconds: 4 }], "milliseconds")).toBe(4);
    expect(median([])).toBeNaN();
  });
});

describe("reports", () => {
  const figures = [
    figureWithin({ name: "a", unit: "ms", value: 1234.56789, floor: 1000 }, 2),
    figureAtMost({ name: "b", unit: "MB", value: 301 }, 300),
  ];

  it("have the documented shape as JSON", () => {
    expect(JSON.parse(renderJson({ name: "some", machine, figures }))).toEqual({
      name: "some",
      machine,
      figures: [
        { name: "a", unit: "ms", value: 1234.568, floor: 1000, ratio: 1.235, goal: "≤ 2 × floor", holds: true },
        { name: "b", unit: "MB", value: 301, floor: null, ratio: null, goal: "≤ 300 MB", holds: false },
      ],
    });
  });

  it("print one line per figure, columns aligned", () => {
    expect(renderTable(figures).split("\n")).toEqual([
      "      value     floor  ratio  goal         holds",
      "a  1,235 ms  1,000 ms   1.23  ≤ 2 × floor  yes",
      "b    301 MB                   ≤ 300 MB     NO",
    ]);
  });

  it("say when the machine was busy", () => {
    expect([isBusy(0.5, 2), isBusy(0.51, 2)]).toEqual([false, true]);
    expect(machineLine({ ...machine, load: 3, busy: true })).toContain("BUSY");
    expect(machineLine(machine)).not.toContain("BUSY");
  });
});

describe("the synthetic university", () => {
  const policy = syntheticPolicy();
  const directory = mergeReadings([syntheticReading(300)], policy);
  const state = syntheticState(directory, policy);
  const input = { server: "prod", directory, policy, decisions: syntheticDecisions, today: syntheticToday, fresh: true, ...state };

  it("has 3 structures, 12 rooms and six memberships a person at 300", () => {
    expect([directory.people.size, directory.structures.size]).toEqual([300, 4]);
    expect([state.observed.accounts.size, state.observed.rooms.size]).toEqual([300, 12]);
    const members = [...state.observed.rooms.values()].reduce((sum, room) => sum + room.members.size, 0);
    expect(members).toBe(1800);
  });

  it("is settled: a plan finds nothing to do, and finds it again when somebody is missing", () => {
    expect(makePlan(input).changes).toEqual([]);
    const accounts = new Map([...state.observed.accounts].slice(1));
    expect(makePlan({ ...input, observed: { ...state.observed, accounts } }).problems).not.toEqual([]);
  });
});

describe("the sample university as already applied", () => {
  const university = universityOf(200);
  const policy = policyFor("univ-demo.example");
  const settled = settle(readingAsCsv(university, "si"), policy, university.today);
  const planOf = (reading: ReturnType<typeof readingAsCsv>) => {
    const directory = mergeReadings([reading], policy);
    return makePlan({ server: "prod", directory, policy, ...settled.state, decisions: noDecisions, today: university.today, fresh: true });
  };

  it("leaves nothing to do, and says the same to the server and to campus", () => {
    expect(planOf(readingAsCsv(university, "si")).changes).toEqual([]);
    const joined = settled.rooms.reduce((sum, { members }) => sum + members.length, 0);
    expect(settled.writes.filter(({ kind }) => kind === "grant.set")).toHaveLength(joined);
    const ids = settled.writes.flatMap((write) => (write.kind === "room.set" ? [write.room.roomId] : []));
    expect(settled.rooms.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });

  it("has ordinary days: newcomers, names, addresses, of other people each time", () => {
    const of = (turn: number) =>
      planOf(readingAsCsv(ordinaryDay(university, { newcomers: 1, renamed: 2, readdressed: 2 }, turn), "si")).changes;
    const kinds = of(0).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "account.create")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "account.mail")).toHaveLength(2);
    expect(of(0).filter(({ key }) => of(1).some((other) => other.key === key && other.kind === "account.mail"))).toEqual([]);
  });
});

describe("events of a filled server", () => {
  const place = { room: "!a:campus.test", depth: 3, before: "$b", at: 1 };
  const event = (content: object) =>
    makeEvent({ type: "m.room.member", key: "@u:campus.test", sender: "@u:campus.test", content: { ...content } }, place);

  it("have the id of what redaction leaves, whatever the order of keys", () => {
    const id = event({ membership: "join", displayname: "A" }).id;
    expect(id).toMatch(/^\$[\w-]{43}$/);
    expect(event({ displayname: "B", membership: "join" }).id).toBe(id);
    expect(event({ membership: "leave" }).id).not.toBe(id);
  });
});

describe("npm run bench", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [fileURLToPath(new URL("../bench/main.ts", import.meta.url)), ...args], { encoding: "utf8" });

  it("refuses unknown names and lists the known ones", () => {
    const { status, stderr } = run("plan", "speed");
    expect(status).toBe(1);
    expect(stderr).toContain("unknown benchmark: speed");
    expect(stderr).toContain("plan, ldap, sql, no-op, first-sync, memory");
  });

  it("refuses a size that is no number, and options it does not know", () => {
    expect(run("plan", "--people", "many")).toMatchObject({ status: 1, stderr: expect.stringContaining("--people: a whole number") });
    expect(run("--size", "3")).toMatchObject({ status: 1, stderr: expect.stringContaining("usage:") });
  });
});
