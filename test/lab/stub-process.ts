/** A stub of one process of Synapse, and requests sent as they are written, without a library tidying them up. */
import { once } from "node:events";
import http from "node:http";

/** A request as a stub saw it. */
export interface Seen {
  readonly process: string;
  readonly method: string;
  /** Byte for byte. */
  readonly target: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface Stub {
  readonly seen: readonly Seen[];
  /** Status of its answers from now on. */
  answerWith(status: number): void;
  /** Nobody listens any more, connections are cut. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Takes requests and cuts the connection without an answer. */
  cutConnections(cut: boolean): void;
}

export async function openStub(name: string, port: number): Promise<Stub> {
  const seen: Seen[] = [];
  const state = { status: 200, cut: false };
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = request;
    const one: Seen = { process: name, method, target: url, headers, body: Buffer.concat(chunks).toString() };
    seen.push(one);
    if (state.cut) return void request.socket.destroy();
    response.writeHead(state.status, { "content-type": "application/json" }).end(JSON.stringify(one));
  });
  const start = async () => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  await start();
  return {
    seen,
    answerWith: (status) => {
      state.status = status;
    },
    cutConnections: (cut) => {
      state.cut = cut;
    },
    start,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

export interface RawRequest {
  readonly port: number;
  readonly method?: string;
  /** Path and query, sent as they are. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Address the connection comes from. */
  readonly from?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** What the stub saw; null when no stub answered. */
  readonly seen: Seen | null;
}

/** One request on a connection of its own. */
export function sendRaw({ port, method = "GET", target, headers = {}, body, from }: RawRequest): Promise<RawAnswer> {
  return new Promise((done, failed) => {
    const local = from === undefined ? {} : { localAddress: from };
    const request = http.request({ host: "127.0.0.1", port, method, path: target, headers, agent: false, ...local }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      done({ status: answer.statusCode ?? 0, headers: answer.headers, text, seen: seenIn(text) });
    });
    request.on("error", failed);
    request.end(body);
  });
}

function seenIn(text: string): Seen | null {
  return text.startsWith('{"process"') ? (JSON.parse(text) as Seen) : null;
}
