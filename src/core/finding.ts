/** What an examination found: a value with a code, for a sentence and a remedy in the operator's language. */
import type { DescriptionCode } from "./description-findings.ts";
import type { MachineCode } from "./machine-findings.ts";
import type { WorkerCode } from "./worker-findings.ts";

/** error: to be put right before going on; warning: to be decided; info: worth knowing. */
export type Severity = "error" | "warning" | "info";

/** Everything an examination of a platform can find; sentences live in src/i18n. */
export type FindingCode =
  | "secret-missing"
  | "secret-readable"
  | "folder-open"
  | "server-silent"
  | "server-stopped"
  | "server-new"
  | "server-elsewhere"
  | "version-other"
  | "federation-open"
  | "federation-public-room"
  | "registration-open"
  | "passwords-open"
  | "passwords-demo"
  | "bootstrap-open"
  | "room-version-other"
  | "room-listed"
  | "room-listed-unmanaged"
  | "relay-for-calls"
  | DescriptionCode
  | MachineCode
  | WorkerCode;

export interface Finding {
  /** Name of the check, stable: `secrets`, `federation`… */
  readonly check: string;
  readonly severity: Severity;
  /** What it is about: a file, a room, the server's name. */
  readonly subject: string;
  readonly code: FindingCode;
  readonly params: Readonly<Record<string, string | number>>;
}
