/** Reads every source whole; one that fails leaves no directory at all. */
import type { SourceReading } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import type { Policy } from "#core/policy.ts";
import type { DirectorySource, Watch } from "./ports.ts";

/**
 * Readings in the order of the sources, read side by side.
 * Throws the error of the first source that failed, or `source.empty` for one without anybody (docs/RULES.md §7).
 */
export async function readSources(sources: readonly DirectorySource[], watch: Watch): Promise<readonly SourceReading[]> {
  const settled = await Promise.allSettled(
    sources.map((source) => {
      watch({ at: "reading", source: source.name });
      return source.read();
    }),
  );
  return settled.map((result) => {
    if (result.status === "rejected") throw result.reason;
    if (result.value.counts.people === 0) throw new AppError("source.empty", { source: result.value.source });
    return result.value;
  });
}

/** Throws `identity.reserved` when the directory issues a login that is one of campus's own (docs/RULES.md §1); capitals don't matter to CAS. */
export function refuseReservedLogins(readings: readonly SourceReading[], { identities }: Policy): void {
  const reserved = new Set([identities.connector.toLowerCase(), identities.agentSmith.toLowerCase()]);
  for (const { source, people } of readings) {
    const person = people.find(({ login }) => login !== undefined && reserved.has(login.trim().toLowerCase()));
    if (person) throw new AppError("identity.reserved", { login: person.login ?? "", source, origin: person.origin });
  }
}
