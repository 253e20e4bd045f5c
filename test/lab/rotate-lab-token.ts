/** A process of its own that replaces the token of a lab platform, as the command does, and may kill itself on the way: `JSON of RotateOrder`. */
import type { z } from "zod";
import { signOutIdentities } from "#adapters/matrix/sign-out.ts";
import { describePlatform, type platformSchema } from "#config/platform.ts";
import { defaultPolicy } from "#core/policy.ts";
import { type RotationReport, rotateToken } from "#hosting/rotate-token.ts";
import type { RotationStep } from "#hosting/token-slots.ts";
import { allow } from "./synapse.ts";

export interface RotateOrder {
  readonly stateFolder: string;
  readonly serverName: string;
  /** Over the profile lab, as the platform was started. */
  readonly description?: z.input<typeof platformSchema>;
  readonly steps?: readonly RotationStep[];
  /** Number of the moment, from 1, after which it kills itself with SIGKILL. */
  readonly dieAfter?: number;
}

/** Printed after each thing done, then once with the report. */
export type RotateLine = { readonly did: string; readonly name?: string } | { readonly report: RotationReport };

async function rotate({ stateFolder, serverName, description, steps, dieAfter }: RotateOrder): Promise<void> {
  const { identities } = defaultPolicy(serverName);
  const print = (line: RotateLine) => console.log(JSON.stringify(line));
  let moments = 0;
  const report = await rotateToken({
    platform: describePlatform({ name: "lab", serverName }, { profile: "lab", stateFolder, ...description }),
    identities,
    allow,
    ...(steps === undefined ? {} : { steps }),
    async signOut({ mainUrl, ...access }) {
      await signOutIdentities({ ...access, ...identities, baseUrl: mainUrl });
    },
    watch(news) {
      print(news);
      moments += 1;
      if (moments === dieAfter) process.kill(process.pid, "SIGKILL");
    },
  });
  print({ report });
}

const [order] = process.argv.slice(2);
if (order) await rotate(JSON.parse(order) as RotateOrder);
