/** Passes over random universities, on the simulated server. */
import { addDays, day } from "#core/day.ts";
import { noDecisions } from "#core/decisions.ts";
import type { Day, RoomKey, UserId } from "#core/ids.ts";
import { emptyLedger } from "#core/ledger.ts";
import { mergeReadings } from "#core/merge.ts";
import { type Departure, emptyObserved, type ObservedAccount } from "#core/observed.ts";
import { makePlan, type Plan, type PlanInput } from "#core/plan.ts";
import { defaultPolicy, type Policy } from "#core/policy.ts";
import { draftOf, roomAt } from "../scenarios/draft.ts";
import type { University } from "../scenarios/scenario.ts";
import { applyPlan, join, leave, type State } from "../scenarios/simulate.ts";
import { layOver, toReading } from "../scenarios/university.ts";
import type { Mischief } from "./arbitraries.ts";

const base = defaultPolicy("campus.test");
/** One person is enough for a space: random universities are small. */
export const policy: Policy = { ...base, structures: { ...base.structures, minimumSize: 1, sensitive: ["C" as never] } };
export const firstDay = day("2026-06-02");
export const virgin: State = { ledger: emptyLedger, observed: emptyObserved };

export function inputFor(university: University, state: State, today: Day): PlanInput {
  const directory = mergeReadings([toReading(university)], policy);
  return { server: "prod", directory, policy, decisions: noDecisions, today, fresh: true, ...state };
}

export interface Passed {
  readonly state: State;
  readonly input: PlanInput;
  readonly plan: Plan;
  readonly today: Day;
}

/** First pass approved whole, then what people did, then the plan of the second pass. */
export function secondPass(history: { before: University; change: University; days: number }, acts: Mischief = []): Passed {
  const first = makePlan(inputFor(history.before, virgin, firstDay));
  const state = misbehave(applyPlan(virgin, first, true), acts);
  const today = addDays(firstDay, history.days);
  const input = inputFor(layOver(history.before, history.change), state, today);
  return { state, input, plan: makePlan(input), today };
}

const moderator = "@moderator:campus.test" as UserId;

export function misbehave(state: State, acts: Mischief): State {
  const draft = draftOf(state.observed);
  for (const { room: at, user: who, act } of acts) {
    const rooms = [...draft.rooms.keys()];
    const room = rooms[at % Math.max(1, rooms.length)];
    const members = room === undefined ? [] : [...roomAt(draft, room).members];
    const user = members[who % Math.max(1, members.length)];
    if (room !== undefined && user !== undefined) misact(draft, room, user, act);
  }
  return { ...state, observed: draft };
}

function misact(draft: ReturnType<typeof draftOf>, room: RoomKey, user: UserId, act: Mischief[number]["act"]): void {
  if (typeof act === "number") roomAt(draft, room).levels.set(user, act);
  else if (act === "stranger") join(draft, room, "@invitee:campus.test" as UserId);
  else if (act === "delete-room") draft.rooms.delete(room);
  else if (act === "deactivate") touchAccount(draft, user, { deactivated: true });
  else if (act === "hide") touchAccount(draft, user, { listed: false });
  else leave(draft, room, user, departures[act](user));
}

const departures: Record<"left" | "kicked" | "banned", (user: UserId) => Departure> = {
  left: (user) => ({ membership: "leave", by: user }),
  kicked: () => ({ membership: "leave", by: moderator }),
  banned: () => ({ membership: "ban", by: moderator }),
};

function touchAccount(draft: ReturnType<typeof draftOf>, user: UserId, part: Partial<ObservedAccount>): void {
  const account = draft.accounts.get(user);
  if (account) draft.accounts.set(user, { ...account, ...part });
}
