/** The one way to ask a Matrix server something: tokens, waiting when told to, trying again, and clear errors. */
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#core/errors.ts";
import { type Endpoint, fillPath } from "./endpoints.ts";
import type { Json } from "./json.ts";
import { type Answer, refusedError, waitOf } from "./refusals.ts";
import { type ClientTls, openTransport, type RawAnswer, type Transport } from "./transport.ts";

/** One request. `as` is the user the app service speaks as (masquerading); absent = the sender itself. */
export interface Ask {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly as?: string;
  readonly body?: Json;
  /** Another token than the app service's, or null for none (bootstrap only). */
  readonly token?: string | null;
  /** Asked before a lost request is sent again: an answer here means that the lost one did its work. */
  readonly settledBefore?: () => Promise<Answer | null>;
}

export interface MatrixClient {
  /** Any status below 500 that is not 401 or 429. Throws `matrix.*` for everything else. */
  ask(endpoint: Endpoint, ask: Ask): Promise<Answer>;
  /** A 2xx answer's body, or throws the refusal. */
  get(endpoint: Endpoint, ask: Ask): Promise<Json>;
  requests(): number;
  close(): void;
}

export interface ClientOptions {
  readonly baseUrl: string;
  /** A function is asked again when the token is refused: another one may have taken its place (docs/RULES.md §12.14). */
  readonly asToken: string | (() => string);
  /** Longest silence of the server, in milliseconds. */
  readonly timeoutMs?: number;
  /** Longest whole exchange, in milliseconds. */
  readonly deadlineMs?: number;
  readonly connections?: number;
  /** Tries in all for one request whose answer was lost or was a 5xx. */
  readonly tries?: number;
  /** How long, in milliseconds and beyond the tries, a server is waited for that is only restarting; 10 s unless the tries are told, then 0. */
  readonly patienceMs?: number;
  /** First pause between two tries, in milliseconds; doubled each time. */
  readonly backoffMs?: number;
  /** How many times in a row a 429 is waited out, and the longest single wait in milliseconds. */
  readonly limitedTries?: number;
  readonly longestWaitMs?: number;
  readonly forwardedFor?: string;
  readonly tls?: ClientTls;
}

const defaults = {
  timeoutMs: 60_000,
  deadlineMs: 180_000,
  connections: 16,
  // After the database was restarted each connection of a process of Synapse fails once, with a 500: one try more than its pool (5).
  tries: 6,
  patienceMs: 10_000,
  backoffMs: 200,
  limitedTries: 8,
  longestWaitMs: 120_000,
};
/** Longest pause between two tries. */
const longestPause = 1_000;
type Optional = "forwardedFor" | "tls";
type Settings = Required<Omit<ClientOptions, Optional>> & Pick<ClientOptions, Optional>;

export function openClient(options: ClientOptions): MatrixClient {
  const exact = options.tries === undefined ? {} : { patienceMs: 0 };
  const settings: Settings = { ...defaults, ...exact, ...options };
  const transport = openTransport(settings);
  const state = { settings, transport, sent: 0, token: readToken(settings), hasAnswered: false };
  const ask = (endpoint: Endpoint, what: Ask) => askUntilAnswered(state, endpoint, what);
  return {
    ask,
    get: async (endpoint, what) => {
      const answer = await ask(endpoint, what);
      if (answer.status >= 300) throw refusedError(answer, nameOf(endpoint, what));
      return answer.body;
    },
    requests: () => state.sent,
    close: () => transport.close(),
  };
}

interface State {
  readonly settings: Settings;
  readonly transport: Transport;
  sent: number;
  /** The application service's, as last read. */
  token: string;
  /** True once anything answered at this address. */
  hasAnswered: boolean;
}

function readToken({ asToken }: Settings): string {
  return typeof asToken === "string" ? asToken : asToken();
}

/** One request with its tries: counts what went wrong so far. */
interface Patience {
  readonly endpoint: Endpoint;
  readonly what: Ask;
  readonly settings: Settings;
  failures: number;
  limited: number;
  /** Milliseconds spent between tries. */
  waited: number;
}

