/** Whole passes as `campus sync` makes them, in a process of its own: node bench/campus-once.ts ORDER-AS-JSON. */
import { readFileSync } from "node:fs";
import { openSource } from "#adapters/directory/open.ts";
import type { ObserveOptions } from "#adapters/matrix/database/client.ts";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import { openStore } from "#adapters/store/open.ts";
import type { PassDeps } from "#engine/deps.ts";
import { silentLog } from "#engine/log.ts";
import type { PassReport } from "#engine/report.ts";
import { syncPass } from "#engine/sync.ts";
import { sentence } from "#i18n/sentences.ts";
import { peakMegabytes } from "./child.ts";
import { type CampusOrder, csvSource, policyFor } from "./world.ts";

async function openDeps(order: CampusOrder): Promise<PassDeps> {
  const policy = policyFor(order.serverName);
  return {
    server: "prod",
    policy,
    sources: [openSource(csvSource(order.csv), { base: "/" })],
    homeserver: openHomeserver({ ...order, ...policy.identities, observe: observeOf(order) }),
    store: await openStore(typeof order.store === "string" ? { kind: "embedded", folder: order.store } : order.store),
    clock: { today: () => order.today, now: () => new Date().toISOString() },
    log: silentLog,
    watch: () => {},
    say: (reason) => sentence("fr", reason),
    signal: null,
  };
}

function observeOf({ observe }: CampusOrder): ObserveOptions | null {
  if (observe === undefined) return null;
  return { url: observe.url, password: () => readFileSync(observe.passwordFile, "utf8").trim(), fallback: "none" };
}

const order = JSON.parse(process.argv[2] ?? "") as CampusOrder;
const deps = await openDeps(order);
const times: number[] = [];
let report: PassReport | null = null;
let [cpu, queries] = [0, 0];
for (let pass = 0; pass < order.passes; pass++) {
  const [start, before, asked] = [performance.now(), process.cpuUsage(), deps.homeserver.reader.queries()];
  report = await syncPass(deps, { by: "bench", approve: { label: "bench", comment: "" }, scope: order.scope ?? null });
  times.push(performance.now() - start);
  const { user, system } = process.cpuUsage(before);
  cpu = (user + system) / 1000;
  queries = deps.homeserver.reader.queries() - asked;
}
if (report?.status !== "done") throw new Error(`the pass ended ${report?.status}: ${report?.failed} failed, ${report?.error}`);
const { rooms } = await deps.store.loadLedger("prod", order.today);
const { changes, applied, requests } = report;
await deps.homeserver.close();
await deps.store.close();
console.log(
  JSON.stringify({
    ...{ milliseconds: times.at(-1), first: times[0], cpu, requests, queries },
    ...{ changes, applied, rooms: rooms.size, peak: peakMegabytes() },
  }),
);
