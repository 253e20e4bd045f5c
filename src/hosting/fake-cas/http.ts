/** Requests read whole and small, answers written with the headers every page has. */
import type { IncomingMessage, ServerResponse } from "node:http";

export interface Asked {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
  readonly clientAddress: string;
  readonly userAgent: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
  readonly cookies?: readonly string[];
  readonly location?: string;
}

const bodyLimit = 65_536;

/** null: larger than a login form ever is. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > bodyLimit) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function readCookies(header: string): ReadonlyMap<string, string> {
  const pairs = header.split(";").map((one) => one.trim().split("="));
  return new Map(pairs.map(([name = "", ...value]) => [name, value.join("=")]));
}

/** null: a body too large, or an address that is none. */
export async function readRequest(request: IncomingMessage, at: number): Promise<Asked | null> {
  const url = URL.parse(request.url ?? "", "http://127.0.0.1");
  const body = await readBody(request);
  if (url === null || body === null) return null;
  return {
    method: request.method ?? "",
    path: url.pathname,
    query: url.searchParams,
    form: new URLSearchParams(body),
    cookies: readCookies(request.headers.cookie ?? ""),
    clientAddress: request.socket.remoteAddress ?? "",
    userAgent: request.headers["user-agent"] ?? "",
    at,
  };
}

export function writeAnswer(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    ...(answer.type === null ? {} : { "content-type": answer.type }),
    ...(answer.location === undefined ? {} : { location: answer.location }),
    ...(answer.cookies?.length ? { "set-cookie": [...answer.cookies] } : {}),
  });
  response.end(answer.text);
}
