/** What a wire can do to answers below HTTP: each ends as one answer or one clear error, never as the answer to another question. */

import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { openTransport, type Transport } from "#adapters/matrix/transport.ts";

type Act = (socket: Socket, path: string, count: number) => void;

let server: Server;
let transport: Transport;
const sockets = new Set<Socket>();

/** `act` is called at each request that came in whole; requests have no body here. */
async function open(act: Act, limits: { timeoutMs?: number; deadlineMs?: number } = {}): Promise<void> {
  let count = 0;
  server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString();
      for (let end = text.indexOf("\r\n\r\n"); end >= 0; end = text.indexOf("\r\n\r\n")) {
        const path = text.split(" ")[1] ?? "";
        text = text.slice(end + 4);
        count += 1;
        act(socket, path, count);
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  transport = openTransport({ baseUrl, connections: 1, timeoutMs: 300, deadlineMs: 600, ...limits });
}
afterEach(async () => {
  transport.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((done) => server.close(done));
});

const answer = (path: string, type = "application/json"): string => {
  const body = JSON.stringify({ path });
  return `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\nConnection: keep-alive\r\n\r\n${body}`;
};
const ask = (path: string) => transport.send({ method: "GET", path, token: null, body: null });
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe("a server that", () => {
  test.each(["at once", "later"])("answers twice, the second time %s, never answers the next question with it", async (when) => {
    let repeated = Promise.resolve();
    await open((socket, path) => {
      socket.write(answer(path));
      if (when === "at once") socket.write(answer(path));
      else repeated = pause(10).then(() => void socket.write(answer(path)));
    });
    for (let index = 0; index < 6; index++) {
      const path = `/q${index}`;
      const got = await ask(path).catch((error: { code: string }) => error);
      if ("text" in got) expect(JSON.parse(got.text)).toEqual({ path });
      else expect(got.code).toMatch(/^matrix\.(unreachable|broken)$/);
      await repeated;
      await pause(20);
    }
  });

  test("sends a byte now and then for ever is given up at the deadline", async () => {
    await open((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n");
      const drip = setInterval(() => (socket.destroyed ? clearInterval(drip) : socket.write(" ")), 50);
      socket.on("close", () => clearInterval(drip));
    });
    await expect(ask("/slow")).rejects.toMatchObject({ code: "matrix.timeout" });
  });

  test("sends its head a byte at a time is given up too", async () => {
    await open((socket) => {
      const head = "HTTP/1.1 200 OK\r\nX-Slow: ";
      let at = 0;
      const drip = setInterval(() => (socket.destroyed ? clearInterval(drip) : socket.write(head[at++] ?? "x")), 50);
      socket.on("close", () => clearInterval(drip));
    });
    await expect(ask("/head")).rejects.toMatchObject({ code: "matrix.timeout" });
  });

  test("closes its half without an answer, or in the middle of one, is told as such", async () => {
    await open((socket, path) => {
      if (path === "/middle") socket.write(answer(path).slice(0, -3));
      socket.end();
    });
    await expect(ask("/none")).rejects.toMatchObject({ code: "matrix.unreachable" });
    await expect(ask("/middle")).rejects.toMatchObject({ code: "matrix.broken" });
  });

  test("is slow but steady within the deadline is waited for", async () => {
    await open(
      (socket, path) => {
        const text = answer(path);
        for (const [index, part] of [text.slice(0, 60), text.slice(60, 90), text.slice(90)].entries())
          setTimeout(() => socket.write(part), 100 * (index + 1));
      },
      { timeoutMs: 250, deadlineMs: 5_000 },
    );
    expect(JSON.parse((await ask("/steady")).text)).toEqual({ path: "/steady" });
  });

  test("is not speaking HTTP is told as such", async () => {
    await open((socket) => void socket.write("SSH-2.0-OpenSSH_9.6\r\n"));
    await expect(ask("/ssh")).rejects.toMatchObject({ code: expect.stringMatching(/^matrix\.(unreachable|broken)$/) });
  });
});
