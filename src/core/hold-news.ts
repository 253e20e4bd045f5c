/** What is to be said of changes that wait: when they begin to, some days later, and when their week is over (docs/RULES.md §7). */
import type { News } from "./news.ts";
import type { Plan } from "./plan.ts";

/** Days after which what waits can no longer be approved. */
const weekDays = 7;

export interface Waiting {
  readonly plan: Plan;
  readonly planId: string;
  /** Held and not released. */
  readonly count: number;
  /** Id of the run that first found something held, without a pass since that held nothing; and the whole days since it started. */
  readonly first: string;
  readonly days: number;
  readonly reminderDays: readonly number[];
}

/** Every news that is due by now; those already told are known by their key. */
export function holdNews({ plan, planId, count, first, days, reminderDays }: Waiting): News[] {
  const round = Math.floor(days / weekDays);
  const guards = [...new Set(plan.guards.filter(({ verdict }) => verdict === "held").map(({ name }) => name))].sort();
  const params = { server: plan.server, plan: planId, count, guards: guards.join(", ") };
  const key = (code: string, of: string | number) => `${code}:${first}:${of}`;
  const news: News[] = [{ code: "plan-held", key: key("plan-held", `${round}:${guards.join("+")}`), params }];
  const due = reminderDays.filter((day) => day < weekDays && day <= days % weekDays).at(-1);
  if (due !== undefined)
    news.push({
      code: "hold-reminder",
      key: key("hold-reminder", round * weekDays + due),
      params: { ...params, days: days % weekDays, left: weekDays - (days % weekDays) },
    });
  if (round > 0) news.push({ code: "hold-expired", key: key("hold-expired", round), params });
  return news;
}
