/** Starts a rendered platform on this machine and watches it until it is stopped. */
import { AppError } from "#core/errors.ts";
import type { Identities, LocalPlatform } from "#platform/render-local.ts";
import type { StopManner } from "./fleet.ts";
import { type Layout, layoutOf, makeLayout } from "./layout.ts";
import { requireSpace } from "./private-files.ts";
import { type Rendered, renderForStart, renderPlatform } from "./render-platform.ts";
import { runServices } from "./run-services.ts";
import { removeRecord, takeOwnership } from "./running-record.ts";
import { destroyRegistrationSecret, isBootstrapped } from "./secrets.ts";
import type { Service } from "./service.ts";
import type { ProcessStatus } from "./status.ts";
import { endRecorded } from "./stop-platform.ts";
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
  /** Ends one process, or all (SIGKILL when "at-once"), and keeps it down until `resume`: for drills and tests. */
  suspend(how?: StopManner, name?: string): Promise<void>;
  resume(name?: string): Promise<void>;
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
    // Normally nothing is left, since children die with their owner; a database must never be opened twice, so make sure.
    if (leftover !== null) await endRecorded(leftover);
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
  const { platform, identities } = options;
  const baseUrl = `http://127.0.0.1:${rendered.port}`;
  const { serverName } = platform;
  const services = servicesOf(rendered, options);
  const running = await runServices({ layout, baseUrl, serverName, services });
  return {
    ...running,
    baseUrl,
    serverName,
    asToken: rendered.secrets.asToken,
    sharedSecret: rendered.secrets.registration ?? "",
    async endBootstrap() {
      if (platform.profile === "demo" || isBootstrapped(layout)) return;
      destroyRegistrationSecret(layout);
      await renderPlatform(platform, identities);
      await running.suspend("gently", "synapse");
      await running.resume("synapse");
    },
  };
}

function servicesOf(rendered: Rendered, { python }: StartOptions): readonly Service[] {
  return [synapseService(rendered, python)];
}
