/** An HTTP proxy between campus and any server, with faults, counters and acts at chosen requests, for crash tests. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createFaults, type FaultKind, type Faults } from "./homeserver/faults.ts";
import { cutAnswer, spoil, type Whole } from "./homeserver/spoil.ts";

export interface FaultProxy {
  readonly baseUrl: string;
  readonly faults: Faults;
  /** Requests received so far. */
  requests(): number;
  /** Lines "METHOD /path" of the requests received, in order. */
  readonly lines: readonly string[];
  /**
   * Does something at the n-th request from now (1 = the next): before it is passed on, or once the server has answered and before
   * the answer leaves. With `kill -9` of the client as the act, every point of a run can be tried.
   */
  at(n: number, when: "before" | "after", act: () => void | Promise<void>): void;
  /** Refuses connections and cuts the open ones, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

interface Planned {
  readonly request: number;
  readonly when: "before" | "after";
  readonly act: () => void | Promise<void>;
}

interface Inside {
  readonly target: URL;
  readonly agent: http.Agent;
  readonly faults: Faults;
  readonly lines: string[];
  readonly planned: Planned[];
}

export async function openFaultProxy(target: string): Promise<FaultProxy> {
  const inside: Inside = {
    target: new URL(target),
    agent: new http.Agent({ keepAlive: true, maxSockets: 32 }),
    faults: createFaults(),
    lines: [],
    planned: [],
  };
  const server = http.createServer((request, response) => {
    pass(inside, request, response).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const down = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    faults: inside.faults,
    lines: inside.lines,
    requests: () => inside.lines.length,
    at: (n, when, act) => inside.planned.push({ request: inside.lines.length + n, when, act }),
    down,
    up: () => listen(port),
    close: async () => {
      await down();
      inside.agent.destroy();
    },
  };
}

async function pass(inside: Inside, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const line = `${request.method} ${request.url}`;
  inside.lines.push(line);
  const number = inside.lines.length;
  const body = await readAll(request);
  await actAt(inside, number, "before");
  const fault: FaultKind | null = inside.faults.take(line);
  if (fault?.kind === "latency") await sleep(fault.ms);
  if (fault && spoil(fault, response)) return;
  const answer = await forward(inside, request, body);
  await actAt(inside, number, "after");
  if (fault && cutAnswer(fault, response, answer)) return;
  response.writeHead(answer.status, answer.head).end(answer.body);
}

async function actAt(inside: Inside, number: number, when: "before" | "after"): Promise<void> {
  for (const planned of inside.planned) if (planned.request === number && planned.when === when) await planned.act();
}

function forward(inside: Inside, request: http.IncomingMessage, body: Buffer): Promise<Whole> {
  return new Promise((resolve, reject) => {
    const { "transfer-encoding": _chunked, connection: _hop, ...headers } = request.headers;
    const { hostname, port } = inside.target;
    const onward = http.request({ agent: inside.agent, host: hostname, port, method: request.method, path: request.url, headers });
    onward.on("error", reject);
    onward.on("response", (answer) => {
      const { "transfer-encoding": _coding, connection: _close, ...head } = answer.headers;
      readAll(answer).then((whole) => resolve({ status: answer.statusCode ?? 502, head, body: whole }), reject);
    });
    onward.end(body);
  });
}

async function readAll(stream: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
