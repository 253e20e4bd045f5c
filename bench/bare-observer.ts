/** The unavoidable queries of a pass by the database and nothing else: node bench/bare-observer.ts DATABASE-AS-JSON. */
import { readFileSync } from "node:fs";
import pg from "pg";
import { peakMegabytes } from "./child.ts";
import type { CampusOrder } from "./world.ts";

const views = ["accounts()", "external_ids()", "mails()", "joined()", "state()"];

const { url, passwordFile } = JSON.parse(process.argv[2] ?? "") as NonNullable<CampusOrder["observe"]>;
const address = new URL(url);
address.password = encodeURIComponent(readFileSync(passwordFile, "utf8").trim());
const start = performance.now();
const client = new pg.Client({ connectionString: address.href });
await client.connect();
for (const view of views) await client.query({ text: `SELECT * FROM campus_observe.${view}`, rowMode: "array" });
await client.end();
const milliseconds = performance.now() - start;
console.log(JSON.stringify({ milliseconds, queries: views.length, peak: peakMegabytes() }));
