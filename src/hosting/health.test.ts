/** Readiness asked of small servers that speak, or don't speak, what is expected. */
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createWebServer } from "node:http";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { isReady } from "./health.ts";

let server: Server | null = null;
afterEach(() => {
  server?.close();
  server = null;
});

/** Answers whatever it is told with these pieces, one after the other; keeps what it was told. */
async function speak(...pieces: readonly Buffer[]): Promise<{ readonly port: number; heard(): Buffer }> {
  const heard: Buffer[] = [];
  server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      heard.push(chunk);
      for (const [index, piece] of pieces.entries()) setTimeout(() => socket.write(piece), index * 20);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as { port: number }).port, heard: () => Buffer.concat(heard) };
}

function errorOf(code: string): Buffer {
  const body = Buffer.from(`SFATAL\0C${code}\0Mwords\0\0`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
const authentication = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]);

describe("redis", () => {
  it.each([
    ["+PONG\r\n", true],
    ["-NOAUTH Authentication required.\r\n", false],
    ["-LOADING Redis is loading the dataset in memory\r\n", false],
  ])("%j is %s", async (answer, expected) => {
    const { port } = await speak(Buffer.from(answer));
    expect(await isReady({ kind: "redis", port }, 2_000)).toBe(expected);
  });

  it("signs in with the password of a file, and hears an answer that comes in pieces", async () => {
    const folder = mkdtempSync(join(tmpdir(), "campus-health-"));
    const passwordFile = join(folder, "password");
    writeFileSync(passwordFile, "two words\n");
    const { port, heard } = await speak(Buffer.from("+OK\r\n+PO"), Buffer.from("NG\r\n"));
    expect(await isReady({ kind: "redis", port, passwordFile }, 2_000)).toBe(true);
    expect(heard().toString()).toBe("*2\r\n$4\r\nAUTH\r\n$9\r\ntwo words\r\n*1\r\n$4\r\nPING\r\n");
    rmSync(folder, { recursive: true });
  });
});

describe("postgres", () => {
  it.each([
    ["asks who is there", [authentication], true],
    ["refuses that person", [errorOf("28000")], true],
    ["has no such database", [errorOf("3D000")], true],
    ["is starting up", [errorOf("57P03")], false],
    ["is starting up, in pieces", [errorOf("57P03").subarray(0, 9), errorOf("57P03").subarray(9)], false],
    ["is no database", [Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")], false],
  ])("%s", async (_, answers, expected) => {
    const { port, heard } = await speak(...answers);
    expect(await isReady({ kind: "postgres", port, user: "campus" }, 2_000)).toBe(expected);
    expect(heard().readInt32BE(0)).toBe(heard().length);
    expect(heard().subarray(8).toString()).toBe("user\0campus\0database\0campus\0application_name\0campus\0\0");
  });
});

describe("the others", () => {
  it.each([
    [200, true],
    [502, false],
  ])("http %s", async (status, expected) => {
    server = createWebServer((_, response) => response.writeHead(status).end("words")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    expect(await isReady({ kind: "http", url: `http://127.0.0.1:${port}/health` }, 2_000)).toBe(expected);
    expect(await isReady({ kind: "tcp", port }, 2_000)).toBe(true);
  });

  it.each(["http", "redis", "postgres"] as const)("%s is not ready when it stays silent", async (kind) => {
    const { port } = await speak();
    const url = `http://127.0.0.1:${port}/`;
    expect(await isReady(kind === "http" ? { kind, url } : { kind, port }, 100)).toBe(false);
  });

  it.each(["http", "redis", "postgres", "tcp"] as const)("%s is not ready when nothing listens", async (kind) => {
    const { port } = await speak();
    server?.close();
    const url = `http://127.0.0.1:${port}/`;
    expect(await isReady(kind === "http" ? { kind, url } : { kind, port }, 2_000)).toBe(false);
  });
});
