/** One page: redirects followed on the spot, a busy server waited for as long as it says and is allowed to. */
import { setTimeout as sleep } from "node:timers/promises";
import type { HttpSource } from "#config/source-http.ts";
import { AppError } from "#core/errors.ts";
import { type FeedPlace, invalid, toAppError } from "./failures.ts";
import type { Client, HttpAnswer } from "./request.ts";

export interface Asking {
  readonly config: HttpSource;
  readonly client: Client;
  readonly token: string | null;
  /** Ends the whole feed. */
  readonly deadline: AbortSignal;
  /** Bytes that all pages together may still hold. */
  readonly budget: { left: number };
}

/** 200, or 304 when `etag` is given. Throws source.*. */
export async function askPage(asking: Asking, url: URL, etag: string | null): Promise<HttpAnswer> {
  const { config } = asking;
  for (let attempt = 1; ; attempt += 1) {
    const place = placeOf(config, url);
    const answer = await follow(asking, url, etag).catch((error: unknown) => {
      throw toAppError(error, asking.deadline.aborted ? { ...place, seconds: config.totalSeconds } : place);
    });
    if (answer.status === 200 || (answer.status === 304 && etag !== null)) return answer;
    if (!isBusy(answer.status)) throw refused(place, answer.status);
    const wait = waitOf(answer);
    if (attempt >= config.tries || wait > config.longestWaitSeconds)
      throw new AppError("source.unreachable", { source: place.source, url: place.url, reason: `HTTP ${answer.status}` });
    await sleep(wait * 1000, undefined, { signal: asking.deadline }).catch((error: unknown) => {
      throw toAppError(error, { ...place, seconds: config.totalSeconds });
    });
  }
}

export function placeOf({ name: source, pageSeconds: seconds, maximumMegabytes: megabytes }: HttpSource, url: URL): FeedPlace {
  return { source, url: url.origin + url.pathname, seconds, megabytes };
}

const longestChain = 5;

/** The token goes to the origin of the configuration only: an answer that leads elsewhere is refused. */
async function follow({ config, client, token, deadline, budget }: Asking, from: URL, etag: string | null): Promise<HttpAnswer> {
  const headers = {
    accept: "application/json",
    ...config.headers,
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(etag === null ? {} : { "if-none-match": etag }),
  };
  const signal = AbortSignal.any([deadline, AbortSignal.timeout(config.pageSeconds * 1000)]);
  let url = from;
  for (let hop = 0; hop <= longestChain; hop += 1) {
    const answer = await client.get(url, headers, { signal, maximumBytes: budget.left });
    budget.left -= answer.body.length;
    const { location } = answer.headers;
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
    const next = new URL(location, url);
    if (next.origin !== from.origin) throw invalid(placeOf(config, from), "redirect", next.origin);
    url = next;
  }
  throw invalid(placeOf(config, from), "redirect", from.pathname);
}

function isBusy(status: number): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}

function refused(place: FeedPlace, status: number): AppError {
  const { source, url } = place;
  if (status === 401 || status === 403) return new AppError("source.refused", { source, url, dn: url, result: status });
  if (status >= 500) return new AppError("source.unreachable", { source, url, reason: `HTTP ${status}` });
  return invalid(place, "status", status);
}

/** Seconds of Retry-After (RFC 9110 §10.2.3: a number, or a date); 1 when it says nothing. */
export function waitOf({ headers }: Pick<HttpAnswer, "headers">): number {
  const text = headers["retry-after"];
  if (text === undefined) return 1;
  if (/^\d+$/.test(text)) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) ? 1 : Math.max(0, (date - Date.now()) / 1000);
}
