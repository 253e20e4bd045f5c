/** `npm run bench [-- NAME…] [--people N] [--runs N]`: measures, prints a table each, writes .campus/bench/NAME.json. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { changesBenchmark } from "./changes.ts";
import type { Benchmark, Wish } from "./figure.ts";
import { firstSyncBenchmark } from "./first-sync.ts";
import { joinsBenchmark } from "./joins.ts";
import { ldapBenchmark } from "./ldap.ts";
import { describeMachine, machineLine } from "./machine.ts";
import { memoryBenchmark } from "./memory.ts";
import { noOpBenchmark } from "./no-op.ts";
import { planBenchmark } from "./plan.ts";
import { platformBenchmark } from "./platform.ts";
import { renderJson, renderTable } from "./report.ts";
import { settledBenchmark } from "./settled.ts";
import { sqlBenchmark } from "./sql.ts";

const benchmarks: readonly Benchmark[] = [
  planBenchmark,
  ldapBenchmark,
  sqlBenchmark,
  noOpBenchmark,
  firstSyncBenchmark,
  memoryBenchmark,
  platformBenchmark,
  joinsBenchmark,
  settledBenchmark,
  changesBenchmark,
];
const usage = `usage: npm run bench [-- NAME…] [--people N] [--runs N]\nnames: ${benchmarks.map(({ name }) => name).join(", ")}`;

async function main(args: readonly string[]): Promise<number> {
  const order = readOrder(args);
  if (typeof order === "string") {
    console.error(`${order}\n${usage}`);
    return 1;
  }
  for (const benchmark of order.chosen) await runOne(benchmark, order.wish);
  return 0;
}

interface Order {
  readonly chosen: readonly Benchmark[];
  readonly wish: Wish;
}

/** What to run, or what is wrong with the arguments. */
function readOrder(args: readonly string[]): Order | string {
  const parsed = parse(args);
  if (typeof parsed === "string") return parsed;
  const { positionals, values } = parsed;
  const unknown = positionals.filter((name) => !benchmarks.some((one) => one.name === name));
  if (unknown.length > 0) return `unknown benchmark: ${unknown.join(", ")}`;
  const numbers = Object.entries(values).map(([name, value]) => [name, Number(value)] as const);
  const wrong = numbers.find(([, value]) => !Number.isInteger(value) || value < 1);
  if (wrong) return `--${wrong[0]}: a whole number from 1 on`;
  const chosen = positionals.length === 0 ? benchmarks : benchmarks.filter((one) => positionals.includes(one.name));
  return { chosen, wish: Object.fromEntries(numbers) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { people: { type: "string" }, runs: { type: "string" } } });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function runOne({ name, run }: Benchmark, wish: Wish): Promise<void> {
  const machine = describeMachine();
  console.log(`\n${name}: ${machineLine(machine)}`);
  const figures = await run(wish);
  console.log(renderTable(figures));
  const folder = join(import.meta.dirname, "../.campus/bench");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), renderJson({ name, machine, figures }));
}

process.exitCode = await main(process.argv.slice(2));
