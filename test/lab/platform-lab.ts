/** The whole platform for tests: Postgres, Redis, nginx, Synapse with its workers, a CAS, all from one description; gone when stopped. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { bootstrapIdentities } from "#adapters/matrix/bootstrap.ts";
import type { ObserveOptions } from "#adapters/matrix/database/client.ts";
import { describePlatform, type platformSchema } from "#config/platform.ts";
import { defaultPolicy } from "#core/policy.ts";
import { findProgram } from "#hosting/programs.ts";
import { type RunningPlatform, startPlatform } from "#hosting/start-platform.ts";
import { secretNames } from "#platform/site.ts";
import { allow, hasSynapse, labFolder, synapsePython } from "./synapse.ts";

export interface LabPlatform extends RunningPlatform {
  readonly stateFolder: string;
  /** Localparts. */
  readonly connector: string;
  readonly agentSmith: string;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
}

export interface LabPlatformOptions {
  readonly serverName?: string;
  /** Over the profile lab. */
  readonly description?: z.input<typeof platformSchema>;
  /** Each process of Synapse loads it by itself. */
  readonly separate?: boolean;
}

/** False prints what is missing; in CI that fails instead. */
export function hasPlatform(): boolean {
  const missing = (["nginx", "redis", "postgres", "prometheus"] as const).filter((name) => findProgram(name) === null);
  if (missing.length === 0) return hasSynapse();
  if (process.env.CI) throw new Error(`missing programs: ${missing.join(", ")}`);
  console.warn(`skipped: missing programs: ${missing.join(", ")}`);
  return false;
}

/** Identities exist, nobody else; requests of the app service go to `internalUrl`. */
export async function startLab(options: LabPlatformOptions = {}): Promise<LabPlatform> {
  const stateFolder = labFolder("lab");
  const serverName = options.serverName ?? "univ-demo.example";
  const { identities } = defaultPolicy(serverName);
  const platform = describePlatform({ name: "lab", serverName }, { profile: "lab", stateFolder, ...options.description });
  const remove = (): void => rmSync(stateFolder, { recursive: true, force: true });
  try {
    const running = await startPlatform({ platform, identities, python: synapsePython(), allow, separate: options.separate ?? false });
    try {
      await bootstrapIdentities({ ...running, baseUrl: running.mainUrl, ...identities, displayName: "Agent Smith" });
      await running.endBootstrap();
    } catch (error) {
      await running.stop();
      throw error;
    }
    return {
      ...running,
      ...identities,
      stateFolder,
      async stop() {
        await running.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** How its database is read, as campus's own configuration says it. */
export function observeOf({ site, stateFolder }: Pick<LabPlatform, "site" | "stateFolder">): ObserveOptions {
  if (site.database.kind !== "postgres") throw new Error("no PostgreSQL");
  const { address, port } = site.database.listener;
  const file = join(stateFolder, "secrets", secretNames.postgresObserver);
  const url = `postgres://campus_observer@${address}:${port}/${site.database.synapse}`;
  return { url, password: () => readFileSync(file, "utf8").trim(), fallback: "none", backoffMs: 20 };
}
