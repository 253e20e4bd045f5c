/** What a rule about a description is given, and how it tells what it found. */
import type { ServerPlatform } from "#config/platform.ts";
import { type DescriptionCode, descriptionFindings } from "#core/description-findings.ts";
import type { Finding } from "#core/finding.ts";

export interface Described {
  readonly platform: ServerPlatform;
  /** Key of the platform in campus.yaml: `servers.<name>.platform`. */
  readonly at: string;
  /** A managed room is or will be open to everybody of the server (docs/RULES.md §4). */
  readonly hasPublicRoom: boolean;
}

/** One contradiction looked for; empty when there is none. */
export type Rule = (described: Described) => readonly Finding[];

/** Key of the platform of a server in campus.yaml, as sentences name it. */
export function keyOf({ name }: Pick<ServerPlatform, "name">): string {
  return `servers.${name}.platform`;
}

/** A finding about one key of campus.yaml; its severity is that of its code. */
export function told(subject: string, code: DescriptionCode, params: Finding["params"] = {}): Finding {
  return { check: "description", severity: descriptionFindings[code].severity, subject, code, params };
}

/** People rely on it, or it has machines of its own: what may be improvised elsewhere must be written. */
export function isServed({ profile, target }: ServerPlatform): boolean {
  return profile === "production" || target === "systemd";
}

/** Pairs [value, index of the first entry that has it] for each entry that repeats an earlier one. */
export function repeats<T>(values: readonly T[]): readonly (readonly [index: number, first: number])[] {
  return values.flatMap((value, index) => {
    const first = values.indexOf(value);
    return first < index ? [[index, first] as const] : [];
  });
}
