/** A process of its own that runs one whole pass on real adapters: `JSON of PassOrder`; prints what came of it. */
import { readFileSync } from "node:fs";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import { openStore } from "#adapters/store/open.ts";
import { defaultPolicy } from "#core/policy.ts";
import { applyFile } from "#engine/apply-file.ts";
import type { PassDeps } from "#engine/deps.ts";
import { planPass } from "#engine/plan-pass.ts";
import type { PassReport } from "#engine/report.ts";
import { syncPass } from "#engine/sync.ts";
import { approveAll, depsOf, university } from "../engine/campus.ts";

export interface PassOrder {
  /** campus's own name of the server: each has a memory of its own in one store. */
  readonly server: string;
  readonly folder: string;
  readonly baseUrl: string;
  readonly serverName: string;
  readonly asToken: string;
  /** Read instead, again when the token is refused. */
  readonly tokenFile?: string;
  readonly people: number;
  readonly approve: boolean;
  /** `apply`: plans first, then carries out that saved plan. */
  readonly command: "sync" | "apply";
}

export interface PassEnd {
  readonly status: string;
  readonly converged: boolean | null;
  readonly changes: number;
  readonly failed: number;
  readonly held: number;
  readonly requests: number;
  /** Keys of what looking again found still to be done. */
  readonly remaining: readonly string[];
}

async function run(deps: PassDeps, { approve, command }: PassOrder): Promise<PassReport> {
  const options = { by: "root", approve: approve ? approveAll : null };
  if (command === "sync") return syncPass(deps, options);
  const { plan } = await planPass(deps, "root");
  return applyFile(deps, { ...options, file: { planId: plan.id, sha256: plan.sha256 } });
}

async function runOrder(order: PassOrder): Promise<PassEnd> {
  const policy = defaultPolicy(order.serverName);
  const store = await openStore({ kind: "embedded", folder: order.folder });
  const { tokenFile } = order;
  const asToken = tokenFile === undefined ? order.asToken : () => readFileSync(tokenFile, "utf8").trim();
  const homeserver = openHomeserver({ ...order, ...policy.identities, asToken });
  const deps = depsOf({ homeserver, store, reading: () => university(order.people) }, { server: order.server, policy });
  const { remaining, ...report } = await run(deps, order);
  await homeserver.close();
  await store.close();
  const { status, converged, changes, failed, held, requests } = report;
  return { status, converged, changes, failed, held, requests, remaining: remaining.map((change) => JSON.stringify(change)) };
}

const [order] = process.argv.slice(2);
if (order) console.log(JSON.stringify(await runOrder(JSON.parse(order) as PassOrder)));
