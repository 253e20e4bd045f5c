/** The homeserver contract on a real Synapse (SQLite), shared by every test. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import { userId } from "#core/ids.ts";
import { homeserverContract } from "../contracts/homeserver.ts";
import { hasSynapse, type LabSynapse, openSynapse } from "../lab/synapse.ts";

describe.skipIf(!hasSynapse())("real Synapse", () => {
  homeserverContract("Synapse", async () => {
    const synapse = await openSynapse();
    await untilIndexed(synapse);
    return { ...synapse, close: synapse.stop };
  });
});

/**
 * A newborn Synapse builds indexes in the background; until it has the one on profiles, about 18 s after its birth, reactivating an
 * account answers 500 (1.163.2, `create_profile`). An account of its own is reactivated until it works.
 */
async function untilIndexed(synapse: LabSynapse): Promise<void> {
  const server = openHomeserver({ ...synapse, tries: 1 });
  const account = {
    userId: userId(`@indexed:${synapse.serverName}`),
    externalId: "indexed",
    displayName: "Index",
    mail: null,
    listed: true,
  };
  await server.accounts.create(account);
  try {
    for (let look = 1; ; look++) {
      await server.accounts.deactivate(account.userId);
      const error: unknown = await server.accounts.reactivate(account).catch((thrown: unknown) => thrown);
      if (error === undefined) return;
      if (look === 200) throw error;
      await sleep(500);
    }
  } finally {
    await server.close();
  }
}
