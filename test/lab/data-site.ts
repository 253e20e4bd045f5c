/** A site of the lab with its PostgreSQL, Redis and Prometheus files and secrets on the disk, nothing started. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import { platformSchema } from "#config/platform.ts";
import { layoutOf, makeLayout, placesIn } from "#hosting/layout.ts";
import { freePort } from "#hosting/ports.ts";
import { makeFolder, readIfThere, writePrivate } from "#hosting/private-files.ts";
import type { Service } from "#hosting/service.ts";
import { createSupervisor, type Supervisor } from "#hosting/supervisor.ts";
import { type PortTable, portNames } from "#platform/ports.ts";
import { renderPostgres } from "#platform/postgres/render-postgres.ts";
import { postgresSecretNames } from "#platform/postgres/roles.ts";
import { renderPrometheus } from "#platform/prometheus/render-prometheus.ts";
import { renderRedis } from "#platform/redis/render-redis.ts";
import { resolveSite } from "#platform/resolve.ts";
import { type Site, secretNames } from "#platform/site.ts";

export interface DataSite {
  readonly site: Site;
  readonly folder: string;
  password(secret: string): string;
  /** Removes the folder. */
  remove(): void;
}

const none = { slots: [], signingKey: "" };

/** The same folder gives the same passwords and, with `ports`, the same site. */
export async function openDataSite(
  over: z.input<typeof platformSchema> = {},
  folder = mkdtempSync(join(tmpdir(), "campus-data-")),
): Promise<DataSite> {
  const description = platformSchema.parse({ profile: "lab", stateFolder: folder, ...over });
  const layout = layoutOf(folder);
  makeLayout(layout);
  const site = resolveSite({
    name: "lab",
    serverName: "univ-demo.example",
    language: "en",
    identities: { connector: "campus.connector", agentSmith: "agent.smith" },
    description,
    ports: await portsIn(folder, portNames(description)),
    places: placesIn(layout),
    isBootstrapped: false,
  });
  for (const component of ["postgres", "redis", "prometheus"] as const) {
    const { conf, data, log, run } = site.places[component];
    for (const one of [conf, data, log, run]) makeFolder(one);
  }
  for (const file of [...renderPostgres(site, none), ...renderRedis(site, none), ...renderPrometheus(site, none)])
    writePrivate(file.path, file.text);
  for (const name of [...postgresSecretNames(site), secretNames.redis]) secretIn(layout.secrets, name);
  return {
    site,
    folder,
    password: (secret) => secretIn(layout.secrets, secret),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function secretIn(folder: string, name: string): string {
  const path = join(folder, name);
  const kept = readIfThere(path)?.trim();
  if (kept) return kept;
  const made = randomBytes(32).toString("base64url");
  writePrivate(path, `${made}\n`);
  return made;
}

async function portsIn(folder: string, names: readonly string[]): Promise<PortTable> {
  const path = join(folder, "ports.json");
  const kept = readIfThere(path);
  if (kept !== null) return JSON.parse(kept) as PortTable;
  const ports: Record<string, number> = {};
  for (const name of names) {
    let port = await freePort();
    while (Object.values(ports).includes(port)) port = await freePort();
    ports[name] = port;
  }
  writePrivate(path, JSON.stringify(ports));
  return ports;
}

/** Starts a service and waits until it answers; it is not started again by itself. */
export async function startService(service: Service | null): Promise<Supervisor> {
  if (service === null) throw new Error("this site has no such service");
  const supervisor = createSupervisor(service, { changed: () => {}, mayRestart: () => false });
  await supervisor.start();
  return supervisor;
}
