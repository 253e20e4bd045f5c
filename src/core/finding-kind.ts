/** How a table of findings is written: code → how bad it is, and the parameters its sentence is given. */

export interface FindingKind {
  readonly severity: "error" | "warning";
  readonly params: readonly string[];
}

export function wrong(...params: readonly string[]): FindingKind {
  return { severity: "error", params };
}

export function doubtful(...params: readonly string[]): FindingKind {
  return { severity: "warning", params };
}
