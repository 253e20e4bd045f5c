/** Everything that can be wrong with a platform, from its description outward; nothing is started that serves anybody, nothing is changed. */
import type { Finding } from "#core/finding.ts";
import { descriptionFindings, type Surroundings } from "#platform/description-rules.ts";
import { keyOf } from "#platform/rules/rule.ts";
import type { ServerPlatform } from "#platform/site.ts";
import { workerFindings } from "#platform/worker-rules.ts";
import { certificateFindings } from "./check-certificates.ts";
import { givenFileFindings } from "./check-files.ts";
import { installedFindings } from "./check-installed.ts";
import { checkPlatform } from "./check-platform.ts";
import { portFindings } from "./check-ports.ts";
import { checkPrograms } from "./check-programs.ts";
import { spaceFindings } from "./check-space.ts";
import { type InstalledPrograms, installedPrograms } from "./installed-programs.ts";
import type { RenderInput } from "./render-platform.ts";
import { onScratch } from "./scratch-site.ts";

export interface CheckInput extends RenderInput {
  readonly around: Surroundings;
  readonly roomVersion: string;
  /** Where a Python that has Synapse would be. */
  readonly python: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const isError = ({ severity }: Finding): boolean => severity === "error";

/** What the description alone says against itself. */
export function describedFindings(platform: ServerPlatform, around: Surroundings): readonly Finding[] {
  return [...descriptionFindings(platform, around), ...workerFindings(platform, keyOf(platform))];
}

/** In the order in which one would repair them: description, files and machine, what the programs say, the running server. */
export async function checkEverything(input: CheckInput): Promise<readonly Finding[]> {
  const { platform, around, now } = input;
  const described = describedFindings(platform, around);
  const installed = installedPrograms(input.python);
  const programs = await installedFindings(platform, installed);
  const machine = [
    ...givenFileFindings(platform),
    ...certificateFindings(platform, now),
    ...(await portFindings(platform)),
    ...spaceFindings(platform),
    ...programs,
  ];
  const judged = described.some(isError) ? [notJudged(input)] : await judge(input, judging(installed, programs));
  return [...described, ...machine, ...judged, ...(await checkPlatform(platform, input.roomVersion))];
}

/** The same refusals again, in the words of five programs, would bury the sentence that says what to write. */
function notJudged({ platform }: CheckInput): Finding {
  return { check: "render", severity: "info", subject: keyOf(platform), code: "not-judged", params: {} };
}

/** A Synapse of another version would refuse settings it doesn't know, or accept some that its successor refuses. */
function judging(installed: InstalledPrograms, found: readonly Finding[]): InstalledPrograms {
  const isOther = found.some(
    ({ code, subject }) => code === "synapse-other" || (code === "program-broken" && subject.endsWith("synapse.version")),
  );
  return isOther ? { ...installed, python: null } : installed;
}

function judge(input: CheckInput, programs: InstalledPrograms): Promise<readonly Finding[]> {
  return onScratch(input, (bench) => checkPrograms(bench, programs));
}
