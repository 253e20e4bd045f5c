/** What humans decided: it outlives the machine's own computation. */
import type { Day, PersonKey, RoomKey } from "./ids.ts";

/** Forced values; an absent field is not forced. They hold only while the source says active. */
export interface Override {
  readonly person: PersonKey;
  readonly displayName?: string;
  readonly mail?: string;
  /** Status can be forced to disabled only, never to active. */
  readonly disabled?: true;
  readonly by: string;
  readonly since: Day;
  readonly until: Day | null;
}

/** VIP account: eligible although policy says no, protected from exits, or given extra rooms. */
export interface Exemption {
  readonly person: PersonKey;
  readonly eligible: boolean;
  readonly protected: boolean;
  readonly rooms: readonly RoomKey[];
  readonly by: string;
  readonly reason: string;
  readonly until: Day | null;
}

/** Decision about one leaving: `cancel` keeps the account open, `until` moves the due day either way. */
export interface LeavingDecision {
  readonly person: PersonKey;
  readonly act: "cancel" | "move";
  readonly due: Day | null;
  readonly by: string;
}

/** An immediate lock asked by a person allowed to; holds until lifted. */
export interface EmergencyLock {
  readonly person: PersonKey;
  readonly by: string;
  readonly since: Day;
}

export interface Decisions {
  readonly overrides: ReadonlyMap<PersonKey, Override>;
  readonly exemptions: ReadonlyMap<PersonKey, Exemption>;
  readonly leavings: ReadonlyMap<PersonKey, LeavingDecision>;
  readonly emergencies: ReadonlyMap<PersonKey, EmergencyLock>;
}

export const noDecisions: Decisions = {
  overrides: new Map(),
  exemptions: new Map(),
  leavings: new Map(),
  emergencies: new Map(),
};
