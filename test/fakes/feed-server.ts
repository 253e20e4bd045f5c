/** An HTTP server of tests that answers as each test says, and remembers what it was asked. */
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";

export interface FeedRequest {
  readonly url: URL;
  readonly headers: http.IncomingHttpHeaders;
  /** From 1. */
  readonly number: number;
}

export interface FeedAnswer {
  readonly status?: number;
  readonly headers?: http.OutgoingHttpHeaders;
  /** An object is sent as JSON. */
  readonly body?: object | string | Buffer;
}

export interface FeedServer {
  readonly url: string;
  readonly port: number;
  readonly asked: readonly FeedRequest[];
  answer(how: (request: FeedRequest) => FeedAnswer): void;
  close(): Promise<void>;
}

export async function openFeedServer(tls?: { readonly cert: string; readonly key: string }): Promise<FeedServer> {
  const asked: FeedRequest[] = [];
  let how: (request: FeedRequest) => FeedAnswer = () => ({ status: 500 });
  const listener: http.RequestListener = (request, response) => {
    const asking = { url: new URL(request.url ?? "/", base()), headers: request.headers, number: asked.length + 1 };
    asked.push(asking);
    const { status = 200, headers = {}, body = "" } = how(asking);
    const bytes = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(bytes), ...headers }).end(bytes);
  };
  const server = tls === undefined ? http.createServer(listener) : https.createServer(tls, listener);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const base = () => `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`;
  return {
    ...{ url: `${base()}/feed`, port, asked },
    answer(next) {
      how = next;
      asked.length = 0;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
