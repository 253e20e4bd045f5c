/** The small CAS keeps the contract. */
import { startFakeCas } from "#hosting/fake-cas/start.ts";
import { casContract } from "./cas.ts";
import { casServices, noor, zoe } from "./cas-world.ts";

casContract("the small one", async () => {
  let now = Date.parse("2026-08-27T08:00:00Z");
  const cas = await startFakeCas({ people: [zoe, noor], services: casServices, now: () => now });
  return {
    url: cas.url,
    stop: cas.stop,
    async age() {
      now += 10_001;
    },
  };
});
