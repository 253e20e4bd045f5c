/** Runs a scenario: the state before, what happened meanwhile, then the plan that must follow. */
import { day } from "#core/day.ts";
import { type Decisions, noDecisions } from "#core/decisions.ts";
import type { SourceReading } from "#core/directory.ts";
import type { Weight, Weights } from "#core/guard-weights.ts";
import { type Day, personKey, type RoomKey, roomId, roomKey, type UserId } from "#core/ids.ts";
import { emptyBase, emptyLedger, type Ledger } from "#core/ledger.ts";
import { mergeReadings } from "#core/merge.ts";
import { defaultRole } from "#core/merge-policy.ts";
import { emptyObserved, type ObservedAccount } from "#core/observed.ts";
import { makePlan, type Plan, type PlanInput } from "#core/plan.ts";
import { defaultPolicy, type Policy } from "#core/policy.ts";
import { mergeRules, type RulePatch } from "#core/rule.ts";
import { mergeTemplates, type TemplatePatch } from "#core/template.ts";
import { planUndo } from "#core/undo.ts";
import { decisionsOf } from "./decisions.ts";
import { draftOf, roomAt } from "./draft.ts";
import { foundRoom } from "./found.ts";
import type { Happening, Scenario, University } from "./scenario.ts";
import { byHand } from "./settings.ts";
import { applyPlan, join, leave, loseRoom, type State } from "./simulate.ts";
import { standingAfter, undoTask } from "./undo.ts";
import { layOver, toReadings } from "./university.ts";

export interface Prepared {
  readonly state: State;
  readonly input: PlanInput;
  readonly plan: Plan;
  /** The same plan from what is seen later. */
  readonly again: (input: PlanInput) => Plan;
  /** What the last pass read. */
  readonly readings: readonly SourceReading[];
}

const virgin: State = { ledger: emptyLedger, observed: emptyObserved };

export function runScenario(scenario: Scenario, shuffle = (reading: University): University => reading): Prepared {
  const policy = policyOf(scenario);
  const before = { university: scenario.given ?? {}, decisions: noDecisions };
  let state = scenario.given === undefined ? virgin : passOver(virgin, before, policy, scenario.given.today ?? "2026-06-01");
  for (const happening of scenario.meanwhile ?? []) state = happen(state, happening, scenario, policy);
  const university = shuffle(layOver(scenario.given, scenario.when));
  const today = dayOf(scenario);
  const edited = policyOf({ ...scenario, policy: overlay(scenario.policy ?? {}, scenario.policyNow ?? {}) });
  const decisions = decisionsOf(scenario.decisions, today, today);
  const input: PlanInput = lookAtNames({ ...inputFor(university, edited, today, state), decisions });
  state = { ...state, observed: input.observed };
  const { undo } = scenario.when;
  const task = undo === undefined ? null : undoTask(state.runs ?? [], undo);
  const again = (one: PlanInput) => (task === null ? makePlan(one) : planUndo(one, task).plan);
  return { state, input, plan: again(input), again, readings: toReadings(university).read };
}

/** Without the built-in room for everybody, unless the scenario names it: it would be in every plan. Templates and rules are laid over by key. */
export function policyOf({ policy: patch = {}, roles = {} }: Pick<Scenario, "policy" | "roles">): Policy {
  const { templates = [], rooms = [], ...plain } = patch;
  const base = defaultPolicy("campus.test");
  const named = new Set((rooms as RulePatch[]).map((one) => one.key));
  const builtIn = base.rooms.filter((one) => named.has(one.key));
  const policy = overlay(base, plain);
  const given = Object.entries(roles).map(([source, role]) => [source, overlay(defaultRole, role)] as const);
  return {
    ...policy,
    merge: { ...policy.merge, roles: Object.fromEntries(given) },
    templates: mergeTemplates(base.templates, templates as TemplatePatch[]),
    rooms: mergeRules(builtIn, rooms as RulePatch[]),
  };
}

