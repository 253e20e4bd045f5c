/** Where news go: the powers that telling people needs. */
import type { News } from "#core/news.ts";

export type Channel = "mail" | "matrix" | "webhook";

/** A letter ready to be sent; `id` is the same at each try, so that a receiver can drop what it already has. */
export interface Message {
  readonly id: string;
  readonly server: string;
  readonly news: News;
  /** Instant at which it was posted. */
  readonly at: string;
  readonly subject: string;
  readonly text: string;
}

export interface Notifier {
  readonly channel: Channel;
  /** Sent, or an error: the message is then tried again later. Ends within its own time limit. */
  send(message: Message): Promise<void>;
  close(): Promise<void>;
}

export interface Posted {
  readonly id: string;
  readonly channel: Channel;
  readonly news: News;
  readonly madeAt: string;
  /** Failed tries so far. */
  readonly tries: number;
}

/** News that wait to be sent, so that a crash loses none and tells none a second time. */
export interface Outbox {
  /** What has the same key on the same channel was posted already and is left alone. */
  postNews(server: string, posts: readonly { readonly channel: Channel; readonly news: News }[], at: string): Promise<void>;
  /** Unsent, due, oldest first. */
  waitingNews(server: string, now: string, limit: number): Promise<readonly Posted[]>;
  /**
   * True when it is for the caller to send now: nobody else is given it before `until`. One that whoever claimed it neither sent nor
   * failed to send comes back then.
   */
  claimNews(id: string, now: string, until: string): Promise<boolean>;
  newsSent(id: string, at: string): Promise<void>;
  /** `nextAt` null: given up. */
  newsFailed(id: string, failure: string, nextAt: string | null): Promise<void>;
}
