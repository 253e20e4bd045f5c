/** Reads every source whole; a required one that fails leaves no directory at all. */
import type { MissingSource, SourceReading } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import type { Policy } from "#core/policy.ts";
import type { PassDeps } from "./deps.ts";
import type { DirectorySource } from "./ports.ts";

/** An optional source of which nothing was read, and why. */
export interface Unread extends MissingSource {
  readonly error: Pick<AppError, "code" | "params">;
}

export interface ReadSources {
  /** In the order of the sources, each with the instant of its reading. */
  readonly readings: readonly SourceReading[];
  readonly missing: readonly Unread[];
  /** Last readings of the missing ones, where there are any. */
  readonly last: readonly SourceReading[];
}

/** What reading needs of a pass. */
export type ReadingDeps = Pick<PassDeps, "server" | "sources" | "watch" | "clock" | "log"> & {
  readonly store: Pick<PassDeps["store"], "lastReading">;
};

/**
 * Reads the sources side by side. Throws the error of the first required source that failed, or `source.empty` for one without anybody
 * (docs/RULES.md §7); also when no source at all could be read.
 */
export async function readSources(deps: ReadingDeps): Promise<ReadSources> {
  const settled = await Promise.allSettled(deps.sources.map((source) => readOne(deps, source)));
  const readings: SourceReading[] = [];
  const failures: { readonly source: DirectorySource; readonly reason: AppError }[] = [];
  settled.forEach((result, at) => {
    const source = deps.sources[at];
    if (source === undefined) return;
    if (result.status === "fulfilled") readings.push(result.value);
    else if (source.required !== false || !isOfSource(result.reason)) throw result.reason;
    else failures.push({ source, reason: result.reason });
  });
  if (readings.length === 0 && failures[0]) throw failures[0].reason;
  return { readings, ...(await recall(deps, failures)) };
}

function isOfSource(error: unknown): error is AppError {
  return error instanceof AppError && error.code.startsWith("source.");
}

async function readOne({ watch, clock }: ReadingDeps, source: DirectorySource): Promise<SourceReading> {
  watch({ at: "reading", source: source.name });
  const reading = await source.read();
  if (reading.counts.people === 0) throw new AppError("source.empty", { source: reading.source });
  return { ...reading, readAt: clock.now() };
}

async function recall(
  { store, server, log }: ReadingDeps,
  failures: readonly { readonly source: DirectorySource; readonly reason: AppError }[],
): Promise<Pick<ReadSources, "missing" | "last">> {
  const missing: Unread[] = [];
  const last: SourceReading[] = [];
  for (const { source, reason } of failures) {
    const reading = await store.lastReading(server, source.name);
    const { code, params } = reason;
    missing.push({ source: source.name, readAt: reading?.readAt ?? null, error: { code, params } });
    if (reading !== null) last.push(reading);
    log.warn({ source: source.name, code, readAt: reading?.readAt ?? null }, "source not read, going on without it");
  }
  return { missing, last };
}

/** All readings in the order of the sources, the last ones of the missing sources among them; null when nothing is missing or remembered. */
export function rememberedReadings({ readings, last }: ReadSources, sources: readonly DirectorySource[]): readonly SourceReading[] | null {
  if (last.length === 0) return null;
  const all = new Map([...readings, ...last].map((reading) => [reading.source, reading]));
  return sources.flatMap(({ name }) => all.get(name) ?? []);
}

/** Throws `identity.reserved` when the directory issues a login that is one of campus's own (docs/RULES.md §1); capitals don't matter to CAS. */
export function refuseReservedLogins(readings: readonly SourceReading[], { identities }: Policy): void {
  const reserved = new Set([identities.connector.toLowerCase(), identities.agentSmith.toLowerCase()]);
  for (const { source, people } of readings) {
    const person = people.find(({ login }) => login !== undefined && reserved.has(login.trim().toLowerCase()));
    if (person) throw new AppError("identity.reserved", { login: person.login ?? "", source, origin: person.origin });
  }
}
