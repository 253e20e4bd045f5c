/** Runs all services of a platform together: started in the order of their needs, stopped the other way, restarted one by one. */
import { availableParallelism } from "node:os";
import { checkNeeds, depthOf, walk } from "./dependency-order.ts";
import { createForkingParents } from "./forking-parents.ts";
import { type Child, startProgram } from "./program.ts";
import type { RecordedProcess } from "./running-record.ts";
import { programOf, type Service } from "./service.ts";
import { createSupervisor, type Supervisor } from "./supervisor.ts";

export interface FleetHooks {
  /** Called after every start and end of a process. */
  changed(): void;
  /** Asked before a process that died is started again. */
  mayRestart(): boolean;
}

export interface FleetOptions {
  /** Every Synapse process loads its own code instead of being forked: slower to start, and of any version. */
  readonly separate?: boolean;
  /** Starts under way at the same time; as many as processors unless told. */
  readonly parallel?: number;
  /** Longest time for stopping everything; 10 s unless told. */
  readonly stopMilliseconds?: number;
}

export type StopManner = "gently" | "at-once";

export interface Fleet {
  /** Until everything is ready. On a failure everything is stopped, then the error that names the service is thrown. */
  start(): Promise<void>;
  /** Within the time for stopping, leaving nothing. */
  stop(): Promise<void>;
  /** Forking parents included. */
  processes(): readonly RecordedProcess[];
  /** Ends one service, or all, and keeps it down until `resume`. */
  suspend(how?: StopManner, name?: string): Promise<void>;
  resume(name?: string): Promise<void>;
}

/** What is left for each service below it, at the very least. */
const reserve = 1_000;

export function openFleet(services: readonly Service[], hooks: FleetHooks, options: FleetOptions = {}): Fleet {
  checkNeeds(services);
  const parents = createForkingParents(hooks.changed);
  const supervisors = new Map<string, Supervisor>(services.map((service) => [service.name, supervise(service)]));

  function supervise(service: Service): Supervisor {
    return createSupervisor(service, {
      ...hooks,
      launch,
      isPossible: () => service.needs.every((need) => of(need).state().isReady),
    });
  }

  function of(name: string): Supervisor {
    const found = supervisors.get(name);
    if (found === undefined) throw new Error(`no service is named ${name}: ${[...supervisors.keys()].join(", ")}`);
    return found;
  }

  function launch(service: Service): Promise<Child> {
    const forked = service.launch.kind === "fork" && options.separate !== true;
    return forked ? parents.launch(service) : startProgram(programOf(service.launch));
  }

  async function startAll(): Promise<void> {
    const parallel = options.parallel ?? Math.max(2, availableParallelism());
    try {
      await walk({ services, direction: "needed-first", parallel }, ({ name }) => of(name).start());
    } catch (error) {
      await stopAll();
      throw error;
    }
  }

  async function stopAll(how: StopManner = "gently"): Promise<void> {
    const end = Date.now() + (options.stopMilliseconds ?? 10_000);
    await walk({ services, direction: "needing-first", parallel: services.length }, (service) => {
      const left = end - Date.now() - depthOf(service, services) * reserve;
      return of(service.name).stop(how, Math.max(100, Math.min(service.stopMilliseconds, left)));
    });
    await parents.stop();
  }

  return {
    start: startAll,
    stop: () => stopAll(),
    processes: () => [...supervisors.values()].map(recordedProcess).concat(parents.processes()),
    suspend: async (how, name) => (name === undefined ? stopAll(how) : of(name).stop(how)),
    resume: async (name) => (name === undefined ? startAll() : of(name).start()),
  };
}

function recordedProcess({ service, state }: Supervisor): RecordedProcess {
  const { child, restarts, since } = state();
  const { name, role, port, health } = service;
  return { name, role, port, health, identity: child?.identity ?? null, restarts, since };
}
