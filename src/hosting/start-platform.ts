/** Starts a rendered platform on this machine and watches it until it is stopped. */
import { AppError } from "#core/errors.ts";
import type { Identities, LocalPlatform } from "#platform/render-local.ts";
import { type Layout, layoutOf, makeLayout } from "./layout.ts";
import { requireSpace } from "./private-files.ts";
import { endProcess } from "./program.ts";
import { type Rendered, renderForStart, renderPlatform } from "./render-platform.ts";
import {
  type RecordedProcess,
  type RunningRecord,
  readRecord,
  removeRecord,
  stopRequested,
  takeOwnership,
  writeRecord,
} from "./running-record.ts";
import { destroyRegistrationSecret, isBootstrapped } from "./secrets.ts";
import { type ProcessStatus, statusOf } from "./status.ts";
import { createSupervisor, type Supervisor } from "./supervisor.ts";
import { synapseService } from "./synapse-service.ts";

export interface StartOptions {
  readonly platform: LocalPlatform;
  /** Localparts of the service identities. */
  readonly identities: Identities;
  /** Absolute path of a Python that has Synapse. */
  readonly python: string;
  /** Free space asked under the state folder before anything is started; 200 MB unless told. */
  readonly minimumFreeBytes?: number;
}

export interface RunningPlatform {
  readonly baseUrl: string;
  readonly serverName: string;
  /** Token of the app service: can be anybody. */
  readonly asToken: string;
  /** Synapse's registration secret, for the identity bootstrap only; empty once that is over. */
  readonly sharedSecret: string;
  /** Resolves when the platform is stopped, by this process or by another one. */
  readonly stopped: Promise<void>;
  processes(): Promise<readonly ProcessStatus[]>;
  /** To be called when the identities exist: outside the demonstration, destroys the registration secret and restarts without it. */
  endBootstrap(): Promise<void>;
  stop(): Promise<void>;
  /** Ends the processes (SIGKILL when "at-once") and keeps them down until `resume`: for drills and tests. */
  suspend(how?: "gently" | "at-once"): Promise<void>;
  resume(): Promise<void>;
}

function recorded({ service, state }: Supervisor): RecordedProcess {
  const { child, restarts, since } = state();
  const { name, role, port, healthUrl } = service;
  return { name, role, port, healthUrl, identity: child?.identity ?? null, restarts, since };
}

/** A disk that fills up later must not end the platform: the record is then older than the truth, which `status` checks anyway. */
function keepRecord(layout: Layout, record: RunningRecord): void {
  try {
    writeRecord(layout, record);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "platform.disk-full")) throw error;
  }
}

/** Normally nothing is left, since children die with their owner; a database must never be opened twice, so make sure. */
async function endLeftovers(leftover: RunningRecord | null): Promise<void> {
  for (const { identity } of leftover?.processes ?? []) if (identity !== null) await endProcess(identity, 10_000);
}

/**
 * Renders, starts, waits until every process answers. State found in the folder is used again.
 * Throws `platform.running`, `platform.port-busy`, `platform.missing-program`, `platform.disk-full`, `platform.start-failed`;
 * nothing is left running then.
 */
export async function startPlatform(options: StartOptions): Promise<RunningPlatform> {
  const { platform } = options;
  const layout = layoutOf(platform.stateFolder);
  makeLayout(layout);
  requireSpace(layout.root, options.minimumFreeBytes ?? 200_000_000);
  const leftover = takeOwnership(layout, { baseUrl: "", serverName: platform.serverName, processes: [] });
  try {
    await endLeftovers(leftover);
    return await runOnFreePort(layout, options, 3);
  } catch (error) {
    removeRecord(layout);
    throw error;
  }
}

/** A free port can be lost to another program before Synapse listens: then another one is chosen, unless the port is configured. */
async function runOnFreePort(layout: Layout, options: StartOptions, tries: number): Promise<RunningPlatform> {
  const { platform, identities } = options;
  try {
    return await run(layout, await renderForStart(platform, identities), options);
  } catch (error) {
    const isLost = error instanceof AppError && error.code === "platform.port-busy" && platform.ports.client === null;
    if (!isLost || tries <= 1) throw error;
    return runOnFreePort(layout, options, tries - 1);
  }
}

async function run(layout: Layout, rendered: Rendered, options: StartOptions): Promise<RunningPlatform> {
  const { platform, python } = options;
  const baseUrl = `http://127.0.0.1:${rendered.port}`;
  const { owner } = readRecord(layout) as RunningRecord;
  const ended = Promise.withResolvers<void>();
  let over = false;
  const finish = (): void => {
    if (over) return;
    over = true;
    removeRecord(layout);
    ended.resolve();
  };
  const supervisor = createSupervisor(synapseService(rendered, python), {
    changed: () => {
      if (over) return;
      if (stopRequested(layout) && supervisor.state().child === null) return finish();
      keepRecord(layout, { owner, baseUrl, serverName: platform.serverName, processes: [recorded(supervisor)] });
    },
    mayRestart: () => !stopRequested(layout),
  });
  await supervisor.start();
  return {
    baseUrl,
    serverName: platform.serverName,
    asToken: rendered.secrets.asToken,
    sharedSecret: rendered.secrets.registration ?? "",
    stopped: ended.promise,
    processes: async () => [await statusOf(recorded(supervisor))],
    async endBootstrap() {
      if (options.platform.profile === "demo" || isBootstrapped(layout)) return;
      destroyRegistrationSecret(layout);
      await renderPlatform(options.platform, options.identities);
      await supervisor.stop();
      await supervisor.start();
    },
    async stop() {
      await supervisor.stop();
      finish();
    },
    suspend: (how) => supervisor.stop(how),
    resume: () => supervisor.start(),
  };
}
