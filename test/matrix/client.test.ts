/** A server that is down, slow, limited, broken or no Matrix server at all: waited out where that helps, clear errors otherwise. */
import { createServer } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { endpoints } from "#adapters/matrix/endpoints.ts";
import { type ClientOptions, type MatrixClient, openClient } from "#adapters/matrix/http.ts";
import { type FakeHomeserver, openFakeHomeserver } from "../fakes/homeserver/open.ts";

let fake: FakeHomeserver;
const clients: MatrixClient[] = [];
beforeAll(async () => {
  fake = await openFakeHomeserver();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  fake.faults.clear();
  fake.resetRequests();
});
afterAll(() => fake.close());

function open(over: Partial<ClientOptions> = {}): MatrixClient {
  const client = openClient({ baseUrl: fake.baseUrl, asToken: fake.asToken, backoffMs: 5, tries: 3, ...over });
  clients.push(client);
  return client;
}
const list = (client: MatrixClient) => client.get(endpoints.listUsers, {});

test("a server that is down is unreachable after the last try, with its address", async () => {
  const port = await freePort();
  const client = open({ baseUrl: `http://127.0.0.1:${port}` });
  await expect(list(client)).rejects.toMatchObject({
    code: "matrix.unreachable",
    params: { server: `127.0.0.1:${port}`, cause: "ECONNREFUSED" },
  });
  expect(client.requests()).toBe(3);
});

test("a refused token is unauthorized at once, and the token is not in the error", async () => {
  const client = open({ asToken: "wrong-token" });
  const error: unknown = await list(client).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "matrix.unauthorized", params: { status: 401 } });
  expect(JSON.stringify(error)).not.toContain("wrong-token");
  expect(client.requests()).toBe(1);
});

test("429 is waited out as long as the server says, then the request succeeds", async () => {
  fake.faults.add({ kind: "limited", retryAfterMs: 30, times: 2 });
  const client = open();
  expect(await list(client)).toMatchObject({ total: 2 });
  expect(client.requests()).toBe(3);
});

test("429 for ever, or for longer than we wait, is limited", async () => {
  fake.faults.add({ kind: "limited", retryAfterMs: 1 });
  await expect(list(open({ limitedTries: 2 }))).rejects.toMatchObject({ code: "matrix.limited", params: { status: 429 } });
  expect(fake.requests().total).toBe(3);
  fake.faults.clear();
  fake.faults.add({ kind: "limited", retryAfterMs: 3_600_000 });
  await expect(list(open())).rejects.toMatchObject({ code: "matrix.limited" });
  expect(fake.requests().total).toBe(4);
});

test("a 5xx, a cut connection and a truncated answer are asked again", async () => {
  for (const kind of ["cut", "cut-after", "truncated"] as const) {
    fake.faults.add({ kind, times: 2 });
    expect(await list(open())).toMatchObject({ total: 2 });
  }
  fake.faults.add({ kind: "status", status: 502, times: 2 });
  expect(await list(open())).toMatchObject({ total: 2 });
});

test("a server that only restarts is waited for beyond the tries, within limits", async () => {
  const patient = () => open({ patienceMs: 2_000, tries: 2, backoffMs: 20 });
  fake.faults.add({ kind: "status", status: 502, times: 5 });
  const client = patient();
  expect(await list(client)).toMatchObject({ total: 2 });
  expect(client.requests()).toBe(6);
  fake.faults.add({ kind: "status", status: 500, times: 5 });
  await expect(list(patient())).rejects.toMatchObject({ code: "matrix.broken", params: { status: 500 } });
  fake.faults.clear();
  fake.faults.add({ kind: "status", status: 503 });
  const short = open({ patienceMs: 100, tries: 2, backoffMs: 20 });
  await expect(list(short)).rejects.toMatchObject({ code: "matrix.broken", params: { status: 503 } });
  // Pauses of 20, 40 and 80 ms.
  expect(short.requests()).toBe(4);
});

test("refused connections are waited out where something answered before, and nowhere else", async () => {
  const other = await openFakeHomeserver();
  const known = open({ baseUrl: other.baseUrl, asToken: other.asToken, patienceMs: 100, tries: 2, backoffMs: 20 });
  await list(known);
  await other.close();
  const before = known.requests();
  await expect(list(known)).rejects.toMatchObject({ code: "matrix.unreachable" });
  expect(known.requests() - before).toBe(4);
  const stranger = open({ baseUrl: other.baseUrl, patienceMs: 100, tries: 2, backoffMs: 20 });
  await expect(list(stranger)).rejects.toMatchObject({ code: "matrix.unreachable" });
  expect(stranger.requests()).toBe(2);
});

test("a token replaced during a pass is read again, once per refusal, and the request goes on", async () => {
  const tokens = ["wrong-token", "wrong-token", fake.asToken];
  let reads = 0;
  const asToken = () => tokens[Math.min(reads++, 2)] ?? "";
  const client = open({ asToken });
  await expect(list(client)).rejects.toMatchObject({ code: "matrix.unauthorized" });
  expect([client.requests(), reads]).toEqual([1, 2]);
  expect(await list(client)).toMatchObject({ total: 2 });
  expect([client.requests(), reads]).toEqual([3, 3]);
  const others = await Promise.all([list(client), list(client)]);
  expect([others.length, client.requests(), reads]).toEqual([2, 5, 3]);
});

test("each lasting fault has its own code", async () => {
  const cases = [
    [{ kind: "status", status: 503 }, "matrix.broken"],
    [{ kind: "truncated" }, "matrix.broken"],
    [{ kind: "cut" }, "matrix.unreachable"],
    [{ kind: "html", status: 200 }, "matrix.not-matrix"],
    [{ kind: "html", status: 404 }, "matrix.not-matrix"],
    [{ kind: "html", status: 502 }, "matrix.broken"],
    [{ kind: "unauthorized" }, "matrix.unauthorized"],
  ] as const;
  for (const [fault, code] of cases) {
    const remove = fake.faults.add(fault);
    await expect(list(open())).rejects.toMatchObject({ code });
    remove();
  }
});

test("a page instead of JSON is not asked again: it is another server", async () => {
  fake.faults.add({ kind: "html", status: 200 });
  const client = open();
  await expect(list(client)).rejects.toMatchObject({ code: "matrix.not-matrix", params: { contentType: "text/html" } });
  expect(client.requests()).toBe(1);
});

test("a silent server is a timeout", async () => {
  fake.faults.add({ kind: "latency", ms: 2_000 });
  await expect(list(open({ timeoutMs: 40, tries: 2 }))).rejects.toMatchObject({ code: "matrix.timeout" });
});

test("a request that may not be repeated is sent once", async () => {
  fake.faults.add({ kind: "cut" });
  const client = open();
  await expect(client.get({ ...endpoints.createRoom, repeatable: false }, { body: {} })).rejects.toMatchObject({
    code: "matrix.unreachable",
  });
  expect(client.requests()).toBe(1);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
