/** The homeserver contract on a real Synapse (SQLite), shared by every test. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe } from "vitest";
import { homeserverContract } from "../contracts/homeserver.ts";
import { hasSynapse, openSynapse } from "../lab/synapse.ts";

describe.skipIf(!hasSynapse())("real Synapse", () => {
  homeserverContract("Synapse", async () => {
    const synapse = await openSynapse();
    await untilIndexed(synapse);
    return { ...synapse, close: synapse.stop };
  });
});

/** A newborn Synapse builds indexes in the background; before, reactivating an account answers 500 (1.163.2: `create_profile`). */
async function untilIndexed(synapse: { readonly baseUrl: string; readonly asToken: string }): Promise<void> {
  for (let look = 0; look < 240; look++) {
    const answer = await fetch(`${synapse.baseUrl}/_synapse/admin/v1/background_updates/status`, {
      headers: { authorization: `Bearer ${synapse.asToken}` },
    });
    const body = (await answer.json()) as { current_updates?: Readonly<Record<string, unknown>> };
    if (Object.keys(body.current_updates ?? { unknown: 1 }).length === 0) return;
    await sleep(250);
  }
  throw new Error("Synapse's background updates did not end");
}
