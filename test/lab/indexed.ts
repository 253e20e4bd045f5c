/** Waits until a newborn Synapse has the indexes that reactivating an account needs. */
import { setTimeout as sleep } from "node:timers/promises";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import { userId } from "#core/ids.ts";
import type { Bench } from "../contracts/homeserver-world.ts";

/**
 * A newborn Synapse builds indexes in the background; until it has the one on profiles, about 18 s after its birth, reactivating an
 * account answers 500 (1.163.2, `create_profile`). An account of its own is reactivated until it works.
 */
export async function untilIndexed(bench: Bench): Promise<void> {
  const server = openHomeserver({ ...bench, tries: 1 });
  const account = {
    userId: userId(`@indexed:${bench.serverName}`),
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
