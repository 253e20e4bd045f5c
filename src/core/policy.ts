/** The site's rules: who is eligible, which spaces and rooms, which levels, which delays, which limits. */
import type { RoomSetting } from "./change.ts";
import type { AssignmentKind } from "./directory.ts";
import type { Day, StructureKey } from "./ids.ts";
import { defaultMerge, type MergePolicy } from "./merge-policy.ts";
import { defaultRules, type RoomRule } from "./rule.ts";
import { defaultTemplates, type RoomTemplate } from "./template.ts";

/** What a function code gives in its structure (docs/RULES.md §5); `none`: no right there, but rules of rooms may name it. */
export type FunctionClass = "head" | "manager" | "none";

/** Held when the count passes max(min, percent of the base), the latter capped. Comparison is strict. */
export interface Limit {
  readonly min: number;
  readonly percent: number;
  readonly cap?: number;
}

export interface GuardLimits {
  readonly exits: Limit;
  readonly exitsWeek: Limit;
  /** Multiplier of both exits limits inside `declaredWindows`. */
  readonly windowFactor: number;
  readonly declaredWindows: readonly { readonly from: string; readonly until: string }[];
  /** Over 7 days, guards without a limit of their own for it let go this many times what one pass may. */
  readonly weekFactor: number;
  readonly closings: Limit;
  readonly removals: Limit;
  readonly removalsWeek: Limit;
  readonly structureLoss: Limit;
  readonly promotions: Limit;
  /** Levels of 50 and more that are taken back. */
  readonly demotions: Limit;
  readonly growth: Limit;
  readonly renames: Limit;
  readonly mails: Limit;
  /** People who come off the red list; the base is the hidden accounts. */
  readonly redList: Limit;
  readonly externalIds: number;
  /** Share of the last good read under which a source is "shrunk", and people lost that are tolerated below `smallSource`. */
  readonly shrunk: { readonly percent: number; readonly tolerated: number; readonly smallSource: number };
}

/** Delays that a population, or a period of the year, may have of its own. */
export interface DepartureDelays {
  readonly announcedDays: number;
  readonly ineligibleDays: number;
  readonly lockedMembershipsDays: number;
  readonly deactivateMonths: number;
  readonly eraseMonths: number;
}

/** Yearly, `MM-DD` both included, possibly over the new year; counted on the day the delay begins. */
export interface DelayPeriod {
  readonly from: string;
  readonly until: string;
  /** Everybody when absent. */
  readonly populations?: readonly string[];
  readonly delays: Partial<DepartureDelays>;
}

/** What becomes of something that somebody changed by hand. `accept`: it is remembered as the new expected value. */
export type DriftMode = "report" | "restore" | "accept";

export interface DriftPolicy extends Readonly<Record<Exclude<RoomSetting, "guests">, DriftMode>> {
  readonly roomName: DriftMode;
  /** Any setting by which more people may come in, read or act than policy says. */
  readonly wider: DriftMode;
  readonly accountName: "report" | "restore";
  readonly accountMail: "report" | "restore";
}

export interface Policy {
  /** Matrix server name, right side of every user id. */
  readonly serverName: string;
  /** Random part of the establishment's aliases: whoever knows them could join its public, unlisted rooms. */
  readonly establishmentSecret: string;
  /** Localparts of campus's own two identities. */
  readonly identities: { readonly connector: string; readonly agentSmith: string };
  readonly populations: { readonly eligible: readonly string[]; readonly noInheritance: readonly string[] };
  /** Opening waves: nobody before `from` when matched; no wave = everybody, today. */
  readonly opening: readonly {
    readonly structures?: readonly StructureKey[];
    readonly populations?: readonly string[];
    readonly list?: readonly string[];
    readonly from: Day;
  }[];
  readonly structures: {
    /** Code of the establishment; null = the only root of an establishment type. */
    readonly establishment: StructureKey | null;
    readonly establishmentTypes: readonly string[];
    readonly fictitiousTypes: readonly string[];
    /** Councils and bodies (`E…`, `C…` of SUPANN): no space, nothing inherited through them. */
    readonly bodyTypes: readonly string[];
    readonly sensitive: readonly StructureKey[];
    readonly minimumSize: number;
    readonly generalMaximum: number;
    readonly encadrementMinimum: number;
    /** Types in the order in which their spaces are listed; those left out come last. Empty: by label alone. */
    readonly typeOrder: readonly string[];
  };
  /** Which rooms a structure gets, its space among them. */
  readonly templates: readonly RoomTemplate[];
  /** Rooms across structures. */
  readonly rooms: readonly RoomRule[];
  readonly assignments: Readonly<Record<AssignmentKind, "all" | "announcements" | "none">>;
  readonly functions: {
    /** Code or `PREFIX*` → class. A code absent from here gives no right and makes a problem. */
    readonly table: Readonly<Record<string, FunctionClass>>;
    readonly withoutSuccessorDays: number;
  };
  readonly levels: { readonly head: number; readonly headAnnonces: number; readonly manager: number; readonly restoreByHand: boolean };
  readonly delays: DepartureDelays & {
    readonly graceDays: number;
    readonly graceAutumnDays: number;
    readonly autumnMonths: readonly number[];
    readonly vanishedWorkingDays: number;
    readonly vanishedReads: number;
    readonly closedMembersDays: number;
    /** Population → the delays it has of its own. */
    readonly byPopulation: Readonly<Record<string, Partial<DepartureDelays>>>;
    readonly periods: readonly DelayPeriod[];
  };
  /** Members above which a restricted room is joined by invite + join. */
  readonly restrictedJoinMaximum: number;
  readonly roomVersion: string;
  readonly externalIdProvider: string;
  readonly guards: GuardLimits;
  readonly drift: DriftPolicy;
  readonly merge: MergePolicy;
}

