/** Every program of a local platform as a service, and what must be there before it is started. */

import type { Site } from "#platform/site.ts";
import { casService, prepareSampleCas } from "./cas-service.ts";
import { unpackElement } from "./element-archive.ts";
import { nginxService } from "./nginx-service.ts";
import { postgresService, prepareDatabases, preparePostgres, prepareReadFunctions } from "./postgres-service.ts";
import { findProgram, requireProgram } from "./programs.ts";
import { prometheusService } from "./prometheus-service.ts";
import { prepareRedis, redisService } from "./redis-service.ts";
import type { Service } from "./service.ts";
import { synapseServices } from "./synapse-service.ts";

/**
 * Prepares folders and files that no renderer makes, then says what is to be run. `python` has Synapse.
 * Throws `platform.missing-program` with what to install, and what the preparation of each program says.
 */
export async function prepareServices(site: Site, python: string): Promise<readonly Service[]> {
  const postgres = site.database.kind === "postgres" ? requireProgram("postgres") : null;
  if (postgres !== null) await preparePostgres(site, postgres);
  prepareRedis(site);
  prepareSampleCas(site);
  await unpackElement(site);
  const all = [
    postgres === null ? null : settled(postgresService(site, postgres), () => prepareDatabases(site, postgres)),
    site.redis === null ? null : redisService(site, requireProgram("redis")),
    ...synapseServices(site, python).map((service) => withReadFunctions(service, site, postgres)),
    site.reverseProxy === null ? null : nginxService(site, requireProgram("nginx")),
    casService(site),
    monitoring(site),
  ];
  return all.filter((service) => service !== null);
}

/** The functions that read Synapse's tables are made once these are there. */
function withReadFunctions(service: Service, site: Site, postgres: string | null): Service {
  if (postgres === null || service.role !== "main") return service;
  return { ...service, settle: async () => void (await prepareReadFunctions(site, postgres)) };
}

function settled(service: Service | null, settle: () => Promise<void>): Service | null {
  return service === null ? null : { ...service, settle };
}

/** A lab without Prometheus is still a lab. */
function monitoring(site: Site): Service | null {
  const program = findProgram("prometheus");
  return site.prometheus === null || program === null ? null : prometheusService(site, program);
}
