/** How the small CAS of the lab is started from its rendered file, and who it knows. */
import { join } from "node:path";
import { sampleCasPaths } from "#platform/cas/render-sample-cas.ts";
import type { Site } from "#platform/site.ts";
import type { CasPerson } from "./fake-cas/model.ts";
import { readIfThere, writePrivate } from "./private-files.ts";
import type { Service } from "./service.ts";

/** Nobody, until somebody is written there. */
export function prepareSampleCas(site: Site): void {
  if (site.sampleCas !== null && readIfThere(sampleCasPaths(site).people) === null) writeSamplePeople(site, []);
}

/** From their next sign-in on, these people and no others. */
export function writeSamplePeople(site: Site, people: readonly CasPerson[]): void {
  writePrivate(sampleCasPaths(site).people, JSON.stringify(people));
}

/** null where the site has a sign-in of its own. */
export function casService(site: Site): Service | null {
  if (site.sampleCas === null) return null;
  const { address, port } = site.sampleCas;
  return {
    name: "cas",
    role: "sign-in",
    port,
    health: { kind: "http", url: `http://${address}:${port}/cas/health` },
    needs: [],
    launch: {
      kind: "program",
      program: {
        path: process.execPath,
        args: [join(import.meta.dirname, "fake-cas/serve.ts"), sampleCasPaths(site).settings],
        folder: site.places.cas.data,
        env: { PATH: "/usr/bin:/bin", LANG: "C.UTF-8" },
        output: join(site.places.cas.log, "cas.out"),
      },
    },
    logs: [],
    startMilliseconds: 30_000,
    stopMilliseconds: 3_000,
  };
}
