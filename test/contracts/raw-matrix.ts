/** Direct requests to the server under test, for what people and strangers do and for what ports do not show. */
import type { UserId } from "#core/ids.ts";
import type { Bench } from "./homeserver-world.ts";

/** A server whose adapter comes by a way that lets nothing else through: strangers and people have another one. */
export interface BenchWithOwnWay extends Bench {
  readonly rawUrl?: string;
  readonly rawHeaders?: Readonly<Record<string, string>>;
}

export interface Raw {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** As the app service, speaking as `as` (the sender when absent). `line` is "METHOD /path". */
export async function raw(bench: BenchWithOwnWay, line: string, as?: UserId, body?: unknown): Promise<Raw> {
  const [method = "GET", path = "/"] = line.split(" ");
  const address = new URL(path, bench.rawUrl ?? bench.baseUrl);
  if (as) address.searchParams.set("user_id", as);
  const answer = await fetch(address, {
    method,
    headers: { authorization: `Bearer ${bench.asToken}`, "content-type": "application/json", ...bench.rawHeaders },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Raw["body"] };
}

export async function state(bench: Bench, room: string, type: string, key = ""): Promise<Raw["body"]> {
  const smith = `@${bench.agentSmith}:${bench.serverName}` as UserId;
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/state/${type}/${encodeURIComponent(key)}?format=event`;
  return (await raw(bench, `GET ${path}`, smith)).body;
}

/** Request line of an act in a room. */
export const inRoom = (room: string, act: string): string => `POST /_matrix/client/v3/rooms/${encodeURIComponent(room)}/${act}`;
