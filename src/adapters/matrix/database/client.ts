/** Transactions that read Synapse's database: one consistent view each, tried again while the database restarts. */
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { AppError } from "#core/errors.ts";
import { readFunctionsVersion } from "#core/observed.ts";
import { toObserveError } from "./failures.ts";

export interface ObserveOptions {
  /** Without the password: postgres://campus_observer@HOST:PORT/synapse, with `sslmode` and `sslrootcert` where it is encrypted. */
  readonly url: string;
  /** Asked at each connection: it may be replaced meanwhile. null where PostgreSQL asks for none. */
  readonly password: (() => string) | null;
  /** What a pass does when the database can't be read: nothing, or look by the API and say so. */
  readonly fallback: "none" | "api";
  /** First pause before another try, in milliseconds; doubled each time. */
  readonly backoffMs?: number;
}

/** Rows of `SELECT … FROM campus_observe.…`, each an array in the order of the columns. */
export type AskRows = (text: string, values?: readonly unknown[]) => Promise<readonly (readonly unknown[])[]>;

export interface ObserverClient {
  /** Names the database without any secret. */
  readonly where: string;
  /** Throws `observe.*`; `work` may be done again from its start. */
  read<T>(work: (ask: AskRows) => Promise<T>): Promise<T>;
  queries(): number;
}

const connectMs = 10_000;
/** Longer than the role's own limit (120 s), for a server that fell silent. */
const silenceMs = 130_000;
/** A PostgreSQL that restarts is back within seconds. */
const tries = 6;
const longestPause = 1_500;

/** Connects when it reads, and only then: a pass reads twice, hours apart from the next one. */
export function openObserver(options: ObserveOptions): ObserverClient {
  const source = { options, where: withoutSecret(options.url), count: { queries: 0 } };
  const { backoffMs = 200 } = options;
  return {
    where: source.where,
    queries: () => source.count.queries,
    async read(work) {
      for (let failures = 1; ; failures++) {
        try {
          return await readOnce(source, work);
        } catch (error) {
          if (!(error instanceof AppError) || error.code !== "observe.unreachable" || failures === tries) throw error;
          await sleep(Math.min(backoffMs * 2 ** (failures - 1), longestPause));
        }
      }
    },
  };
}

interface Source {
  readonly options: ObserveOptions;
  readonly where: string;
  readonly count: { queries: number };
}

async function readOnce<T>(source: Source, work: (ask: AskRows) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: addressOf(source.options),
    connectionTimeoutMillis: connectMs,
    query_timeout: silenceMs,
    application_name: "campus observer",
  });
  // A connection that is cut fails its query as well; unheard, this event would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    const ask = askerOf(source, client);
    await ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await refuseWrong(source, ask);
    const result = await work(ask);
    await ask("COMMIT");
    return result;
  } catch (error) {
    throw toObserveError(error, source.where);
  } finally {
    await client.end().catch(() => {});
  }
}

function askerOf({ count }: Source, client: pg.Client): AskRows {
  return async (text, values = []) => {
    count.queries += 1;
    return (await client.query<unknown[]>({ text, values: [...values], rowMode: "array" })).rows;
  };
}

/** In the view that is then read: functions of another version, or a copy that lags behind, would show something else than the server. */
async function refuseWrong({ where }: Source, ask: AskRows): Promise<void> {
  const [[found, isCopy] = []] = await ask("SELECT version, is_copy FROM campus_observe.version()");
  if (found !== readFunctionsVersion) throw new AppError("observe.version", { where, found: String(found), wanted: readFunctionsVersion });
  if (isCopy === true) throw new AppError("observe.copy", { where });
}

/** pg forgets a password given beside an address that has none (8.23): it is written into it. */
function addressOf({ url, password }: ObserveOptions): string {
  if (password === null) return url;
  const address = new URL(url);
  address.password = encodeURIComponent(password());
  return address.href;
}

function withoutSecret(url: string): string {
  if (!URL.canParse(url)) return "postgres";
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}${port === "" ? "" : `:${port}`}${pathname}`;
}
