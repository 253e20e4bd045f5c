/** Every contradiction of a platform's description that can be seen without looking at a machine; pure. */
import type { ServerPlatform } from "#config/platform.ts";
import type { Finding } from "#core/finding.ts";
import { addressRules } from "./rules/addresses.ts";
import { contentRules } from "./rules/contents.ts";
import { machineRules } from "./rules/machines.ts";
import { keyOf } from "./rules/rule.ts";
import { siblingFindings } from "./rules/siblings.ts";
import { signInRules } from "./rules/sign-in.ts";

export interface Surroundings {
  /** A managed room is or will be open to everybody of the server. */
  readonly hasPublicRoom: boolean;
  /** The platforms of the same campus.yaml, this one included or not. */
  readonly platforms: readonly ServerPlatform[];
}

const rules = [...signInRules, ...addressRules, ...machineRules, ...contentRules];

/** Findings whose subject is the key of campus.yaml to change; no error among them means that the description holds together. */
export function descriptionFindings(platform: ServerPlatform, { hasPublicRoom, platforms }: Surroundings): readonly Finding[] {
  const described = { platform, at: keyOf(platform), hasPublicRoom };
  return [...rules.flatMap((rule) => rule(described)), ...siblingFindings(platform, platforms)];
}
