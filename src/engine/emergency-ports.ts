/** Where emergency acts are kept while the store can't be written. */
import type { UserId } from "#core/ids.ts";

/** An emergency act while the store could not be written; `at` is its instant. */
export interface KeptEmergency {
  readonly server: string;
  readonly act: "lock" | "unlock";
  readonly userId: UserId;
  readonly by: string;
  readonly why: string;
  readonly compromised: boolean;
  readonly at: string;
}

export interface EmergencyFile {
  /** On the disk when this resolves. */
  append(act: KeptEmergency): Promise<void>;
  /** Oldest first. */
  read(): Promise<readonly KeptEmergency[]>;
  /** These are in the store now; those appended meanwhile stay. */
  drop(acts: readonly KeptEmergency[]): Promise<void>;
}
