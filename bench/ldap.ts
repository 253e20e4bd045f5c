/** Reading a directory: the adapter's whole read against ldapsearch doing the same paged searches, on a real slapd. */
import { personAttributes, structureAttributes } from "#adapters/directory/ldap/schema.ts";
import type { LdapSource } from "#config/source.ts";
import { generateUniversity } from "#sample/generate.ts";
import { ldifChunks } from "#sample/ldif.ts";
import { ldapStructureExtras } from "#sample/supann.ts";
import { ldapConfig } from "../test/lab/ldap-source.ts";
import { openSlapd } from "../test/lab/slapd.ts";
import { type Measure, measureInChild, medianOf } from "./child.ts";
import { type Benchmark, type Figure, figure, figureWithin, type Wish } from "./figure.ts";
import { runProgram } from "./peak-of.ts";

export const ldapBenchmark: Benchmark = {
  name: "ldap",
  async run({ people, runs = 5 }: Wish): Promise<readonly Figure[]> {
    const sizes = people === undefined ? [8_886, 100_000] : [people];
    const figures: Figure[] = [];
    for (const size of sizes) figures.push(...(await compareReads(size, runs)));
    return figures;
  },
};

/** Interleaved, so that whatever else the machine does falls on both. */
async function compareReads(size: number, runs: number): Promise<readonly Figure[]> {
  const slapd = await openSlapd({ ldif: [...ldifChunks(generateUniversity({ size, seed: 1, day: 0 }))].join("") });
  const config = ldapConfig(slapd, { structure: ldapStructureExtras });
  const ours: Measure[] = [];
  const theirs: Measure[] = [];
  try {
    await searchAll(config);
    for (let run = 0; run < runs; run++) {
      ours.push(await measureInChild("./ldap-once.ts", [JSON.stringify(config)]));
      theirs.push(await searchAll(config));
    }
  } finally {
    await slapd.stop();
  }
  return describe(size, ours, theirs);
}

function describe(size: number, ours: readonly Measure[], theirs: readonly Measure[]): readonly Figure[] {
  const people = size.toLocaleString("en");
  const entries = (ours[0]?.people ?? 0) + (ours[0]?.structures ?? 0);
  const name = `read of ${people} people (${entries.toLocaleString("en")} entries)`;
  const pair = (of: string) => ({ value: medianOf(ours, of), floor: medianOf(theirs, of) });
  return [
    figureWithin({ name, unit: "ms", ...pair("milliseconds") }, 2),
    figure({ name: `peak memory, ${people} people`, unit: "MB", ...pair("peak") }),
  ];
}

/** The same branches, filters, attributes and page size, one after the other. */
async function searchAll(config: LdapSource): Promise<Measure> {
  const people = config.branches.map(({ base, filter }) => ({ base, filter, attributes: personAttributes(config) }));
  const structures = { ...config.structures, attributes: structureAttributes(config) };
  let milliseconds = 0;
  let peak = 0;
  for (const { base, filter, attributes } of [...people, structures]) {
    const run = await runProgram("ldapsearch", [...connection(config), "-b", base, filter, ...attributes]);
    milliseconds += run.milliseconds;
    peak = Math.max(peak, run.peak);
  }
  return { milliseconds, peak };
}

function connection({ url, bindDn = "", passwordFile = "", pageSize }: LdapSource): string[] {
  return ["-x", "-LLL", "-o", "ldif-wrap=no", "-H", url, "-D", bindDn, "-y", passwordFile, "-E", `pr=${pageSize}/noprompt`];
}
