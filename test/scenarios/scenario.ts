/** The form of a scenario file: a small university, what happened to it, and the whole plan that must follow. */
import { z } from "zod";

const Person = z.strictObject({
  login: z.string().nullable().optional(),
  name: z.string().nullable().optional(),
  given: z.string().optional(),
  family: z.string().optional(),
  mail: z.string().nullable().optional(),
  state: z.enum(["active", "future", "leaving", "disabled"]).optional(),
  from: z.string().optional(),
  until: z.string().optional(),
  populations: z.array(z.string()).optional(),
  sites: z.array(z.string()).optional(),
  redList: z.boolean().optional(),
  fictitious: z.boolean().optional(),
  /** No state, population or red list is said, as in a source that only adds. */
  bare: z.boolean().optional(),
  /** `LAB`, or `LAB ENSEIGNEMENT 2025-01-01..2026-08-31`. */
  in: z.array(z.string()).optional(),
  /** `D30 LAB`, or `D30 LAB ..2026-08-31`. */
  functions: z.array(z.string()).optional(),
});
export type Person = z.infer<typeof Person>;

const Structure = z.strictObject({
  type: z.string().nullable().optional(),
  label: z.string().nullable().optional(),
  acronym: z.string().nullable().optional(),
  /** The establishment when absent. */
  parents: z.array(z.string()).optional(),
  opens: z.string().optional(),
  closes: z.string().optional(),
  sourceId: z.string().optional(),
  successor: z.string().optional(),
  external: z.boolean().optional(),
});
export type Structure = z.infer<typeof Structure>;

/** One source of several. */
const Source = z.strictObject({
  structures: z.record(z.string(), Structure.nullable()).optional(),
  people: z.record(z.string(), Person.nullable()).optional(),
  /** Entries beside the keyed ones: same id twice, no id. */
  entries: z.array(Person.extend({ id: z.string().optional() })).optional(),
  /** Optional, and not read in this pass. */
  missing: z.boolean().optional(),
});
export type Source = z.infer<typeof Source>;

/** null removes. */
const University = z.strictObject({
  today: z.string().optional(),
  structures: z.record(z.string(), Structure.nullable()).optional(),
  people: z.record(z.string(), Person.nullable()).optional(),
  /** Entries beside the keyed ones: same id twice, no id. */
  entries: z.array(Person.extend({ id: z.string().optional() })).optional(),
  /** The source could not be read completely in this pass: nothing counts towards "vanished". */
  stale: z.boolean().optional(),
  /** Instead of a pass, the plan that undoes the pass of that number. */
  undo: z.number().optional(),
  /** Several sources in order of precedence, in place of the fields above; the role each has is in `roles` of the scenario. */
  sources: z.record(z.string(), Source).optional(),
});
export type University = z.infer<typeof University>;

/** Last day, and first one: passes before it (`passOn`) don't know of the decision. Since `when` unless told. */
const dates = { until: z.string().optional(), since: z.string().optional() };

const Decisions = z.strictObject({
  overrides: z
    .record(
      z.string(),
      z.strictObject({
        displayName: z.string().optional(),
        mail: z.string().optional(),
        disabled: z.literal(true).optional(),
        ...dates,
      }),
    )
    .optional(),
  exemptions: z
    .record(
      z.string(),
      z.strictObject({
        eligible: z.boolean().optional(),
        protected: z.boolean().optional(),
        rooms: z.array(z.string()).optional(),
        ...dates,
      }),
    )
    .optional(),
  leavings: z.record(z.string(), z.strictObject({ act: z.enum(["cancel", "move"]), due: z.string().optional(), ...dates })).optional(),
  emergencies: z.array(z.string()).optional(),
  erasures: z.array(z.string()).optional(),
  refreshes: z.array(z.string()).optional(),
  /** Structure → the one that succeeds it. */
  successors: z.record(z.string(), z.string()).optional(),
  closings: z.record(z.string(), z.enum(["close", "reopen"])).optional(),
  /** A problem's code, alone or followed by its subject. */
  ignored: z.array(z.string()).optional(),
  pauses: z.array(z.strictObject({ scope: z.string(), ...dates })).optional(),
  /** Absorbed → survivor, with the rooms that it was in by other hands. */
  merges: z.record(z.string(), z.strictObject({ into: z.string(), rooms: z.record(z.string(), z.number()).optional() })).optional(),
  /** Person → new localpart. */
  moves: z.record(z.string(), z.strictObject({ to: z.string(), rooms: z.record(z.string(), z.number()).optional() })).optional(),
  adoptions: z.record(z.string(), z.strictObject({ account: z.string(), verdict: z.enum(["adopt", "refuse"]) })).optional(),
  /** Room on the server → its place, or the place it had. */
  roomAdoptions: z.record(z.string(), z.strictObject({ as: z.string(), verdict: z.enum(["adopt", "release"]).optional() })).optional(),
  /** Person, room → name there. */
  localNames: z.record(z.string(), z.record(z.string(), z.string())).optional(),
});
export type Decisions = z.infer<typeof Decisions>;

