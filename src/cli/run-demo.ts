/** The demonstration's story: first pass, nothing left, the next day, and what stands on the server at the end. */
import { loadConfig } from "#config/load.ts";
import { AppError } from "#core/errors.ts";
import type { PassDeps } from "#engine/deps.ts";
import { planPass } from "#engine/plan-pass.ts";
import type { PassReport } from "#engine/report.ts";
import { syncPass } from "#engine/sync.ts";
import { type CliContext, exit, interruption, print } from "./context.ts";
import { openDoor } from "./demo-platform.ts";
import { chooseSample, type DemoState, stateOf } from "./demo-state.ts";
import { printSummary } from "./demo-summary.ts";
import { buildDemoWorld, type DemoChoice, type DemoWorld } from "./demo-world.ts";
import { namesOf } from "./names.ts";
import { printReport, withServer } from "./pass.ts";
import { printCounts, printExamples, printProblems } from "./print-plan.ts";

export interface DemoOptions extends DemoChoice {
  readonly once: boolean;
  readonly json: boolean;
}

/** One pass of the demonstration, in the stable JSON shape. */
export interface DemoPass {
  readonly day: number;
  readonly today: string;
  readonly people: number;
  readonly structures: number;
  readonly changes: Readonly<Record<string, number>>;
  readonly changesTotal: number;
  readonly applied: number;
  readonly failed: number;
  readonly skipped: number;
  readonly held: number;
  readonly requests: number;
  readonly seconds: number;
}

export interface DemoResult {
  readonly passes: readonly DemoPass[];
  readonly converged: boolean;
  readonly state: DemoState;
}

export async function runDemo(context: CliContext, options: DemoOptions): Promise<void> {
  // With --json standard output holds one object and nothing else: the story goes to standard error.
  const told: CliContext = options.json ? { ...context, out: context.err } : context;
  print(told, "demo.title", { size: options.size });
  const world = await buildDemoWorld(told, options);
  try {
    const result = await story(told, world);
    const { login, password } = await chooseGuest(told, world);
    printSummary(told, result, { url: world.platform.baseUrl, login, password });
    if (options.json) context.out.write(`${JSON.stringify(toJson(world, options, result, context))}\n`);
    context.exitCode = result.converged ? exit.done : exit.error;
    if (!options.once) await stay(told, world);
  } catch (error) {
    if (!context.signal.aborted) throw error;
    print(told, "demo.interrupted");
    context.exitCode = exit.interrupted;
  } finally {
    print(told, "demo.stopping");
    await world.stop();
  }
}

async function stay(context: CliContext, world: DemoWorld): Promise<void> {
  print(context, "demo.stay");
  await Promise.race([interruption(context.signal), world.platform.stopped]);
}

/** Runs something on the demonstration's server; the store is closed in between, so that other commands can use it. */
function onServer<T>(context: CliContext, world: DemoWorld, work: (deps: PassDeps) => Promise<T>): Promise<T> {
  const config = loadConfig({ file: world.configFile });
  const [server] = config.servers;
  if (server === undefined) throw new AppError("config.invalid", { file: world.configFile });
  return withServer(context, { config, server, today: null }, work);
}

async function story(context: CliContext, world: DemoWorld): Promise<DemoResult> {
  const first = await passOf(context, world, 0);
  print(context, "demo.again", { today: first.plan.plan.today });
  const again = await onServer(context, world, (deps) => syncPass(deps, { by: context.user, approve: null }));
  printReport(context, again);
  print(context, "demo.next");
  const next = await passOf(context, world, 1);
  const { planned: last, names } = await settled(context, world);
  const reports = [first, again, next];
  const converged = reports.every(isSettled) && again.changes === 0 && last.changes === 0;
  print(context, converged ? "demo.converged" : "demo.not-converged");
  if (!converged) {
    printCounts(context, last);
    printExamples(context, last.plan.plan, 3, names);
  }
  const state = await onServer(context, world, async (deps) => stateOf(await deps.store.loadLedger(deps.server, deps.clock.today())));
  return { passes: reports.map((report, index) => toPass(report, index === 2 ? 1 : 0)), converged, state };
}

/**
 * What is left once the day is over. With workers, Synapse spreads a new name over the rooms after its answer, beside campus's own events:
 * its first sync then tells a room as its last event knows it, without what was written beside. One more pass writes that again.
 */
async function settled(context: CliContext, world: DemoWorld) {
  const found = await planOn(context, world);
  if (found.planned.changes === 0) return found;
  printReport(context, await onServer(context, world, (deps) => syncPass(deps, { by: context.user, approve: null })));
  return planOn(context, world);
}

/** The plan of the day, with the names that its sentences say. */
function planOn(context: CliContext, world: DemoWorld) {
  return onServer(context, world, async (deps) => {
    const planned = await planPass(deps, context.user);
    return { planned, names: namesOf(context.lang, await deps.store.loadLedger(deps.server, deps.clock.today()), planned.plan.plan) };
  });
}

/** Done, and looking again showed it; a pass without anything to do has nothing to look at. */
function isSettled(report: PassReport): boolean {
  return report.status === "done" && report.converged !== false;
}

/** Shows the plan of a day with a few reasons, then applies it and looks again. */
async function passOf(context: CliContext, world: DemoWorld, day: number): Promise<PassReport> {
  const { today } = await world.moveTo(day);
  print(context, "demo.pass", { today });
  const { planned, names } = await planOn(context, world);
  printCounts(context, planned);
  printExamples(context, planned.plan.plan, day === 0 ? 1 : 3, names);
  if (day === 0) printProblems(context, planned.plan.plan);
  const first = planned.plan.plan.guards.some(({ name, verdict }) => name === "first-run" && verdict === "held");
  if (first) print(context, "demo.first-run");
  const approve = first ? { label: "demo", comment: "demonstration" } : null;
  const report = await onServer(context, world, (deps) => syncPass(deps, { by: context.user, approve }));
  if (context.signal.aborted) throw new AppError("run.interrupted", {}, report.error ?? undefined);
  printReport(context, report);
  return report;
}

function toPass(report: PassReport, day: number): DemoPass {
  const { people, structures, counts: changes, applied, failed, skipped, held, requests, seconds } = report;
  const { plan } = report.plan;
  return {
    day,
    today: plan.today,
    people,
    structures,
    changes,
    changesTotal: plan.changes.length,
    applied,
    failed,
    skipped,
    held,
    requests,
    seconds,
  };
}

/** Gives one sample person a password, so that a client can look. */
async function chooseGuest(context: CliContext, world: DemoWorld): Promise<{ login: string; password: string }> {
  const { login, userId } = await onServer(context, world, async (deps) =>
    chooseSample(await deps.store.loadLedger(deps.server, deps.clock.today())),
  );
  const { platform, password } = world;
  await openDoor(platform, userId, password);
  return { login, password };
}

function toJson(world: DemoWorld, options: DemoOptions, result: DemoResult, context: CliContext): object {
  const { passes, converged, state } = result;
  return {
    product: "campus",
    version: context.version,
    profile: options.profile,
    source: world.source,
    size: options.size,
    homeserver: world.platform.baseUrl,
    converged,
    passes,
    state,
  };
}
