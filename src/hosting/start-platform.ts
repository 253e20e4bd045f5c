/** Starts a rendered platform on this machine and watches it until it is stopped. */
import { AppError } from "#core/errors.ts";
import type { Site } from "#platform/site.ts";
import type { StopManner } from "./fleet.ts";
import { type Layout, layoutOf, makeLayout } from "./layout.ts";
import { requireSpace } from "./private-files.ts";
import { type Rendered, type RenderInput, renderForStart, renderPlatform } from "./render-platform.ts";
import { runServices } from "./run-services.ts";
import { removeRecord, takeOwnership } from "./running-record.ts";
import { destroyRegistrationSecret, isBootstrapped } from "./secrets.ts";
import { prepareServices } from "./services-of.ts";
import type { ProcessStatus } from "./status.ts";
import { endRecorded } from "./stop-platform.ts";

export interface StartOptions extends RenderInput {
  /** Absolute path of a Python that has Synapse. */
  readonly python: string;
  /** Every process of Synapse loads it by itself instead of being forked: slower to start. */
  readonly separate?: boolean;
  /** Free space asked under the state folder before anything is started; 200 MB unless told. */
  readonly minimumFreeBytes?: number;
}

export interface RunningPlatform {
  readonly site: Site;
  /** What people's clients reach, without a final slash. */
  readonly baseUrl: string;
  /** What campus reaches. */
  readonly internalUrl: string;
  /** Synapse's main process itself, for the identity bootstrap. */
  readonly mainUrl: string;
  /** Address that the app service's token works from, for requests that no reverse proxy passes on. */
  readonly forwardedFor: string;
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
    return await runOnFreePorts(layout, options, 3);
  } catch (error) {
    removeRecord(layout);
    throw error;
  }
}

/** A free port can be lost to another program before ours listens: then others are chosen, unless that port is configured. */
async function runOnFreePorts(layout: Layout, options: StartOptions, tries: number): Promise<RunningPlatform> {
  try {
    return await run(layout, await renderForStart(options), options);
  } catch (error) {
    const isLost = error instanceof AppError && error.code === "platform.port-busy";
    const isFixed = isLost && Object.values(options.platform.ports).some((port) => port !== null && String(port) === error.params.port);
    if (!isLost || isFixed || tries <= 1) throw error;
    return runOnFreePorts(layout, options, tries - 1);
  }
}

async function run(layout: Layout, rendered: Rendered, options: StartOptions): Promise<RunningPlatform> {
  const { site, secrets } = rendered;
  const { serverName } = site;
  const baseUrl = site.publicUrl.replace(/\/$/, "");
  const services = await prepareServices(site, options.python);
  const running = await runServices({ layout, baseUrl, serverName, services, options: { separate: options.separate ?? false } });
  const main = site.processes[0]?.client;
  return {
    ...running,
    site,
    baseUrl,
    internalUrl: site.internalUrl,
    mainUrl: `http://${main?.address}:${main?.port}`,
    serverName,
    asToken: secrets.asToken,
    sharedSecret: secrets.registration ?? "",
    forwardedFor: site.appServiceAddress,
    async endBootstrap() {
      if (options.platform.profile === "demo" || isBootstrapped(layout)) return;
      destroyRegistrationSecret(layout);
      await renderPlatform(options);
      await running.suspend("gently", "synapse");
      await running.resume("synapse");
    },
  };
}
