/** One GET, its answer whole or an error: nothing is given before the last byte came. */
import http from "node:http";
import https from "node:https";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Limits {
  /** Ends the request whatever it is doing. */
  readonly signal: AbortSignal;
  /** Bytes, uncompressed. */
  readonly maximumBytes: number;
}

export interface Client {
  get(url: URL, headers: Readonly<Record<string, string>>, limits: Limits): Promise<HttpAnswer>;
  close(): void;
}

/** The answer was longer than it may be. */
export class TooLarge extends Error {
  constructor() {
    super("answer too large");
    this.name = "TooLarge";
  }
}

/** `ca`: PEM text of the only authority that is believed; null for the machine's own ones. */
export function openClient(ca: string | null): Client {
  const agents = {
    "http:": new http.Agent({ keepAlive: true }),
    "https:": new https.Agent({ keepAlive: true, minVersion: "TLSv1.2", ...(ca === null ? {} : { ca }) }),
  };
  return {
    async get(url, headers, limits) {
      const response = await start(url, { headers: { ...headers, "accept-encoding": "gzip, deflate, br" }, signal: limits.signal }, agents);
      return { status: response.statusCode ?? 0, headers: response.headers, body: await readBody(response, limits) };
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

function start(
  url: URL,
  options: http.RequestOptions,
  agents: { readonly "http:": http.Agent; readonly "https:": https.Agent },
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === "https:"
        ? https.get(url, { ...options, agent: agents["https:"] })
        : http.get(url, { ...options, agent: agents["http:"] });
    request.on("response", resolve).on("error", reject);
  });
}

async function readBody(response: http.IncomingMessage, { signal, maximumBytes }: Limits): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  const gather = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      length += chunk.length;
      if (length > maximumBytes) throw new TooLarge();
      chunks.push(chunk);
    }
  };
  const decoder = decoderOf(response.headers["content-encoding"]);
  if (decoder === null) await pipeline(response, gather, { signal });
  else await pipeline(response, decoder, gather, { signal });
  return Buffer.concat(chunks);
}

function decoderOf(encoding: string | undefined) {
  switch (encoding?.toLowerCase()) {
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      return null;
  }
}