/** A room that people made themselves and that campus doesn't manage. */
const Found = z.strictObject({
  found: z.string(),
  name: z.string().optional(),
  space: z.boolean().optional(),
  version: z.string().optional(),
  /** Somebody of this server in it has level 100. */
  reachable: z.boolean().optional(),
  /** Other servers with people in it. */
  servers: z.array(z.string()).optional(),
  members: z.array(z.string()).optional(),
  levels: z.record(z.string(), z.number()).optional(),
  /** Who left it by themselves. */
  away: z.array(z.string()).optional(),
  children: z.array(z.string()).optional(),
  joinRule: z.enum(["invite", "restricted", "public", "knock"]).optional(),
  history: z.string().optional(),
  alias: z.string().optional(),
  topic: z.string().optional(),
  /** Level that writing needs. */
  write: z.number().optional(),
  encrypted: z.boolean().optional(),
  replacedBy: z.string().optional(),
});
export type Found = z.infer<typeof Found>;

/** What happened on the server between the two passes, by other hands. */
const Happening = z.union([
  z.strictObject({ left: z.string(), room: z.string() }),
  z.strictObject({ kicked: z.string(), room: z.string(), by: z.string() }),
  z.strictObject({ banned: z.string(), room: z.string(), by: z.string() }),
  z.strictObject({ joined: z.string(), room: z.string() }),
  z.strictObject({ level: z.number(), of: z.string(), room: z.string() }),
  z.strictObject({
    account: z.string(),
    name: z.string().optional(),
    externalIds: z.array(z.string()).optional(),
    mails: z.array(z.string()).optional(),
  }),
  /** Somebody changed a setting of a room: `joinRule`, `name`, or a field of its settings, `levels.NAME` for a level. */
  z.strictObject({ room: z.string(), setting: z.string(), to: z.union([z.string(), z.number(), z.boolean()]) }),
  Found,
  z.strictObject({ locked: z.string() }),
  z.strictObject({ deactivated: z.string() }),
  /** An administrator changed what the search for people finds. */
  z.strictObject({ listed: z.string() }),
  z.strictObject({ hidden: z.string() }),
  z.strictObject({ deletedRoom: z.string() }),
  /** Agent Smith left it or lost his level; `restorable`: somebody in it has that level. */
  z.strictObject({ lostRoom: z.string(), restorable: z.boolean() }),
  /** campus died: the row was announced, the server never heard of it. */
  z.strictObject({ announcedAccount: z.string(), login: z.string() }),
  z.strictObject({ announcedGrant: z.string(), room: z.string() }),
  /** What the last 7 days, and the last hour, changed without an approval: weight → count, for sliding guards. */
  z.strictObject({ week: z.record(z.string(), z.number()), hour: z.record(z.string(), z.number()).optional() }),
  /** The pass of that number was undone and the undo approved: 1 is that of `given`, then each `passOn` and `undo`. */
  z.strictObject({ undo: z.number(), on: z.string().optional() }),
  /** A pass ran and was applied on that day, with the directory of `when` unless entries are given. */
  z.strictObject({
    passOn: z.string(),
    unapproved: z.literal(true).optional(),
    /** In force at that pass only. */
    decisions: Decisions.optional(),
    people: z.record(z.string(), Person.nullable()).optional(),
    structures: z.record(z.string(), Structure.nullable()).optional(),
    sources: z.record(z.string(), Source).optional(),
  }),
]);
export type Happening = z.infer<typeof Happening>;

export const Scenario = z.strictObject({
  scenario: z.string(),
  rules: z.string(),
  policy: z.record(z.string(), z.unknown()).optional(),
  /** Laid over `policy` since: what somebody has just edited. */
  policyNow: z.record(z.string(), z.unknown()).optional(),
  /** Roles of sources, by name, over the default one. */
  roles: z
    .record(
      z.string(),
      z.strictObject({
        joinBy: z.array(z.enum(["id", "login", "mail"])).optional(),
        issuesIds: z.boolean().optional(),
        idPrefix: z.string().optional(),
      }),
    )
    .optional(),
  /** Read, planned, approved and applied before; a virgin server when absent. */
  given: University.optional(),
  meanwhile: z.array(Happening).optional(),
  decisions: Decisions.optional(),
  /** Laid over `given`. */
  when: University,
  expect: z.strictObject({
    changes: z.array(z.string()),
    /** Of the pass after this one, once everything was approved; none when left out. */
    next: z.array(z.string()).optional(),
    problems: z.array(z.string()).optional(),
    /** Problems that a decision keeps off the list. */
    ignored: z.array(z.string()).optional(),
    bookkeeping: z.array(z.string()).optional(),
    held: z.array(z.string()).optional(),
    /** Where the values of people come from: `mail: p1@univ-demo.example from ldap (rh: …)`. */
    origins: z.record(z.string(), z.array(z.string())).optional(),
    why: z
      .array(z.strictObject({ person: z.string(), room: z.string().optional(), verdict: z.string(), reasons: z.array(z.string()) }))
      .optional(),
  }),
});
export type Scenario = z.infer<typeof Scenario>;
