/** The fault proxy does what crash tests rely on: passes on, strikes when told, goes down and comes back. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import { roomAlias, roomKey } from "#core/ids.ts";
import type { Homeserver } from "#engine/ports.ts";
import { type FaultProxy, openFaultProxy } from "./fault-proxy.ts";
import { type FakeHomeserver, openFakeHomeserver } from "./homeserver/open.ts";

let fake: FakeHomeserver;
let proxy: FaultProxy;
let server: Homeserver;
beforeAll(async () => {
  fake = await openFakeHomeserver();
  proxy = await openFaultProxy(fake.baseUrl);
  server = openHomeserver({ ...fake, baseUrl: proxy.baseUrl, backoffMs: 2, tries: 3 });
});
afterEach(() => proxy.faults.clear());
afterAll(async () => {
  await server.close();
  await proxy.close();
  await fake.close();
});

test("it passes requests on and counts them", async () => {
  expect((await server.reader.accounts()).size).toBe(2);
  expect(proxy.requests()).toBe(1);
  expect(proxy.lines[0]).toMatch(/^GET \/_synapse\/admin\/v2\/users\?/);
});

test("each fault reaches the client; what was done stays done", async () => {
  for (const kind of ["cut", "cut-after", "truncated"] as const) {
    proxy.faults.add({ kind, times: 1 });
    expect((await server.reader.accounts()).size).toBe(2);
  }
  proxy.faults.add({ kind: "cut-after", on: /createRoom/, times: 1 });
  const spec = { room: roomKey("structure:x/general"), alias: roomAlias(`#str-x:${fake.serverName}`), name: "x", sourceId: null } as const;
  const settings = { topic: null, avatar: null, space: null, levels: { write: 0, moderate: 50 } };
  await server.rooms.create({ ...spec, ...settings, template: "general", joinRule: "invite", history: "shared" }, null);
  expect(fake.model.rooms.size).toBe(1);
});

test("an act happens before or after the chosen request reaches the server", async () => {
  const seen: number[] = [];
  fake.resetRequests();
  proxy.at(2, "before", () => void seen.push(fake.requests().total));
  proxy.at(2, "after", () => void seen.push(fake.requests().total));
  for (let pass = 0; pass < 3; pass++) await server.reader.accounts();
  expect(seen).toEqual([1, 2]);
});

test("down is refused, up is back on the same address", async () => {
  await proxy.down();
  await expect(server.reader.accounts()).rejects.toMatchObject({ code: "matrix.unreachable" });
  await proxy.up();
  expect((await server.reader.accounts()).size).toBe(2);
});
