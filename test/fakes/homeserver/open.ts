/** An in-memory Matrix homeserver speaking Synapse's routes over loopback HTTP, with faults and counters for tests. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createFaults, type Faults } from "./faults.ts";
import { type Lag, type LaggingModel, lagging } from "./lag.ts";
import { addAccount, createModel, type FakeModel, FakeRefusal } from "./model.ts";
import { findRoute } from "./routing.ts";
import { cutAnswer, spoil } from "./spoil.ts";

export interface FakeHomeserver {
  readonly baseUrl: string;
  readonly serverName: string;
  readonly asToken: string;
  /** Localparts of the two identities, made from the start. */
  readonly connector: string;
  readonly agentSmith: string;
  /** The whole state, to look at and to seed. */
  readonly model: FakeModel;
  readonly faults: Faults;
  readonly lag: Lag;
  /** Requests received since the start or the last reset, in all and by "METHOD /template". */
  requests(): { readonly total: number; readonly byRoute: ReadonlyMap<string, number> };
  resetRequests(): void;
  close(): Promise<void>;
}

export interface FakeOptions {
  readonly serverName?: string;
  readonly asToken?: string;
  readonly connector?: string;
  readonly agentSmith?: string;
  readonly port?: number;
}

interface Inside {
  readonly model: FakeModel;
  readonly lag: LaggingModel;
  readonly faults: Faults;
  readonly asToken: string;
  readonly sender: string;
  readonly counts: Map<string, number>;
}

export async function openFakeHomeserver(options: FakeOptions = {}): Promise<FakeHomeserver> {
  const serverName = options.serverName ?? "univ-fake.example";
  const connector = options.connector ?? "_campus.connector";
  const agentSmith = options.agentSmith ?? "_campus.agent.smith";
  const asToken = options.asToken ?? "fake-as-token";
  const model = createModel(serverName);
  addAccount(model, `@${connector}:${serverName}`, connector).admin = true;
  addAccount(model, `@${agentSmith}:${serverName}`, "Agent Smith");
  const inside: Inside = {
    model,
    lag: lagging(model),
    faults: createFaults(),
    asToken,
    sender: `@${connector}:${serverName}`,
    counts: new Map(),
  };
  const server = http.createServer((request, response) => {
    serve(inside, request, response).catch((error: unknown) => {
      console.error("fake homeserver:", error);
      request.socket.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    serverName,
    asToken,
    connector,
    agentSmith,
    model,
    faults: inside.faults,
    lag: inside.lag,
    requests: () => ({ total: [...inside.counts.values()].reduce((sum, count) => sum + count, 0), byRoute: new Map(inside.counts) }),
    resetRequests: () => inside.counts.clear(),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function serve(inside: Inside, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const text = await readText(request);
  const line = `${request.method} ${request.url}`;
  const fault = inside.faults.take(line);
  if (fault?.kind === "latency") await sleep(fault.ms);
  if (fault && spoil(fault, response)) {
    count(inside, "spoiled");
    return;
  }
  const answer = work(inside, request, text);
  const body = JSON.stringify(answer.body);
  const head = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  if (fault && cutAnswer(fault, response, { status: answer.status, head, body: Buffer.from(body) })) return;
  response.writeHead(answer.status, head).end(body);
}

async function readText(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function count(inside: Inside, name: string): void {
  inside.counts.set(name, (inside.counts.get(name) ?? 0) + 1);
}

function work(inside: Inside, request: http.IncomingMessage, text: string): { status: number; body: object } {
  try {
    return answer(inside, request, text);
  } catch (error) {
    if (!(error instanceof FakeRefusal)) throw error;
    return { status: error.status, body: { errcode: error.errcode, error: error.message } };
  }
}

function answer(inside: Inside, request: http.IncomingMessage, text: string): { status: number; body: object } {
  const [path = "", search = ""] = (request.url ?? "").split("?");
  const found = findRoute(request.method ?? "GET", path);
  count(inside, found?.route.name ?? `${request.method} ${path}`);
  if (!found) throw new FakeRefusal(404, "M_UNRECOGNIZED", "Unrecognized request");
  if (request.headers.authorization !== `Bearer ${inside.asToken}`)
    throw new FakeRefusal(401, "M_UNKNOWN_TOKEN", "Invalid access token passed.");
  const query = new URLSearchParams(search);
  const speaker = query.get("user_id") ?? inside.sender;
  const account = inside.model.accounts.get(speaker);
  if (!account) throw new FakeRefusal(403, "M_FORBIDDEN", `Application service has not registered this user (${speaker})`);
  if (found.route.admin && !account.admin) throw new FakeRefusal(403, "M_FORBIDDEN", "You are not a server admin");
  const body = text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  const fake = { params: found.params, query, body, speaker, isSender: speaker === inside.sender, status: 200 };
  const made = found.route.run(inside.lag.seenBy(request.method), fake);
  if (request.method !== "GET") inside.lag.written();
  return { status: fake.status, body: made };
}
