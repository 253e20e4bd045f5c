/** One whole read of a SQL source: node bench/sql-once.ts CONFIGURATION-AS-JSON. */
// Loaded before the clock starts, as the libraries of other sources are.
import "#adapters/directory/sql/postgres.ts";
import { openSource } from "#adapters/directory/open.ts";
import { SqlSource } from "#config/source.ts";
import { peakMegabytes } from "./child.ts";

const config = SqlSource.parse(JSON.parse(process.argv[2] ?? ""));
const source = openSource(config, { base: "/" });
const start = performance.now();
const before = process.cpuUsage();
const { counts } = await source.read();
const milliseconds = performance.now() - start;
const { user, system } = process.cpuUsage(before);
const cpu = (user + system) / 1000;
console.log(JSON.stringify({ milliseconds, cpu, people: counts.people, structures: counts.structures, peak: peakMegabytes() }));
