/** `node test/apereo/check.ts`: does the small CAS still behave as the real one? The contract on Apereo CAS, and Apereo as OpenID Connect server of Synapse. */
import { join } from "node:path";
import { startVitest } from "vitest/node";
import { missingApereo } from "./files.ts";

const missing = missingApereo();
if (missing === null) {
  const root = join(import.meta.dirname, "../..");
  const vitest = await startVitest("test", [], {
    config: false,
    root,
    run: true,
    watch: false,
    include: ["test/apereo/contract.ts", "test/apereo/oidc.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 240_000,
  });
  await vitest.close();
} else {
  console.error(missing);
  process.exitCode = 1;
}
