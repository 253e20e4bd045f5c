/** The part of the store that remembers what sources said. */
import type { SourceReading } from "#core/directory.ts";
import type { ScimStore } from "./scim-store.ts";

export interface ReadingStore {
  /** Complete readings of one pass, to explain and compare; of each source, older ones are purged beyond `keep`. */
  saveSnapshot(server: string, runId: string, readings: readonly SourceReading[], keep: number): Promise<void>;
  latestSnapshot(server: string): Promise<readonly SourceReading[] | null>;
  /** What SCIM clients pushed. */
  readonly scim: ScimStore;
  /** Last complete reading of one source, however long ago; its `readAt` tells when. null when there never was one. */
  lastReading(server: string, source: string): Promise<SourceReading | null>;
}
