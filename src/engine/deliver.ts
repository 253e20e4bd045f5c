/** Sends what waits in the outbox; a channel that is down waits for another time and holds nobody up. */
import type { News } from "#core/news.ts";
import type { Log } from "./log.ts";
import type { Message, Notifier, Outbox, Posted } from "./notify-ports.ts";
import type { Clock } from "./ports.ts";

export interface DeliverDeps {
  readonly server: string;
  readonly store: Outbox;
  readonly notifiers: readonly Notifier[];
  /** Subject and text of a news, in the language of the site. */
  readonly compose: (news: News) => { readonly subject: string; readonly text: string };
  readonly clock: Clock;
  readonly log: Log;
}

/** Messages sent at a time. */
const atMost = 200;
/** Longer than any notifier takes: a process that dies while it sends leaves the message to the others. */
const claimMinutes = 5;
const minuteMs = 60_000;
/** Waits after each failed try, in minutes; after the last one the message is given up: about three days. */
const waits = [1, 5, 30, 120, 360, 720, 1440, 1440] as const;

/** Never throws: what could not be sent stays, with the reason. After a failure its channel is left alone until the next time. */
export async function deliver(deps: DeliverDeps): Promise<{ readonly sent: number; readonly failed: number }> {
  const { server, store, notifiers, clock } = deps;
  let sent = 0;
  const down = new Set<string>();
  try {
    for (const posted of await store.waitingNews(server, clock.now(), atMost)) {
      const notifier = notifiers.find(({ channel }) => channel === posted.channel);
      if (notifier === undefined || down.has(posted.channel)) continue;
      const outcome = await sendOne(deps, notifier, posted);
      if (outcome === "sent") sent += 1;
      else if (outcome === "failed") down.add(posted.channel);
    }
  } catch (error) {
    deps.log.error({ server, reason: reasonOf(error) }, "news could not be delivered");
  }
  return { sent, failed: down.size };
}

/** `elsewhere`: another process is at it. */
type Sending = "sent" | "failed" | "elsewhere";

async function sendOne({ server, store, compose, clock, log }: DeliverDeps, notifier: Notifier, posted: Posted): Promise<Sending> {
  const { id, news, madeAt, tries, channel } = posted;
  if (!(await store.claimNews(id, clock.now(), later(clock, claimMinutes)))) return "elsewhere";
  const message: Message = { id: `campus-${server}-${id}`, server, news, at: madeAt, ...compose(news) };
  try {
    await notifier.send(message);
  } catch (error) {
    const wait = waits[tries];
    const nextAt = wait === undefined ? null : later(clock, wait);
    log.warn({ server, channel, news: news.code, tries: tries + 1, reason: reasonOf(error) }, "news not sent");
    await store.newsFailed(id, reasonOf(error), nextAt);
    return "failed";
  }
  log.info({ server, channel, news: news.code, operation: "notify" }, "news sent");
  await store.newsSent(id, clock.now());
  return "sent";
}

function later(clock: Clock, minutes: number): string {
  return new Date(Date.parse(clock.now()) + minutes * minuteMs).toISOString();
}

/** Without addresses or contents: an error of a mail server may repeat both. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
