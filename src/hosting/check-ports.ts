/** Looks whether the ports that a description fixes are free, or this very platform's. */
import { AppError } from "#core/errors.ts";
import type { Finding } from "#core/finding.ts";
import { keyOf } from "#platform/rules/rule.ts";
import type { ServerPlatform } from "#platform/site.ts";
import { layoutOf } from "./layout.ts";
import { isFree, readPorts } from "./ports.ts";
import { isAlive } from "./process-identity.ts";
import { readRecord } from "./running-record.ts";

/** Ports that this platform holds now: none while it is stopped. */
function ownPorts({ stateFolder }: ServerPlatform): ReadonlySet<number> {
  const layout = layoutOf(stateFolder);
  const record = readRecord(layout);
  if (record === null || !isAlive(record.owner)) return new Set();
  return new Set([...record.processes.map(({ port }) => port), ...Object.values(readPorts(layout))]);
}

async function portFinding(subject: string, port: number): Promise<readonly Finding[]> {
  const base = { check: "ports", severity: "error", subject } as const;
  try {
    return (await isFree(port)) ? [] : [{ ...base, code: "port-taken", params: { port } }];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [{ ...base, code: "port-forbidden", params: { port, reason: error.params.reason ?? "" } }];
  }
}

/** Of the local target; machines of their own are not looked at from here. */
export async function portFindings(platform: ServerPlatform): Promise<readonly Finding[]> {
  if (platform.target !== "local") return [];
  const own = ownPorts(platform);
  const given = Object.entries(platform.ports).filter((entry): entry is [string, number] => entry[1] !== null && !own.has(entry[1]));
  const found: Finding[] = [];
  // One after the other: the same port asked for twice at once would find itself taken.
  for (const [name, port] of given) found.push(...(await portFinding(`${keyOf(platform)}.ports.${name}`, port)));
  return found;
}
