/** Runs services in a process of its own, as a command would, for tests that look at it from outside or kill it. Arguments: folder, JSON file of services. */
import { readFileSync } from "node:fs";
import { layoutOf, makeLayout } from "#hosting/layout.ts";
import { runServices } from "#hosting/run-services.ts";
import { takeOwnership } from "#hosting/running-record.ts";
import type { Service } from "#hosting/service.ts";

const [stateFolder = "", file = ""] = process.argv.slice(2);
const services = JSON.parse(readFileSync(file, "utf8")) as readonly Service[];
const layout = layoutOf(stateFolder);
makeLayout(layout);
const names = { baseUrl: "http://127.0.0.1:1", serverName: "univ-demo.example" };
takeOwnership(layout, { ...names, processes: [] });
const running = await runServices({ layout, ...names, services });
console.log("running");
await running.stopped;
console.log("stopped");
