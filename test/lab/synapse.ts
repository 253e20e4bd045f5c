/** A real Synapse for tests: the product's own local platform, in a folder of its own, gone when stopped. */
import { existsSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { z } from "zod";
import { bootstrapIdentities } from "#adapters/matrix/bootstrap.ts";
import { endpoints } from "#adapters/matrix/endpoints.ts";
import { describePlatform, type platformSchema } from "#config/platform.ts";
import { defaultPolicy } from "#core/policy.ts";
import { startPlatform } from "#hosting/start-platform.ts";
import type { ProcessStatus } from "#hosting/status.ts";

export interface LabSynapse {
  readonly baseUrl: string;
  readonly serverName: string;
  readonly asToken: string;
  readonly sharedSecret: string;
  /** Localparts. */
  readonly connector: string;
  readonly agentSmith: string;
  readonly stateFolder: string;
  processes(): Promise<readonly ProcessStatus[]>;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
  /** `kill -9`, and it stays down until `restart`. */
  kill(): Promise<void>;
  /** Back on the same address with the same data, whether it was killed or not. */
  restart(): Promise<void>;
}

/** What the internal listener lets through. */
export const allow = Object.values(endpoints);

export interface LabOptions {
  readonly serverName?: string;
  readonly profile?: "demo" | "production";
  readonly port?: number;
  /** false: a virgin server, without any identity. */
  readonly bootstrap?: boolean;
}

/** Python with Synapse: `CAMPUS_SYNAPSE_PYTHON`, else the one campus installed. */
export function synapsePython(): string {
  return resolve(process.env.CAMPUS_SYNAPSE_PYTHON ?? join(import.meta.dirname, "../../.campus/venv/bin/python"));
}

/** False prints why; in CI a missing Synapse fails instead. Use as `describe.skipIf(!hasSynapse())`. */
export function hasSynapse(): boolean {
  if (existsSync(synapsePython())) return true;
  if (process.env.CI) throw new Error(`no Synapse: ${synapsePython()} is missing`);
  console.warn(`skipped: no Synapse, ${synapsePython()} is missing`);
  return false;
}

/** Memory-backed when the machine has a gigabyte there: twice as fast, and nothing is worth keeping. */
export function labFolder(name: string): string {
  return mkdtempSync(join(hasRoom("/dev/shm") ? "/dev/shm" : tmpdir(), `campus-${name}-`));
}

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 1_000_000_000;
}

/** Whatever the profile: the rules of a real site on the smallest platform. */
export const oneProcess: z.input<typeof platformSchema> = { synapse: { workers: [] }, database: { kind: "sqlite" }, reverseProxy: "off" };

/** One Synapse with its two service identities, ready for the adapter. */
export async function openSynapse(options: LabOptions = {}): Promise<LabSynapse> {
  const stateFolder = labFolder("synapse");
  const serverName = options.serverName ?? "univ-demo.example";
  const { identities } = defaultPolicy(serverName);
  const platform = describePlatform(
    { name: "lab", serverName },
    { stateFolder, profile: options.profile ?? "demo", ports: { client: options.port ?? null }, ...oneProcess },
  );
  const remove = (): void => rmSync(stateFolder, { recursive: true, force: true });
  try {
    const running = await startPlatform({ platform, identities, python: synapsePython(), allow });
    const { baseUrl, asToken, sharedSecret } = running;
    const stop = async (): Promise<void> => {
      await running.stop();
      remove();
    };
    try {
      if (options.bootstrap !== false) {
        await bootstrapIdentities({ baseUrl, asToken, sharedSecret, serverName, ...identities, displayName: "Agent Smith" });
        await running.endBootstrap();
      }
    } catch (error) {
      await stop();
      throw error;
    }
    return {
      baseUrl,
      serverName,
      asToken,
      sharedSecret,
      ...identities,
      stateFolder,
      processes: running.processes,
      stop,
      kill: () => running.suspend("at-once"),
      async restart() {
        await running.suspend();
        await running.resume();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