/** Everything but the server's name has a default. */
export function defaultPolicy(serverName: string): Policy {
  return {
    serverName,
    establishmentSecret: "set-by-configuration",
    // Synapse escapes a leading underscore in CAS logins and refuses it to ordinary registrations: no human can ever get one.
    identities: { connector: "_campus.connector", agentSmith: "_campus.agent.smith" },
    populations: {
      eligible: ["titulaire", "cdi", "cdd", "vacataire", "doctorant", "heberge", "emerite", "enseignant", "chercheur", "administratif"],
      noInheritance: ["vacataire"],
    },
    opening: [],
    structures: {
      establishment: null,
      establishmentTypes: ["ETAB", "{SUPANN}S101", "{SUPANN}S102"],
      fictitiousTypes: ["FICT"],
      bodyTypes: ["{SUPANN}C*", "{SUPANN}E*", "CONS"],
      sensitive: [],
      minimumSize: 3,
      generalMaximum: 300,
      encadrementMinimum: 2,
      typeOrder: [],
    },
    templates: defaultTemplates,
    rooms: defaultRules,
    assignments: { EMPLOI: "all", AFFECTATION: "all", RECHERCHE: "all", ENSEIGNEMENT: "announcements", ETUDE: "none" },
    functions: {
      table: {
        P00: "head",
        P10: "head",
        P50: "head",
        R00: "head",
        R40: "head",
        F10: "head",
        F60: "head",
        "J*": "head",
        D30: "head",
        T65: "head",
        T57: "manager",
      },
      withoutSuccessorDays: 60,
    },
    levels: { head: 50, headAnnonces: 75, manager: 50, restoreByHand: false },
    delays: {
      graceDays: 7,
      graceAutumnDays: 30,
      autumnMonths: [8, 9, 10],
      announcedDays: 30,
      ineligibleDays: 30,
      vanishedWorkingDays: 5,
      vanishedReads: 3,
      lockedMembershipsDays: 30,
      deactivateMonths: 12,
      eraseMonths: 12,
      closedMembersDays: 90,
      byPopulation: {},
      periods: [],
    },
    restrictedJoinMaximum: 2000,
    roomVersion: "11",
    externalIdProvider: "cas",
    guards: defaultGuards,
    merge: defaultMerge,
    drift: defaultDrift,
  };
}

/** Names are the directory's; what opens a room is closed again; the rest is told. */
const defaultDrift: DriftPolicy = {
  roomName: "restore",
  topic: "report",
  avatar: "report",
  alias: "report",
  joinRule: "report",
  history: "report",
  levels: "report",
  retention: "report",
  wider: "restore",
  accountName: "restore",
  accountMail: "report",
};

const defaultGuards: GuardLimits = {
  exits: { min: 3, percent: 1, cap: 50 },
  exitsWeek: { min: 10, percent: 3, cap: 200 },
  windowFactor: 10,
  declaredWindows: [
    { from: "08-31", until: "09-15" },
    { from: "12-31", until: "01-15" },
  ],
  weekFactor: 3,
  closings: { min: 3, percent: 2 },
  removals: { min: 20, percent: 3 },
  removalsWeek: { min: 20, percent: 10 },
  structureLoss: { min: 5, percent: 20 },
  promotions: { min: 10, percent: 10 },
  demotions: { min: 10, percent: 10 },
  growth: { min: 50, percent: 5 },
  renames: { min: 50, percent: 5 },
  mails: { min: 50, percent: 5 },
  redList: { min: 3, percent: 10 },
  externalIds: 10,
  shrunk: { percent: 98, tolerated: 2, smallSource: 100 },
};
