/** Asks a service whether it is ready, in its own protocol: HTTP, Redis, PostgreSQL, or a bare connection. */
import { connect, type Socket } from "node:net";
import { readIfThere } from "./private-files.ts";
import type { Health } from "./service.ts";

/** True when it answers as a ready service within so long; never throws. */
export async function isReady(health: Health, milliseconds: number): Promise<boolean> {
  switch (health.kind) {
    case "http":
      return answersHttp(health.url, milliseconds);
    case "redis":
      return converse(health.port, redisQuestion(health.passwordFile), redisVerdict, milliseconds);
    case "postgres":
      return converse(health.port, postgresQuestion(health.user, health.database), postgresVerdict, milliseconds);
    case "tcp":
      return converse(health.port, null, () => null, milliseconds);
    case "process":
      return true;
  }
}

async function answersHttp(url: string, milliseconds: number): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(milliseconds), headers: { connection: "close" } });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

type Verdict = (seen: Buffer) => boolean | null;

/** Connects on the loopback address, asks, reads until the verdict is known; a null question is answered by the connection itself. */
function converse(port: number, question: Buffer | null, verdict: Verdict, milliseconds: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket: Socket = connect(port, "127.0.0.1");
  const timer = setTimeout(() => resolve(false), milliseconds);
  let seen: Buffer = Buffer.alloc(0);
  socket.once("connect", () => (question === null ? resolve(true) : socket.write(question)));
  socket.on("data", (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk]);
    const known = verdict(seen);
    if (known !== null) resolve(known);
  });
  socket.once("error", () => resolve(false)).once("close", () => resolve(false));
  return promise.finally(() => {
    clearTimeout(timer);
    socket.destroy();
  });
}

/** Arguments as bulk strings, so that no character of a password matters (RESP, "Sending commands to a Redis server"). */
function redisCommand(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;
}

function redisQuestion(passwordFile: string | undefined): Buffer {
  const password = passwordFile === undefined ? null : readIfThere(passwordFile)?.trim();
  return Buffer.from((password ? redisCommand("AUTH", password) : "") + redisCommand("PING"));
}

/** "-LOADING", "-NOAUTH" and "-WRONGPASS" are all not ready. */
function redisVerdict(seen: Buffer): boolean | null {
  const text = seen.toString("latin1");
  if (/^-/m.test(text)) return false;
  return /^\+PONG\r\n/m.test(text) ? true : null;
}

/** StartupMessage of protocol 3.0: length, version, pairs of strings ended by a NUL, a last NUL. */
function postgresQuestion(user = "postgres", database = user): Buffer {
  const parameters = ["user", user, "database", database, "application_name", "campus"].map((word) => `${word}\0`).join("");
  const body = Buffer.from(`${parameters}\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + body.length, 0);
  head.writeInt32BE(3 << 16, 4);
  return Buffer.concat([head, body]);
}

/** An error other than 57P03 (cannot_connect_now: starting up, shutting down) means that it would serve somebody else. */
function postgresVerdict(seen: Buffer): boolean | null {
  const type = String.fromCharCode(seen[0] ?? 0);
  if (type === "R") return true;
  if (type !== "E") return type === "\0" ? null : false;
  if (seen.length < 5 || seen.length < 1 + seen.readInt32BE(1)) return null;
  return !seen.toString("latin1").includes("\0C57P03\0");
}
