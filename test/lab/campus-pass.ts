/** A process of its own that runs one whole pass on real adapters: `JSON of PassOrder`; prints what came of it. */
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import { openStore } from "#adapters/store/open.ts";
import { defaultPolicy } from "#core/policy.ts";
import { syncPass } from "#engine/sync.ts";
import { approveAll, depsOf, university } from "../engine/campus.ts";

export interface PassOrder {
  /** campus's own name of the server: each has a memory of its own in one store. */
  readonly server: string;
  readonly folder: string;
  readonly baseUrl: string;
  readonly serverName: string;
  readonly asToken: string;
  readonly people: number;
  readonly approve: boolean;
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

async function runOrder(order: PassOrder): Promise<PassEnd> {
  const policy = defaultPolicy(order.serverName);
  const store = await openStore({ kind: "embedded", folder: order.folder });
  const homeserver = openHomeserver({ ...order, ...policy.identities });
  const deps = depsOf({ homeserver, store, reading: () => university(order.people) }, { server: order.server, policy });
  const { remaining, ...report } = await syncPass(deps, {
    by: "root",
    approve: order.approve ? approveAll : null,
  });
  await homeserver.close();
  await store.close();
  const { status, converged, changes, failed, held, requests } = report;
  return { status, converged, changes, failed, held, requests, remaining: remaining.map((change) => JSON.stringify(change)) };
}

const [order] = process.argv.slice(2);
if (order) console.log(JSON.stringify(await runOrder(JSON.parse(order) as PassOrder)));
