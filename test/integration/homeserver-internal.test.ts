/** The homeserver contract through the internal listener of a real nginx: the adapter uses nothing that its own table lacks. */
import { describe } from "vitest";
import { homeserverContract } from "../contracts/homeserver.ts";
import { openFakeHomeserver } from "../fakes/homeserver/open.ts";
import { hasNginx, openNginx } from "../lab/nginx.ts";

describe.skipIf(!hasNginx())("behind the internal listener", () => {
  homeserverContract("fake", async () => {
    const fake = await openFakeHomeserver();
    const { serverName, connector, agentSmith } = fake;
    const ports = { "main.client": Number(new URL(fake.baseUrl).port) };
    const nginx = await openNginx({ platform: { synapse: { workers: [] } }, ports, serverName, identities: { connector, agentSmith } });
    const close = async (): Promise<void> => {
      await nginx.stop();
      await fake.close();
    };
    return { ...fake, baseUrl: nginx.site.internalUrl, rawUrl: fake.baseUrl, close };
  });
});