function dayOf({ when }: Scenario): Day {
  return day(when.today ?? "2026-06-02");
}

function inputFor(university: University, policy: Policy, today: Day, { ledger, observed, standing = [] }: State): PlanInput {
  const { read, missing } = toReadings(university);
  const absent = missing.map(({ source }) => ({ source, readAt: "2026-06-01T06:00:00.000Z" }));
  const directory = mergeReadings(read, policy, absent);
  const remembered = missing.length === 0 ? null : mergeReadings(inOrderOf(university, [...read, ...missing]), policy);
  const fresh = university.stale !== true && missing.length === 0;
  return { server: "prod", directory, remembered, policy, decisions: noDecisions, ledger, observed, standing, today, fresh };
}

function inOrderOf({ sources = {} }: University, readings: readonly SourceReading[]): readonly SourceReading[] {
  return Object.keys(sources).flatMap((name) => readings.filter(({ source }) => source === name));
}

/** One pass, approved unless told otherwise; the base of the guards follows, but not what it weighs. */
function passOver(state: State, { university, decisions, unapproved = false }: Past, policy: Policy, today: string): State {
  const input = inputFor(university, policy, day(today), state);
  const looked = lookAtNames({ ...input, decisions });
  return applyPlan({ ...state, observed: looked.observed }, makePlan(looked), !unapproved);
}

/** Whoever has a local name, or had one, is looked at: by the account's own name where nobody said otherwise. */
function lookAtNames(input: PlanInput): PlanInput {
  const { decisions, ledger, observed } = input;
  const names = new Map([...(observed.names ?? [])].map(([room, own]) => [room, new Map(own)]));
  const look = (room: RoomKey, who: UserId | undefined) => {
    const own = who === undefined ? undefined : observed.accounts.get(who)?.displayName;
    if (who === undefined || own === undefined) return;
    const known = names.get(room) ?? new Map<UserId, string>();
    names.set(room, known.set(who, known.get(who) ?? own));
  };
  for (const { room, person } of decisions.localNames.values()) look(room, ledger.accounts.get(person)?.userId);
  for (const [room, given] of ledger.names) for (const who of given.keys()) look(room, who);
  return names.size === 0 ? input : { ...input, observed: { ...observed, names } };
}

/** With the last reading, as the engine does. */
function undoPass(state: State, { undo, on }: { undo: number; on?: string | undefined }, scenario: Scenario, policy: Policy): State {
  const today = on === undefined ? dayOf(scenario) : day(on);
  const input = lookAtNames(inputFor(layOver(scenario.given, scenario.when), policy, today, state));
  const task = undoTask(state.runs ?? [], undo);
  const standing = standingAfter(input, task, today);
  return { ...applyPlan({ ...state, observed: input.observed }, planUndo(input, task).plan, true), standing };
}

interface Past {
  readonly university: University;
  readonly decisions: Decisions;
  readonly unapproved?: boolean | undefined;
}

