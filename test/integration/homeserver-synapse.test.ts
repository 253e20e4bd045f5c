/** The homeserver contract on a real Synapse (SQLite), shared by every test. */
import { describe } from "vitest";
import { homeserverContract } from "../contracts/homeserver.ts";
import { untilIndexed } from "../lab/indexed.ts";
import { hasSynapse, openSynapse } from "../lab/synapse.ts";

describe.skipIf(!hasSynapse())("real Synapse", () => {
  homeserverContract("Synapse", async () => {
    const synapse = await openSynapse();
    await untilIndexed(synapse);
    return { ...synapse, close: synapse.stop };
  });
});
