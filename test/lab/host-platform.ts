/** Starts a platform in a process of its own and prints its address, for tests that kill that process. Arguments: folder, python, profile. */
import { endpoints } from "#adapters/matrix/endpoints.ts";
import { describePlatform } from "#config/platform.ts";
import { defaultPolicy } from "#core/policy.ts";
import { startPlatform } from "#hosting/start-platform.ts";

const [stateFolder = "", python = "", asked] = process.argv.slice(2);
const profile = asked === "lab" ? "lab" : "demo";
const platform = describePlatform({ name: "demo", serverName: "univ-demo.example" }, { stateFolder, profile });
const running = await startPlatform({
  platform,
  identities: defaultPolicy(platform.serverName).identities,
  python,
  allow: Object.values(endpoints),
});
console.log(running.baseUrl);
await running.stopped;
console.log("stopped");