/** Objects are merged, everything else replaced. */
export function overlay<T>(base: T, over: unknown): T {
  if (!isRecord(base) || !isRecord(over)) return over as T;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = key in merged ? overlay(merged[key], value) : value;
  return merged as T;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const user = (localpart: string): UserId => `@${localpart}:campus.test` as UserId;

function happen(state: State, happening: Happening, scenario: Scenario, policy: Policy): State {
  if ("passOn" in happening) {
    const { passOn, decisions, unapproved, ...read } = happening;
    const university = layOver(scenario.given, Object.keys(read).length === 0 ? scenario.when : read);
    const on = day(passOn);
    const decided = decisions === undefined ? decisionsOf(scenario.decisions, dayOf(scenario), on) : decisionsOf(decisions, on, on);
    return passOver(state, { university, decisions: decided, unapproved }, policy, passOn);
  }
  if ("undo" in happening) return undoPass(state, happening, scenario, policy);
  if ("week" in happening) return { ...state, ledger: withBase(state.ledger, happening) };
  if ("announcedAccount" in happening) return { ...state, ledger: announceAccount(state.ledger, happening) };
  if ("announcedGrant" in happening) return { ...state, ledger: announceGrant(state.ledger, happening) };
  const draft = draftOf(state.observed);
  if ("setting" in happening) changeSetting(roomAt(draft, roomKey(happening.room)), happening.setting, happening.to);
  else actByHand(draft, happening);
  return { ...state, observed: draft };
}

type Draft = ReturnType<typeof draftOf>;

function actByHand(draft: Draft, happening: Happening): void {
  const room = "room" in happening ? roomKey(happening.room) : roomKey("");
  if ("left" in happening) leave(draft, room, user(happening.left), { membership: "leave", by: user(happening.left) });
  if ("kicked" in happening) leave(draft, room, user(happening.kicked), { membership: "leave", by: user(happening.by) });
  if ("banned" in happening) leave(draft, room, user(happening.banned), { membership: "ban", by: user(happening.by) });
  if ("joined" in happening) join(draft, room, user(happening.joined));
  if ("level" in happening) roomAt(draft, room).levels.set(user(happening.of), happening.level);
  if ("lostRoom" in happening) loseRoom(draft, roomKey(happening.lostRoom), happening.restorable);
  if ("found" in happening) draft.found.set(roomId(happening.found), foundRoom(happening));
  if ("deletedRoom" in happening) draft.rooms.delete(roomKey(happening.deletedRoom));
  if ("locked" in happening) change(draft, user(happening.locked), { locked: true });
  if ("deactivated" in happening) change(draft, user(happening.deactivated), { deactivated: true });
  if ("listed" in happening) change(draft, user(happening.listed), { listed: true });
  if ("hidden" in happening) change(draft, user(happening.hidden), { listed: false });
  if ("account" in happening) {
    const { account, name = account, externalIds = [], mails = [] } = happening;
    change(draft, user(account), { displayName: name, details: { externalIds, mails } });
  }
}

function changeSetting(room: ReturnType<typeof roomAt>, setting: string, to: string | number | boolean): void {
  if (setting === "joinRule" || setting === "name") Object.assign(room, { [setting]: to });
  else if (room.settings) room.settings = byHand(room.settings, setting, to);
}

function change(draft: Draft, userId: UserId, part: Partial<ObservedAccount>): void {
  const fresh: ObservedAccount = { userId, displayName: "", locked: false, deactivated: false, erased: false, listed: true };
  draft.accounts.set(userId, { ...(draft.accounts.get(userId) ?? fresh), ...part });
}

function withBase(
  ledger: Ledger,
  past: { readonly week: Record<string, number>; readonly hour?: Record<string, number> | undefined },
): Ledger {
  const weights = (counts: Record<string, number> = {}): Weights => new Map(Object.entries(counts) as [Weight, number][]);
  return { ...ledger, base: { ...emptyBase, ...ledger.base, hour: weights(past.hour), week: weights(past.week) } };
}

function announceAccount(ledger: Ledger, { announcedAccount, login }: { announcedAccount: string; login: string }): Ledger {
  const person = personKey(announcedAccount);
  const account = {
    person,
    userId: user(login),
    intended: true,
    state: "open",
    cause: null,
    since: day("2026-06-01"),
    due: null,
    login,
  } as const;
  return { ...ledger, accounts: new Map([...ledger.accounts, [person, { ...account, displayName: "", mail: null }]]) };
}

function announceGrant(ledger: Ledger, { announcedGrant, room }: { announcedGrant: string; room: string }): Ledger {
  const key = roomKey(room) as RoomKey;
  const grant = { userId: user(announcedGrant), level: 0, origin: "given", confirmed: false, lostSince: null } as const;
  return { ...ledger, grants: new Map([...ledger.grants, [key, new Map([...(ledger.grants.get(key) ?? []), [grant.userId, grant]])]]) };
}
