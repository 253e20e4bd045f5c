/** Tells people what a pass came to: posts the news in the outbox, then sends what waits. A pass never fails or waits for it. */
import { departureNews } from "#core/departure-news.ts";
import { AppError } from "#core/errors.ts";
import { holdNews } from "#core/hold-news.ts";
import type { News } from "#core/news.ts";
import { type DeliverDeps, deliver } from "./deliver.ts";
import type { Channel } from "./notify-ports.ts";
import type { Run, SavedPlan, Store } from "./ports.ts";
import type { Prepared } from "./prepare.ts";
import { allowedIn, approversIn } from "./release.ts";
import type { PassReport } from "./report.ts";

export interface HeraldSettings {
  readonly reminderDays: readonly number[];
  /** Failed runs in a row that are told. */
  readonly failuresInARow: number;
  /** null: people who leave are not written to. */
  readonly departureDays: readonly number[] | null;
}

export type HeraldDeps = Omit<DeliverDeps, "store"> & { readonly store: Store; readonly settings: HeraldSettings };

export interface Herald {
  /** Posts; the next `deliver` sends. */
  post(news: readonly News[]): Promise<void>;
  /** A whole pass has applied what it may: people who are about to leave are written to. */
  applied(prepared: Prepared): Promise<void>;
  passEnded(run: Run, report: PassReport): Promise<void>;
  passFailed(run: Run, error: unknown): Promise<void>;
  deliver(): Promise<void>;
  /** Posts what is due by now about changes that are still held, though no pass has run since. */
  remind(): Promise<void>;
  /** Posts, and sends at once. */
  tell(news: readonly News[]): Promise<void>;
}

/** Runs looked back at to know since when something waits or fails. */
const runsBack = 400;

export function openHerald(deps: HeraldDeps): Herald {
  const post = (news: readonly News[]) => postNews(deps, news);
  const safely = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      deps.log.error({ server: deps.server, reason: error instanceof Error ? error.name : "unknown" }, "news could not be posted");
    }
  };
  return {
    post,
    applied: (prepared) => safely(async () => post(await leavingNews(deps, prepared))),
    passEnded: (run, report) => safely(async () => post(await newsOfPass(deps, run, report))),
    passFailed: (run, error) => safely(async () => post(await newsOfFailure(deps, run, error))),
    remind: () => safely(async () => post(await reminders(deps))),
    deliver: () => safely(async () => void (await deliver(deps))),
    async tell(news) {
      await safely(() => post(news));
      await safely(async () => void (await deliver(deps)));
    },
  };
}

/** Letters to single people go by mail only. */
async function postNews({ server, store, notifiers, clock }: HeraldDeps, news: readonly News[]): Promise<void> {
  const channels = notifiers.map(({ channel }) => channel);
  const of = (one: News): readonly Channel[] => (one.to === undefined ? channels : channels.filter((channel) => channel === "mail"));
  const posts = news.flatMap((one) => of(one).map((channel) => ({ channel, news: one })));
  if (posts.length > 0) await store.postNews(server, posts, clock.now());
}

async function newsOfPass(deps: HeraldDeps, run: Run, report: PassReport): Promise<News[]> {
  const { plan, held, error } = report;
  const identities = plan.plan.changes.filter(({ kind }) => kind === "identity.link");
  const moved = identities.map((change): News => {
    const { userId, before, after } = change as { userId: string; before: string; after: string };
    const params = { server: deps.server, userId, before: before ?? "", after: after ?? "" };
    return { code: "identity-change", key: `identity-change:${change.key}:${after}`, params };
  });
  const failed = error === null ? [] : await newsOfFailure(deps, run, error);
  return [...moved, ...failed, ...(run.scope === null && held > 0 ? await waitingNews(deps, run, { saved: plan, held }) : [])];
}

/** Of the last whole pass, what nobody has released since. */
async function reminders(deps: HeraldDeps): Promise<News[]> {
  const { store, server } = deps;
  const whole = (await store.runs(server, runsBack)).filter(({ scope }) => scope === null);
  const last = whole.find(({ status }) => status === "held" || status === "done");
  const saved = last?.status === "held" && last.planId !== null ? await store.loadPlan(last.planId) : null;
  if (last === undefined || saved === null) return [];
  const allowed = allowedIn(saved.plan, approversIn(saved, await store.approvals(saved.id)));
  const held = saved.plan.changes.filter((change) => change.held !== undefined && !allowed.has(change.key)).length;
  return held === 0 ? [] : waitingNews(deps, last, { saved, held });
}

interface Held {
  readonly saved: SavedPlan;
  readonly held: number;
}

/** What waits has waited since the oldest of the latest whole passes that all held something. */
async function waitingNews({ server, store, clock, settings }: HeraldDeps, run: Run, { saved, held }: Held): Promise<News[]> {
  let first: Pick<Run, "id" | "startedAt"> = run;
  for (const { id, startedAt, status, scope, undoes } of await store.runs(server, runsBack)) {
    if (id === run.id || scope !== null || undoes !== null || status === "failed" || status === "interrupted") continue;
    if (status !== "held" || run.undoes !== null) break;
    first = { id, startedAt };
  }
  const { plan, id: planId } = saved;
  // A clock set back meanwhile begins no other week.
  const days = Math.max(0, Math.floor((Date.parse(clock.now()) - Date.parse(first.startedAt)) / 86_400_000));
  return holdNews({ plan, planId, count: held, first: first.id, days, reminderDays: settings.reminderDays });
}

/** The ledger as the pass left it: whoever it has just announced is written to at once when the day has come. */
async function leavingNews({ server, store, settings }: HeraldDeps, { input, run }: Prepared): Promise<News[]> {
  if (settings.departureDays === null || run.scope !== null || run.undoes !== null) return [];
  const { directory, policy, today } = input;
  const ledger = await store.loadLedger(server, today);
  return departureNews({ server, ledger, directory, policy, today, daysBefore: settings.departureDays });
}

async function newsOfFailure({ server, store, settings }: HeraldDeps, run: Run, error: unknown): Promise<News[]> {
  const code = error instanceof AppError ? error.code : "unexpected";
  const failing = await failedInARow(store, server);
  const first = failing.at(-1)?.id ?? run.id;
  const params = { server, error: code, count: failing.length };
  const news: News[] = [];
  if (error instanceof AppError && code.startsWith("source.")) {
    const source = String(error.params.source ?? "");
    news.push({ code: "source-unreadable", key: `source-unreadable:${source}:${first}`, params: { ...params, source } });
  }
  if (failing.length >= settings.failuresInARow) news.push({ code: "run-failing", key: `run-failing:${first}`, params });
  return news;
}

/** Newest first. */
async function failedInARow(store: Store, server: string): Promise<readonly Run[]> {
  const runs = (await store.runs(server, runsBack)).filter(({ status }) => status !== "running");
  const end = runs.findIndex(({ status }) => status !== "failed" && status !== "interrupted");
  return end < 0 ? runs : runs.slice(0, end);
}
