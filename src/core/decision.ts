/** One decision of any kind, what it is about, and its row in the history. */
import {
  type Adoption,
  type Closing,
  type Decisions,
  type EmergencyLock,
  type Erasure,
  type Exemption,
  type IdentityMove,
  type IgnoredProblem,
  isInForce,
  type LeavingDecision,
  type LocalName,
  type Merge,
  type Override,
  type Pause,
  type Refresh,
  type RoomAdoption,
  type StructureRefresh,
  type Successor,
} from "./decisions.ts";
import type { Day, PersonKey, RoomKey } from "./ids.ts";
import type { ProblemCode } from "./problem.ts";

/** A server has at most one current decision per kind and subject. */
export type Decision =
  | { readonly kind: "override"; readonly value: Override }
  | { readonly kind: "exemption"; readonly value: Exemption }
  | { readonly kind: "leaving"; readonly value: LeavingDecision }
  | { readonly kind: "emergency"; readonly value: EmergencyLock }
  | { readonly kind: "erasure"; readonly value: Erasure }
  | { readonly kind: "refresh"; readonly value: Refresh }
  | { readonly kind: "structure-refresh"; readonly value: StructureRefresh }
  | { readonly kind: "successor"; readonly value: Successor }
  | { readonly kind: "closing"; readonly value: Closing }
  | { readonly kind: "ignored"; readonly value: IgnoredProblem }
  | { readonly kind: "merge"; readonly value: Merge }
  | { readonly kind: "move"; readonly value: IdentityMove }
  | { readonly kind: "adoption"; readonly value: Adoption }
  | { readonly kind: "room-adoption"; readonly value: RoomAdoption }
  | { readonly kind: "local-name"; readonly value: LocalName }
  | { readonly kind: "pause"; readonly value: Pause };
export type DecisionKind = Decision["kind"];

export const decisionKinds: readonly DecisionKind[] = [
  "override",
  "exemption",
  "leaving",
  "emergency",
  "erasure",
  "refresh",
  "structure-refresh",
  "successor",
  "closing",
  "ignored",
  "merge",
  "move",
  "adoption",
  "room-adoption",
  "local-name",
  "pause",
];

type ValueOf<K extends DecisionKind> = Extract<Decision, { kind: K }>["value"];

/** What a decision is about, as text: a person key (the absorbed one's of a merge), a `localNameKey`, a structure code, a room id, an `ignoredKey`, the scope of a pause. */
export function subjectOf(decision: Decision): string {
  switch (decision.kind) {
    case "structure-refresh":
    case "successor":
    case "closing":
      return decision.value.structure;
    case "ignored":
      return ignoredKey(decision.value.code, decision.value.subject);
    case "pause":
      return decision.value.scope;
    case "merge":
      return decision.value.absorbed;
    case "room-adoption":
      return decision.value.roomId;
    case "local-name":
      return localNameKey(decision.value.person, decision.value.room);
    default:
      return decision.value.person;
  }
}

/** `login-shared`, or `login-shared 48213` for one subject only. */
export function ignoredKey(code: ProblemCode, subject: string | null): string {
  return subject === null ? code : `${code} ${subject}`;
}

/** `48213 structure:HS_R55/general` */
export function localNameKey(person: PersonKey, room: RoomKey): string {
  return `${person} ${room}`;
}

/** Decisions as a plan reads them; those whose last day has passed are left out. */
export function decisionsOn(today: Day, all: Iterable<Decision>): Decisions {
  const found = [...all].filter(({ value }) => isInForce(value, today));
  const pauses = valuesOf(found, "pause");
  return {
    overrides: byPerson(valuesOf(found, "override")),
    exemptions: byPerson(valuesOf(found, "exemption")),
    leavings: byPerson(valuesOf(found, "leaving")),
    emergencies: byPerson(valuesOf(found, "emergency")),
    erasures: byPerson(valuesOf(found, "erasure")),
    refreshes: byPerson(valuesOf(found, "refresh")),
    structureRefreshes: new Map(valuesOf(found, "structure-refresh").map((one) => [one.structure, one])),
    successors: new Map(valuesOf(found, "successor").map((one) => [one.structure, one])),
    closings: new Map(valuesOf(found, "closing").map((one) => [one.structure, one])),
    ignored: new Map(valuesOf(found, "ignored").map((one) => [ignoredKey(one.code, one.subject), one])),
    merges: new Map(valuesOf(found, "merge").map((one) => [one.absorbed, one])),
    moves: byPerson(valuesOf(found, "move")),
    adoptions: byPerson(valuesOf(found, "adoption")),
    roomAdoptions: new Map(valuesOf(found, "room-adoption").map((one) => [one.roomId, one])),
    localNames: new Map(valuesOf(found, "local-name").map((one) => [localNameKey(one.person, one.room), one])),
    pause: pauses.find(({ scope }) => scope === "everything") ?? null,
    pausedKinds: new Map(pauses.flatMap((one) => (one.scope === "everything" ? [] : [[one.scope, one] as const]))),
  };
}

