/** The examination of a platform, on real servers: what it finds is there, and what is right is not reported. */
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bootstrapIdentities } from "#adapters/matrix/bootstrap.ts";
import { describePlatform } from "#config/platform.ts";
import { checkPlatform } from "#hosting/check-platform.ts";
import { probeServer } from "#hosting/probe-server.ts";
import { hasSynapse, type LabSynapse, oneProcess, openSynapse } from "../lab/synapse.ts";

async function findings(lab: LabSynapse, profile: "demo" | "production"): Promise<readonly string[]> {
  const platform = describePlatform({ name: "lab", serverName: lab.serverName }, { stateFolder: lab.stateFolder, profile, ...oneProcess });
  return (await checkPlatform(platform, "11")).map(({ severity, code }) => `${severity} ${code}`);
}

describe.skipIf(!hasSynapse())("checkPlatform", () => {
  it("finds a demonstration good, and tells what is not", async () => {
    const lab = await openSynapse();
    try {
      expect(await probeServer(lab)).toMatchObject({ version: "1.163.2", defaultRoomVersion: "11", bootstrapOpen: true });
      expect(await findings(lab, "demo")).toEqual(["info passwords-demo"]);
      expect(await findings(lab, "production")).toEqual(["error passwords-open", "error bootstrap-open"]);
      chmodSync(join(lab.stateFolder, "secrets/as-token"), 0o644);
      chmodSync(join(lab.stateFolder, "secrets"), 0o777);
      expect(await findings(lab, "demo")).toEqual(["error folder-open", "error secret-readable", "info passwords-demo"]);
      await lab.kill();
      expect(await findings(lab, "demo")).toEqual(["error folder-open", "error secret-readable", "error server-silent"]);
    } finally {
      await lab.stop();
    }
    expect(await findings(lab, "demo")).toEqual(["info server-new"]);
  });

  it("finds nothing on a production platform, whose registration secret is gone for good", async () => {
    const lab = await openSynapse({ profile: "production" });
    try {
      expect(lab.sharedSecret).not.toBe("");
      expect(await findings(lab, "production")).toEqual([]);
      await lab.restart();
      expect(await findings(lab, "production")).toEqual([]);
      // The identities are found in place without it.
      await bootstrapIdentities({ ...lab, sharedSecret: "", displayName: "Agent Smith" });
    } finally {
      await lab.stop();
    }
  });
});