async function askUntilAnswered(state: State, endpoint: Endpoint, what: Ask): Promise<Answer> {
  const patience: Patience = { endpoint, what, settings: state.settings, failures: 0, limited: 0, waited: 0 };
  for (;;) {
    const used = state.token;
    const outcome = await tryOnce(state, endpoint, what);
    if (outcome instanceof AppError && isRenewed(state, outcome, { what, used })) continue;
    const settled = outcome instanceof AppError ? await afterFailure(state, outcome, patience) : await afterAnswer(outcome, patience);
    if (settled) return settled;
  }
}

/** True when the token that was refused is no longer the one in its file: nothing was done with it, so the request is simply sent again. */
function isRenewed(state: State, error: AppError, { what, used }: { readonly what: Ask; readonly used: string }): boolean {
  if (error.code !== "matrix.unauthorized" || what.token !== undefined) return false;
  state.token = readToken(state.settings);
  return state.token !== used;
}

/** Throws, or pauses; then what the lost request did, when that can be known. */
async function afterFailure(state: State, error: AppError, patience: Patience): Promise<Answer | null> {
  const { endpoint, what, settings } = patience;
  patience.failures += 1;
  if (!worthAnotherTry(error, endpoint) || isOver(state, error, patience)) throw error;
  const pause = Math.min(settings.backoffMs * 2 ** (patience.failures - 1), longestPause);
  patience.waited += pause;
  await sleep(pause);
  return (await what.settledBefore?.()) ?? null;
}

/**
 * After its tries a request is given up, unless the server is only restarting: it answered before and now refuses connections, or a
 * reverse proxy says so for it. An address where nothing ever answered is more likely a wrong one.
 */
function isOver({ hasAnswered }: State, error: AppError, { failures, waited, settings }: Patience): boolean {
  if (failures < settings.tries) return false;
  const { status, cause } = error.params;
  const isRestarting = status === 502 || status === 503 || (cause === "ECONNREFUSED" && hasAnswered);
  return !isRestarting || waited >= settings.patienceMs;
}

/** The answer, unless it says to wait and ask again. */
async function afterAnswer(answer: Answer, patience: Patience): Promise<Answer | null> {
  if (answer.status !== 429) return answer;
  const { endpoint, what, settings } = patience;
  const wait = waitOf(answer);
  patience.limited += 1;
  if (patience.limited > settings.limitedTries || wait > settings.longestWaitMs) {
    throw refusedError(answer, { ...nameOf(endpoint, what), waitMs: String(wait) });
  }
  await sleep(wait);
  return null;
}

function worthAnotherTry(error: AppError, endpoint: Endpoint): boolean {
  if (!endpoint.repeatable) return false;
  return error.code === "matrix.unreachable" || error.code === "matrix.timeout" || error.code === "matrix.broken";
}

/** An answer below 500 (401 excepted), or the error that says why there is none. */
async function tryOnce(state: State, endpoint: Endpoint, what: Ask): Promise<Answer | AppError> {
  state.sent += 1;
  try {
    const raw = await state.transport.send({
      method: endpoint.method,
      path: fillPath(endpoint.path, what.path ?? {}) + queryOf(what),
      token: what.token === undefined ? state.token : what.token,
      body: what.body === undefined ? null : JSON.stringify(what.body),
    });
    state.hasAnswered = true;
    return readAnswer(raw, { ...nameOf(endpoint, what), server: state.transport.host });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function readAnswer(raw: RawAnswer, name: Record<string, string>): Answer | AppError {
  const body = parseJson(raw.text);
  if (raw.status >= 500 || raw.status === 401) return refusedError({ status: raw.status, body: body ?? {} }, name);
  if (body) return { status: raw.status, body };
  // A 429 made by a proxy in front of Synapse often carries a page; the status alone is enough.
  if (raw.status === 429) return { status: raw.status, body: {} };
  const cut = raw.contentType.includes("json");
  return new AppError(cut ? "matrix.broken" : "matrix.not-matrix", { ...name, status: raw.status, contentType: raw.contentType });
}

function parseJson(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Json) : null;
  } catch {
    return null;
  }
}

function queryOf(what: Ask): string {
  const query = { ...what.query, ...(what.as === undefined ? {} : { user_id: what.as }) };
  const parts = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/** How errors name a request: method and path template, with its subject but no secret. */
export function nameOf(endpoint: Endpoint, what: Ask): Record<string, string> {
  const subject = what.path?.user ?? what.path?.room ?? what.path?.alias ?? what.as;
  return { request: `${endpoint.method} ${endpoint.path}`, ...(subject === undefined ? {} : { subject }) };
}
