/** The least that speaks to a homeserver: a request, its answer as JSON, an error for anything but success. */
import http from "node:http";
import type { Server } from "./world.ts";

export interface Wire {
  send(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  /** Requests sent so far. */
  readonly count: () => number;
  close(): void;
}

export function openWire({ baseUrl, asToken }: Server): Wire {
  const agent = new http.Agent({ keepAlive: true, scheduling: "lifo" });
  let sent = 0;
  return {
    count: () => sent,
    close: () => agent.destroy(),
    send(method, path, body) {
      sent += 1;
      const text = body === undefined ? undefined : JSON.stringify(body);
      const length = text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
      return new Promise((resolve, reject) => {
        const request = http.request(`${baseUrl}${path}`, { method, agent, headers: { authorization: `Bearer ${asToken}`, ...length } });
        request.on("error", reject);
        request.on("response", (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => {
            const answer = Buffer.concat(chunks).toString("utf8");
            if ((response.statusCode ?? 0) < 300) resolve(JSON.parse(answer) as Record<string, unknown>);
            else reject(new Error(`${method} ${path}: ${response.statusCode} ${answer}`));
          });
        });
        request.end(text);
      });
    },
  };
}

/** At most `lanes` at a time, in order. */
export async function eachInLanes<T>(items: readonly T[], lanes: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

export const encode = encodeURIComponent;
