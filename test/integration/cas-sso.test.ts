/** Signing in by CAS to a real Synapse: as campus sets it up, and what other settings would do. */
import type { z } from "zod";
import type { platformSchema } from "#config/platform.ts";
import { ssoRows } from "../contracts/sso-rows.ts";
import { hasPlatform, startLab } from "../lab/platform-lab.ts";
import { required, type SsoTarget } from "../lab/sso.ts";

const serverName = "univ-demo.example";
async function open(casUrl: string, description: z.input<typeof platformSchema>): Promise<SsoTarget> {
  const lab = await startLab({
    serverName,
    description: { ...description, signIn: { kind: "cas", url: casUrl, requiredAttributes: required } },
  });
  const { baseUrl: publicUrl, mainUrl: adminUrl, asToken, forwardedFor, stop } = lab;
  const restart = async (): Promise<void> => {
    await lab.suspend("gently", "synapse");
    await lab.resume("synapse");
  };
  return { publicUrl, adminUrl, asToken, forwardedFor, serverName, clientUrl: lab.site.elementUrl ?? "", restart, stop };
}

const oneProcess: z.input<typeof platformSchema> = {
  profile: "production",
  synapse: { workers: [] },
  database: { kind: "sqlite" },
  monitoring: "off",
};

if (hasPlatform()) {
  ssoRows("one process behind nginx", (casUrl) => open(casUrl, oneProcess));
  ssoRows("nginx and workers", (casUrl) => open(casUrl, {}));
}
