/** Everything a pass needs, handed over by src/wire. */
import type { AppError } from "#core/errors.ts";
import type { Policy } from "#core/policy.ts";
import type { Reason } from "#core/reason.ts";
import type { EmergencyFile } from "./emergency-ports.ts";
import type { Herald } from "./herald.ts";
import type { Log } from "./log.ts";
import type { Clock, DirectorySource, Homeserver, Store, Watch } from "./ports.ts";

export interface PassDeps {
  /** Name of the server in the configuration: "prod", "preprod"… */
  readonly server: string;
  readonly policy: Policy;
  readonly sources: readonly DirectorySource[];
  readonly homeserver: Homeserver;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly watch: Watch;
  /** Sentence of a reason, shown to members who are taken out of a room. */
  readonly say: (reason: Reason) => string;
  /** Set while a pass runs: why nothing more may be sent, when its lease is no longer its own. */
  readonly lost?: () => AppError | null;
  /** Plans and reports, writes nothing on the server, and remembers nothing of it. */
  readonly shadow?: boolean;
  /** Aborted by an operator: what is running ends, the run is left `interrupted`. */
  readonly signal: AbortSignal | null;
  /** Tells people what passes come to; nobody is told when left out. */
  readonly herald?: Herald;
  /** Emergency acts that the store does not know yet. */
  readonly kept?: EmergencyFile;
}
