/** What the adapter sends and how often, and what survives answers that were lost: seen on the in-memory homeserver. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { endpoints } from "#adapters/matrix/endpoints.ts";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import type { RoomSpec } from "#core/change.ts";
import { type RoomId, roomAlias, roomKey, type UserId, userId } from "#core/ids.ts";
import type { Homeserver, MemberAct } from "#engine/ports.ts";
import { type FakeHomeserver, openFakeHomeserver } from "../fakes/homeserver/open.ts";

let fake: FakeHomeserver;
let server: Homeserver;
let serial = 0;
beforeAll(async () => {
  fake = await openFakeHomeserver();
  server = openHomeserver({ ...fake, backoffMs: 2, tries: 3 });
});
afterEach(() => {
  fake.faults.clear();
  fake.resetRequests();
});
afterAll(async () => {
  await server.close();
  await fake.close();
});

async function person(): Promise<UserId> {
  const user = userId(`@p${serial++}:${fake.serverName}`);
  await server.accounts.create({ userId: user, externalId: user, displayName: "Une personne", mail: null, listed: true });
  return user;
}

function spec(over: Partial<RoomSpec> = {}): RoomSpec {
  const name = `r${serial++}`;
  const alias = roomAlias(`#str-${name}:${fake.serverName}`);
  return {
    room: roomKey(`structure:${name}/general`),
    alias,
    name,
    topic: null,
    avatar: null,
    space: null,
    levels: { write: 0, moderate: 50 },
    template: "general",
    joinRule: "invite",
    history: "shared",
    sourceId: null,
    ...over,
  };
}

const join = (user: UserId, way: "restricted" | "invite"): MemberAct => ({ act: "join", userId: user, way });
const refused = () => undefined;

test("every request of the adapter is in the endpoint table, which has no path to messages or sign-in", async () => {
  const paths = Object.values(endpoints).map((endpoint) => endpoint.path);
  for (const forbidden of ["/messages", "/context", "/event/", "/login", "fetch_event"]) {
    expect(paths.filter((path) => path.includes(forbidden))).toEqual([]);
  }
  const sending = Object.values(endpoints).filter(({ path }) => path.includes("/send/"));
  expect(sending.map(({ path, speaker }) => [path.replace(/^.*\/send\//, ""), speaker])).toEqual([
    ["m.room.message/{transaction}", "agent-smith"],
  ]);
});

test("an account is one PUT; an unchanged one sends nothing to propagate", async () => {
  await server.reader.accounts();
  fake.resetRequests();
  const user = await person();
  expect(fake.requests().byRoute).toEqual(new Map([["PUT /_synapse/admin/v2/users/{user}", 1]]));
  await server.accounts.create({ userId: user, externalId: user, displayName: "Une personne", mail: null, listed: true });
  await server.accounts.setMail(user, null);
  expect(fake.requests().byRoute.get("PUT /_synapse/admin/v2/users/{user}")).toBe(1);
  expect(fake.model.nameTasks).toBe(0);
});

test("a createRoom whose answer was lost is one room, found by its alias", async () => {
  for (const kind of ["cut-after", "truncated"] as const) {
    const wanted = spec();
    const before = fake.model.rooms.size;
    fake.faults.add({ kind, on: /createRoom/, times: 1 });
    const room = await server.rooms.create(wanted, null);
    expect(fake.model.rooms.size - before).toBe(1);
    expect(fake.model.aliases.get(wanted.alias)?.roomId).toBe(room);
  }
});

test("a restricted join whose answer was lost is one event", async () => {
  const user = await person();
  const space = await server.rooms.create(spec({ template: "space" }), null);
  const room = await server.rooms.create(spec({ joinRule: "restricted" }), space);
  await server.members.write(space, [join(user, "invite")], refused);
  const before = fake.model.events;
  fake.faults.add({ kind: "cut-after", on: /join\?/, times: 1 });
  await server.members.write(room, [join(user, "restricted")], refused);
  expect(fake.model.events - before).toBe(1);
  expect(fake.model.rooms.get(room)?.joined.has(user)).toBe(true);
});

test("a removal and an invitation whose answers were lost succeed, each as one event", async () => {
  const user = await person();
  const room = await server.rooms.create(spec(), null);
  const outcomes: unknown[] = [];
  const before = fake.model.events;
  fake.faults.add({ kind: "cut-after", on: /invite\?/, times: 1 });
  fake.faults.add({ kind: "cut-after", on: /kick\?/, times: 1 });
  const acts: MemberAct[] = [join(user, "invite"), { act: "remove", userId: user, why: "parti" }];
  await server.members.write(room, acts, (_index, refusal) => outcomes.push(refusal));
  expect(outcomes).toEqual([null, null]);
  // The server is asked before an invitation is sent again: an invited person may be invited again, by one more event.
  expect(fake.model.events - before).toBe(3);
});

test("when the server breaks in the middle of a batch, the batch throws and what was settled stays settled", async () => {
  const [one, two] = [await person(), await person()];
  const room = await server.rooms.create(spec({ joinRule: "public" }), null);
  const settled: number[] = [];
  fake.faults.add({ kind: "status", status: 500, on: new RegExp(`join.*${encodeURIComponent(two)}`) });
  const acts: MemberAct[] = [one, two].map((user) => ({ act: "join", userId: user, way: "public" }));
  await expect(server.members.write(room, acts, (index) => settled.push(index))).rejects.toMatchObject({ code: "matrix.broken" });
  expect(settled).toEqual([0]);
});

test("reading 40 rooms where nobody is missing costs 42 requests; a missing grant costs one more in its room only", async () => {
  const user = await person();
  const wanted: { key: RoomSpec["room"]; roomId: RoomId }[] = [];
  for (let index = 0; index < 40; index++) {
    const made = spec();
    wanted.push({ key: made.room, roomId: await server.rooms.create(made, null) });
  }
  fake.resetRequests();
  await server.reader.accounts();
  await server.reader.rooms(wanted, () => []);
  expect(fake.requests().total).toBe(42);
  fake.resetRequests();
  await server.reader.rooms(wanted, (key) => (key === wanted[7]?.key ? [user] : []));
  expect(fake.requests().total).toBe(42);
  expect(fake.requests().byRoute.get("GET /_matrix/client/v3/rooms/{room}/members")).toBe(1);
});

test("a dead alias left by a creation that was cut for good is cleared and the room made", async () => {
  const wanted = spec();
  fake.model.aliases.set(wanted.alias, { roomId: "!never:made", creator: `@${fake.agentSmith}:${fake.serverName}` });
  const patient = openHomeserver({ ...fake, backoffMs: 2, claim: { looks: 2, pauseMs: 1 } });
  const room = await patient.rooms.create(wanted, null);
  expect(fake.model.aliases.get(wanted.alias)?.roomId).toBe(room);
  fake.model.aliases.set(spec().alias, { roomId: "!never:made", creator: "@stranger:elsewhere" });
  const theirs = [...fake.model.aliases.keys()].at(-1) as RoomSpec["alias"];
  await expect(patient.rooms.create({ ...wanted, alias: theirs }, null)).rejects.toMatchObject({ code: "matrix.conflict" });
  await patient.close();
});
