/** The embedded database alone, with an empty ledger: node bench/store-once.ts FOLDER. */
import { openStore } from "#adapters/store/open.ts";
import { day } from "#core/day.ts";
import { peakMegabytes } from "./child.ts";

const start = performance.now();
const store = await openStore({ kind: "embedded", folder: process.argv[2] ?? "" });
await store.loadLedger("prod", day("2026-08-27"));
const milliseconds = performance.now() - start;
await store.close();
console.log(JSON.stringify({ milliseconds, peak: peakMegabytes() }));
