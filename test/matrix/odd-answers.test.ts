/** Answers that are JSON but not what Matrix says: refused whole, because an empty list would mean "make everybody again". */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import { roomId, roomKey } from "#core/ids.ts";
import type { Homeserver } from "#engine/ports.ts";

let close: () => Promise<void> = async () => undefined;
afterEach(() => close());

/** A server whose answers are these, whatever is asked; by the last part of the path, else "". */
async function odd(answers: Readonly<Record<string, unknown>>): Promise<Homeserver> {
  const server = http.createServer((request, response) => {
    const last = (request.url ?? "").split("?")[0]?.split("/").at(-1) ?? "";
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answers[last] ?? answers[""] ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const opened = openHomeserver({ baseUrl, asToken: "t", serverName: "odd.example", connector: "_c", agentSmith: "_a" });
  close = async () => {
    await opened.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return opened;
}

const wanted = [{ key: roomKey("structure:x"), roomId: roomId("!x") }];

test("a list of accounts without accounts is another server", async () => {
  const server = await odd({ users: { status: "ok" } });
  await expect(server.reader.accounts()).rejects.toMatchObject({ code: "matrix.not-matrix" });
});

test("a list shorter than its total is broken", async () => {
  const server = await odd({ users: { users: [{ name: "@one:odd.example" }], total: 2 } });
  await expect(server.reader.accounts()).rejects.toMatchObject({ code: "matrix.broken" });
  expect(server.reader.requests()).toBe(2);
});

test("a sync without a batch, and members without a list, are another server", async () => {
  const empty = await odd({});
  await expect(empty.reader.rooms(wanted, () => [])).rejects.toMatchObject({ code: "matrix.not-matrix" });
  await close();
  const half = await odd({ sync: { next_batch: "s1", rooms: { join: { "!x": { state: { events: [] } } } } } });
  await expect(half.reader.rooms(wanted, () => [])).rejects.toMatchObject({ code: "matrix.not-matrix" });
});

test("damaged state is read with care: text for numbers, missing contents, unknown rules", async () => {
  const events = [
    {
      type: "m.room.power_levels",
      content: { users: { "@_a:odd.example": 100, "@a:odd.example": "50", "@b:odd.example": 75 }, users_default: null },
    },
    { type: "m.room.join_rules", content: { join_rule: "knock_restricted" } },
    { type: "m.room.name" },
    { type: "m.space.child", state_key: "!gone", content: {} },
    { type: "m.space.child", state_key: "!kept", content: { via: ["odd.example"], order: 3 } },
  ];
  const server = await odd({
    sync: { next_batch: "s1", rooms: { join: { "!x": { state: { events } } } } },
    joined_members: { joined: {} },
  });
  const seen = (await server.reader.rooms(wanted, () => [])).get(roomKey("structure:x"));
  expect(seen).toMatchObject({ name: "", joinRule: "other", eventsDefault: 0 });
  expect([...(seen?.levels ?? [])]).toEqual([["@b:odd.example", 75]]);
  expect([...(seen?.children ?? [])]).toEqual([["!kept", ""]]);
});
