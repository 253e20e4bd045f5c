/** Choice of loopback ports, with real sockets. */
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Layout, layoutOf, makeLayout } from "./layout.ts";
import { choosePort, choosePorts, freePort, isFree, readPorts, writePorts } from "./ports.ts";

let holder: Server;
let held = 0;
let layout: Layout;
beforeEach(async () => {
  holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  held = (holder.address() as { port: number }).port;
  layout = layoutOf(mkdtempSync(join(tmpdir(), "campus-ports-")));
  makeLayout(layout);
});
afterEach(() => {
  holder.close();
  rmSync(layout.root, { recursive: true });
});

it("refuses a configured port that is taken, and replaces a remembered one", async () => {
  expect(await isFree(held)).toBe(false);
  await expect(choosePort(held, null)).rejects.toMatchObject({ code: "platform.port-busy", params: { port: String(held) } });
  expect(await choosePort(null, held)).not.toBe(held);
  holder.close();
  await once(holder, "close");
  expect(await choosePort(null, held)).toBe(held);
  expect(await isFree(await freePort())).toBe(true);
});

it("chooses many: configured ones first, then those of the last time, then free ones, all different", async () => {
  const [mine, old, doubled] = [await freePort(), await freePort(), await freePort()];
  const last = { main: doubled, worker: doubled, redis: held, nginx: old, postgres: mine, unknown: 1 };
  const wishes = { configured: { web: mine, main: null }, last };
  const ports = await choosePorts(["postgres", "nginx", "main", "worker", "redis", "web", "new"], wishes);
  expect(ports).toMatchObject({ web: mine, nginx: old, main: doubled });
  expect(new Set(Object.values(ports)).size).toBe(7);
  expect(Object.values(ports)).not.toContain(held);
});

it("refuses a port that is configured twice, or taken", async () => {
  const port = await freePort();
  const busy = { code: "platform.port-busy" };
  await expect(choosePorts(["a", "b"], { configured: { a: port, b: port }, last: {} })).rejects.toMatchObject(busy);
  await expect(choosePorts(["a"], { configured: { a: held }, last: {} })).rejects.toMatchObject({
    ...busy,
    params: { port: String(held) },
  });
});

it("remembers them, reads the single port of an older platform, and survives a damaged file", () => {
  expect(readPorts(layout)).toEqual({});
  writeFileSync(join(layout.conf, "port"), "20123\n");
  expect(readPorts(layout)).toEqual({ client: 20_123 });
  writePorts(layout, { client: 20_124, redis: 20_125 });
  expect(readPorts(layout)).toEqual({ client: 20_124, redis: 20_125 });
  writeFileSync(join(layout.conf, "ports.json"), '{"client": "80", "redis": 99999, "nginx": 20126}');
  expect(readPorts(layout)).toEqual({ nginx: 20_126 });
  writeFileSync(join(layout.conf, "ports.json"), "{");
  expect(readPorts(layout)).toEqual({});
});
