/** A small CAS on the loopback address, for the lab, the demonstration and tests: it behaves as Apereo CAS 6.6.12 was seen to. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "#core/errors.ts";
import type { FailureCode } from "./answers.ts";
import { createExecutions } from "./execution.ts";
import { readRequest, writeAnswer } from "./http.ts";
import { closeSession, type Told } from "./logout.ts";
import type { CasPerson, CasService } from "./model.ts";
import { answer, plain, type Site } from "./routes.ts";
import { createTickets } from "./tickets.ts";

export interface FakeCasOptions {
  /** Loopback port; 0 or absent: a free one. */
  readonly port?: number;
  /** A function is asked at each request: people may change while it runs. */
  readonly people: readonly CasPerson[] | (() => readonly CasPerson[]);
  readonly services: readonly CasService[];
  /** Waited before every answer. */
  readonly latencyMilliseconds?: number;
  /** How long a ticket lives; 10 unless told. */
  readonly ticketSeconds?: number;
  /** True: `/logout?service=` goes back to a registered service. Apereo CAS does not unless configured to. */
  readonly logoutRedirects?: boolean;
  /** Milliseconds since 1970; the machine's clock unless told. */
  readonly now?: () => number;
}

export interface FakeCas {
  /** `http://127.0.0.1:PORT/cas`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Requests answered so far, by path: `/cas/p3/proxyValidate` → 2. */
  readonly requests: ReadonlyMap<string, number>;
  /** Ends every session of this login and tells their services; what they answered. */
  logout(login: string): Promise<readonly Told[]>;
  /** The next validation fails with this code, whatever the ticket; the ticket is left as it is. */
  refuseNext(code: FailureCode): void;
  setLatency(milliseconds: number): void;
  stop(): Promise<void>;
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen({ port, host: "127.0.0.1", exclusive: true });
  try {
    await once(server, "listening");
  } catch (error) {
    throw new AppError("platform.port-busy", { port: String(port) }, error);
  }
  return (server.address() as AddressInfo).port;
}

/** Starts it. Throws `platform.port-busy`. */
export async function startFakeCas(options: FakeCasOptions): Promise<FakeCas> {
  const { people, services, now = Date.now } = options;
  const everybody = typeof people === "function" ? people : () => people;
  const person = (login: string): CasPerson | null => everybody().find((one) => one.login === login) ?? null;
  const tickets = createTickets(now, options.ticketSeconds ?? 10);
  const site: Site = {
    registry: { tickets, services, person },
    executions: createExecutions(),
    now,
    logoutRedirects: options.logoutRedirects ?? false,
    planned: null,
  };
  let latency = options.latencyMilliseconds ?? 0;
  const requests = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const asked = await readRequest(request, now()).catch(() => null);
    if (latency > 0) await pause(latency);
    writeAnswer(response, await answer(site, asked).catch(() => plain(500, "error\n")));
    if (asked !== null) requests.set(asked.path, (requests.get(asked.path) ?? 0) + 1);
  });
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}/cas`,
    port,
    requests,
    async logout(login) {
      const told = await Promise.all(tickets.sessionsOf(login).map((session) => closeSession(tickets, session, now())));
      return told.flat();
    },
    refuseNext(code) {
      site.planned = code;
    },
    setLatency(milliseconds) {
      latency = milliseconds;
    },
    async stop() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}
