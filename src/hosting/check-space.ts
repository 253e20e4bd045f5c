/** Looks whether the disk has room for a platform. */
import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { Finding } from "#core/finding.ts";
import { keyOf } from "#platform/rules/rule.ts";
import type { ServerPlatform } from "#platform/site.ts";

const megabyte = 1_000_000;
/** A start asks for 200 MB; a lab writes some 300 MB more, and a site needs room for a week of messages and media at the least. */
const needed = { demo: 200, lab: 500, production: 5_000 } as const;
const startNeeds = 200;

function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(dirname(folder));
}

/** `wanted` in megabytes. Of the local target: the data of others are on their own machines. */
export function spaceFindings(platform: ServerPlatform, wanted: number = needed[platform.profile]): readonly Finding[] {
  if (platform.target !== "local") return [];
  const { bavail, bsize } = statfsSync(nearest(platform.stateFolder));
  const free = Math.floor((bavail * bsize) / megabyte);
  if (free >= wanted) return [];
  const severity = free < startNeeds ? "error" : "warning";
  const params = { folder: platform.stateFolder, free, needed: wanted };
  return [{ check: "disk", severity, subject: `${keyOf(platform)}.stateFolder`, code: "disk-low", params }];
}