/** The same decisions as a list. */
export function listOf(decisions: Decisions): Decision[] {
  const { overrides, exemptions, leavings, emergencies, refreshes, successors, closings, ignored, pause, pausedKinds } = decisions;
  const { erasures, merges, moves, adoptions, roomAdoptions, localNames, structureRefreshes } = decisions;
  const pauses = [...(pause === null ? [] : [pause]), ...pausedKinds.values()];
  return [
    ...[...overrides.values()].map((value): Decision => ({ kind: "override", value })),
    ...[...exemptions.values()].map((value): Decision => ({ kind: "exemption", value })),
    ...[...leavings.values()].map((value): Decision => ({ kind: "leaving", value })),
    ...[...emergencies.values()].map((value): Decision => ({ kind: "emergency", value })),
    ...[...erasures.values()].map((value): Decision => ({ kind: "erasure", value })),
    ...[...refreshes.values()].map((value): Decision => ({ kind: "refresh", value })),
    ...[...structureRefreshes.values()].map((value): Decision => ({ kind: "structure-refresh", value })),
    ...[...successors.values()].map((value): Decision => ({ kind: "successor", value })),
    ...[...closings.values()].map((value): Decision => ({ kind: "closing", value })),
    ...[...ignored.values()].map((value): Decision => ({ kind: "ignored", value })),
    ...[...merges.values()].map((value): Decision => ({ kind: "merge", value })),
    ...[...moves.values()].map((value): Decision => ({ kind: "move", value })),
    ...[...adoptions.values()].map((value): Decision => ({ kind: "adoption", value })),
    ...[...roomAdoptions.values()].map((value): Decision => ({ kind: "room-adoption", value })),
    ...[...localNames.values()].map((value): Decision => ({ kind: "local-name", value })),
    ...pauses.map((value): Decision => ({ kind: "pause", value })),
  ];
}

function valuesOf<K extends DecisionKind>(all: readonly Decision[], kind: K): readonly ValueOf<K>[] {
  return all.filter((one): one is Extract<Decision, { kind: K }> => one.kind === kind).map(({ value }) => value as ValueOf<K>);
}

function byPerson<V extends { readonly person: PersonKey }>(values: readonly V[]): ReadonlyMap<PersonKey, V> {
  return new Map(values.map((value) => [value.person, value]));
}

/** How a decision stopped: by a person, by a newer one of its kind and subject, or because a pass served it. Expiry needs no act. */
export type DecisionEnd = "ended" | "replaced" | "served";

/** One row of the history; instants are ISO 8601 with zone. */
export interface DecisionRecord {
  /** Grows with time within a store. */
  readonly id: string;
  readonly decision: Decision;
  readonly at: string;
  /** `by` and `why` are empty, and `run` is set, when a pass served it. */
  readonly ended: {
    readonly how: DecisionEnd;
    readonly at: string;
    readonly by: string;
    readonly why: string;
    readonly run: string | null;
  } | null;
}

/** Which decision; `subject` as `subjectOf` gives it. */
export interface DecisionName {
  readonly kind: DecisionKind;
  readonly subject: string;
}

/** Who ends a decision, when and why. */
export interface DecisionEnding {
  readonly at: string;
  readonly by: string;
  readonly why: string;
}

/** An absent field does not filter. */
export interface DecisionFilter {
  readonly kinds?: readonly DecisionKind[];
  readonly subject?: string;
  /** Neither ended nor replaced nor served; an expired one counts as open until a newer one replaces it. */
  readonly open?: boolean;
  /** Newest first, at most this many; 100 unless told. */
  readonly limit?: number;
}

export const historyLimit = 100;
