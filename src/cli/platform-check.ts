/** `campus platform check`: everything that can be wrong with a platform, each with the key of campus.yaml to change. */
import { platformOf } from "#config/schema.ts";
import { AppError } from "#core/errors.ts";
import { mayHavePublicRoom } from "#core/large-rooms.ts";
import type { Surroundings } from "#platform/description-rules.ts";
import type { CliContext } from "./context.ts";
import { printFindings, toFinding } from "./finding.ts";
import { type Hosted, pythonOf } from "./hosted.ts";
import type { CommonOptions } from "./options.ts";

function surroundings(hosted: Hosted): Surroundings {
  const { config } = hosted;
  return {
    hasPublicRoom: mayHavePublicRoom(hosted.policy),
    platforms: config.servers.flatMap((server) => platformOf(config, server) ?? []),
  };
}

/** Before anything is rendered or started: `platform.contradictory` with every error of the description and the key to change. */
export async function refuseContradictions(context: CliContext, hosted: Hosted): Promise<void> {
  const { describedFindings } = await import("#hosting/check-everything.ts");
  const errors = describedFindings(hosted.platform, surroundings(hosted)).filter(({ severity }) => severity === "error");
  if (errors.length === 0) return;
  const lines = errors.map((one) => toFinding(context.lang, one)).map(({ text, remedy }) => `  ${text}\n    ${remedy ?? ""}`.trimEnd());
  throw new AppError("platform.contradictory", { details: `\n${lines.join("\n")}` });
}

/** Exit code 1 when one of the findings is an error; nothing is started and nothing is left behind. */
export async function checkHosted(context: CliContext, hosted: Hosted, options: CommonOptions): Promise<void> {
  const { checkEverything } = await import("#hosting/check-everything.ts");
  const { platform, policy } = hosted;
  const { allowedCalls: allow } = await context.deps();
  const found = await checkEverything({
    platform,
    identities: policy.identities,
    allow,
    around: surroundings(hosted),
    roomVersion: policy.roomVersion,
    python: pythonOf(context),
    now: Date.now(),
  });
  printFindings(
    context,
    found.map((one) => toFinding(context.lang, one)),
    options.json ?? false,
  );
}
