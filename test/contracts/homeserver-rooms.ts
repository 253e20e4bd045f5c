/** Contract of rooms: made whole in one request, claimed by alias, renamed, closed, reopened, levels and children. */
import { describe, expect, test } from "vitest";
import type { Json } from "#adapters/matrix/json.ts";
import { asObject } from "#adapters/matrix/json.ts";
import { type RoomId, roomId, type UserId, userId } from "#core/ids.ts";
import { joinBy, look, people, removal, type World, writeMembers } from "./homeserver-world.ts";
import { inRoom, raw, state } from "./raw-matrix.ts";

const contentOf = (event: Json): Json => asObject(event.content);

export function roomContract(world: World): void {
  describe("rooms made", () => making(world));
  describe("aliases taken", () => claiming(world));
  describe("rooms changed", () => changing(world));
  describe("rooms lost", () => losing(world));
  describe("rooms read", () => reading(world));
}

function making(world: World): void {
  const smith = (): UserId => userId(`@${world.bench().agentSmith}:${world.bench().serverName}`);

  test("a space and an announcement room are made by one request each, with all their state", async () => {
    const [server, own, bench] = [world.open(), world.space(), world.bench()];
    const before = server.reader.requests();
    const space = await server.rooms.create(own.spec("s", { template: "space", name: "UFR" }), null);
    const room = await server.rooms.create(own.spec("a", { template: "annonces", joinRule: "restricted", history: "joined" }), space);
    expect(server.reader.requests() - before).toBe(2);
    expect(contentOf(await state(bench, space, "m.room.create")).type).toBe("m.space");
    expect(await look(server, space)).toMatchObject({ name: "UFR", joinRule: "invite", eventsDefault: 0 });
    expect(await look(server, room)).toMatchObject({ joinRule: "restricted", eventsDefault: 50, levels: new Map(), children: new Map() });
    expect(contentOf(await state(bench, room, "m.room.join_rules")).allow).toEqual([{ type: "m.room_membership", room_id: space }]);
    expect(contentOf(await state(bench, room, "m.room.history_visibility")).history_visibility).toBe("joined");
    expect(contentOf(await state(bench, room, "m.room.guest_access")).guest_access).toBe("forbidden");
    expect(contentOf(await state(bench, room, "m.room.create")).room_version).toBe("11");
    expect(contentOf(await state(bench, room, "m.space.parent", space)).via).toEqual([bench.serverName]);
    expect((await state(bench, room, "m.room.encryption")).errcode).toBe("M_NOT_FOUND");
  });

  test("topic, picture and levels are those of the template; a claimed room is given them again", async () => {
    const [server, own, bench] = [world.open(), world.space(), world.bench()];
    const picture = `mxc://${bench.serverName}/abc`;
    const spec = own.spec("t", { topic: "Les projets en cours", avatar: picture, levels: { write: 30, moderate: 60 } });
    const room = await server.rooms.create(spec, null);
    expect(contentOf(await state(bench, room, "m.room.topic")).topic).toBe("Les projets en cours");
    expect(contentOf(await state(bench, room, "m.room.avatar")).url).toBe(picture);
    expect(contentOf(await state(bench, room, "m.room.power_levels"))).toMatchObject({ events_default: 30, state_default: 60, kick: 60 });
    expect(await world.open().rooms.create({ ...spec, topic: "Autre sujet" }, null)).toBe(room);
    expect(contentOf(await state(bench, room, "m.room.topic")).topic).toBe("Autre sujet");
  });

  test("levels of an announcement room: Agent Smith alone at 100, moderation at 75, reactions free, calls refused", async () => {
    const [server, own, bench] = [world.open(), world.space(), world.bench()];
    const room = await server.rooms.create(own.spec("a", { template: "annonces" }), null);
    const power = contentOf(await state(bench, room, "m.room.power_levels"));
    expect(power).toMatchObject({ users: { [smith()]: 100 }, events_default: 50, state_default: 75, invite: 50 });
    expect(power).toMatchObject({ ban: 75, kick: 75, redact: 75, notifications: { room: 75 } });
    const events = asObject(power.events);
    expect(events).toMatchObject({
      "m.reaction": 0,
      "m.room.redaction": 0,
      "m.room.encryption": 100,
      "m.call.invite": 100,
      "m.widget": 100,
    });
  });
}

function claiming(world: World): void {
  const smith = (): UserId => userId(`@${world.bench().agentSmith}:${world.bench().serverName}`);

  test("creating again under the same alias gives the same room, repaired", async () => {
    const own = world.space();
    const spec = own.spec("g");
    const first = await world.open().rooms.create(spec, null);
    const levels = (await state(world.bench(), first, "m.room.power_levels")).event_id;
    const again = await world.open().rooms.create({ ...spec, name: "Nouveau nom" }, null);
    expect(again).toBe(first);
    expect((await look(world.open(), first)).name).toBe("Nouveau nom");
    expect((await state(world.bench(), first, "m.room.power_levels")).event_id).toBe(levels);
  });

  test("an alias taken by a stranger's room is a conflict, and that room is untouched", async () => {
    const [server, own, bench] = [world.open(), world.space(), world.bench()];
    const [stranger] = (await people(server, own, ["zoe"])) as [UserId];
    const spec = own.spec("taken");
    const made = await raw(bench, "POST /_matrix/client/v3/createRoom", stranger, { name: "à moi" });
    const theirs = String(made.body.room_id);
    const alias = `PUT /_matrix/client/v3/directory/room/${encodeURIComponent(spec.alias)}`;
    expect((await raw(bench, alias, smith(), { room_id: theirs })).status).toBe(200);
    await expect(server.rooms.create(spec, null)).rejects.toMatchObject({ code: "matrix.conflict", params: { holder: theirs } });
    const name = await raw(bench, `GET /_matrix/client/v3/rooms/${encodeURIComponent(theirs)}/state/m.room.name/`, stranger);
    expect(name.body.name).toBe("à moi");
  });

  test("a space is not taken for a room under the same alias", async () => {
    const [server, own] = [world.open(), world.space()];
    await server.rooms.create(own.spec("x", { template: "space" }), null);
    await expect(server.rooms.create(own.spec("x"), null)).rejects.toMatchObject({ code: "matrix.conflict" });
  });
}

function changing(world: World): void {
  const smith = (): UserId => userId(`@${world.bench().agentSmith}:${world.bench().serverName}`);

  test("children of a space: added, moved, removed", async () => {
    const [server, own] = [world.open(), world.space()];
    const space = await server.rooms.create(own.spec("s", { template: "space" }), null);
    const child = await server.rooms.create(own.spec("c"), space);
    await server.rooms.setChild(space, child, "b");
    expect((await look(server, space)).children).toEqual(new Map([[child, "b"]]));
    await server.rooms.setChild(space, child, "a");
    expect((await look(server, space)).children).toEqual(new Map([[child, "a"]]));
    await server.rooms.removeChild(space, child);
    expect((await look(server, space)).children).toEqual(new Map());
  });

  test("levels of a batch are one event; nothing is sent when nothing changes; Agent Smith keeps his", async () => {
    const [server, own, bench] = [world.open(), world.space(), world.bench()];
    const [ana, bob] = (await people(server, own, ["ana", "bob"])) as [UserId, UserId];
    const room = await server.rooms.create(own.spec("l"), null);
    const levels = new Map([
      [ana, 50],
      [bob, 75],
      [smith(), 0],
    ] as const);
    await server.rooms.setLevels(room, levels);
    const event = await state(bench, room, "m.room.power_levels");
    expect((await look(server, room)).levels).toEqual(
      new Map([
        [ana, 50],
        [bob, 75],
      ]),
    );
    expect(asObject(contentOf(event).users)[smith()]).toBe(100);
    await server.rooms.setLevels(room, levels);
    expect((await state(bench, room, "m.room.power_levels")).event_id).toBe(event.event_id);
    await server.rooms.setLevels(room, new Map([[ana, 0]]));
    expect((await look(server, room)).levels).toEqual(new Map([[bob, 75]]));
  });

  test("closed: read-only, invite-only, renamed; reopened: as before, people's levels kept; each idempotent", async () => {
    const [server, own] = [world.open(), world.space()];
    const [ana] = (await people(server, own, ["ana"])) as [UserId];
    const space = await server.rooms.create(own.spec("s", { template: "space" }), null);
    const spec = own.spec("g", { joinRule: "restricted" });
    const room = await server.rooms.create(spec, space);
    await server.rooms.setLevels(room, new Map([[ana, 50]]));
    for (let twice = 0; twice < 2; twice++) await server.rooms.close(room, "[fermé] Salon");
    expect(await look(server, room)).toMatchObject({ name: "[fermé] Salon", joinRule: "invite", eventsDefault: 100 });
    for (let twice = 0; twice < 2; twice++) await server.rooms.reopen(room, spec, space);
    const open = await look(server, room);
    expect(open).toMatchObject({ name: spec.name, joinRule: "restricted", eventsDefault: 0, levels: new Map([[ana, 50]]) });
    await server.rooms.rename(room, "Autre");
    expect((await look(server, room)).name).toBe("Autre");
  });
}

function losing(world: World): void {
  const smith = (): UserId => userId(`@${world.bench().agentSmith}:${world.bench().serverName}`);
  const lower = (room: RoomId) => state(world.bench(), room, "m.room.power_levels").then((event) => contentOf(event));
  const write = (room: RoomId, content: Json) =>
    raw(world.bench(), `PUT /_matrix/client/v3/rooms/${encodeURIComponent(room)}/state/m.room.power_levels/`, smith(), content);

  test("a room that Agent Smith left is lost, and his again once somebody of level 100 gave it back", async () => {
    const [server, own, bench] = [world.open(), world.space(), world.bench()];
    const [ana] = (await people(server, own, ["ana"])) as [UserId];
    const room = await server.rooms.create(own.spec("r"), null);
    await writeMembers(server, room, [joinBy("invite", ana)]);
    await server.rooms.setLevels(room, new Map([[ana, 100]]));
    expect((await raw(bench, inRoom(room, "leave"), smith(), {})).status).toBe(200);
    await expect(look(world.open(), room)).rejects.toThrow("is absent");
    expect([...(await server.reader.lost([room])).values()]).toEqual([{ roomId: room, restorable: true }]);
    for (let twice = 0; twice < 2; twice++) await world.open().rooms.regain(room);
    expect((await look(world.open(), room)).members).toEqual(new Set([ana]));
    await world.open().rooms.rename(room, "Repris");
    expect((await look(world.open(), room)).name).toBe("Repris");
  });

  test("a room where Agent Smith has lost his level is lost too; without anybody of that level it stays so", async () => {
    const [server, own] = [world.open(), world.space()];
    const [ana] = (await people(server, own, ["ana"])) as [UserId];
    const [kept, gone] = [await server.rooms.create(own.spec("k"), null), await server.rooms.create(own.spec("g"), null)];
    for (const room of [kept, gone]) await writeMembers(server, room, [joinBy("invite", ana)]);
    await server.rooms.setLevels(kept, new Map([[ana, 100]]));
    await server.rooms.setLevels(gone, new Map([[ana, 50]]));
    for (const room of [kept, gone]) {
      const levels = await lower(room);
      expect((await write(room, { ...levels, users: { ...asObject(levels.users), [smith()]: 0 } })).status).toBe(200);
    }
    const nowhere = roomId(`!nowhere:${world.bench().serverName}`);
    const lost = await world.open().reader.lost([kept, gone, nowhere]);
    expect([...lost]).toEqual([
      [kept, { roomId: kept, restorable: true }],
      [gone, { roomId: gone, restorable: false }],
    ]);
    await expect(look(world.open(), kept)).rejects.toThrow("is absent");
    await world.open().rooms.regain(kept);
    expect((await look(world.open(), kept)).members).toEqual(new Set([ana]));
    await expect(world.open().rooms.regain(gone)).rejects.toMatchObject({ code: expect.stringMatching(/^matrix\.(refused|forbidden)$/) });
  });
}

function reading(world: World): void {
  const smith = (): UserId => userId(`@${world.bench().agentSmith}:${world.bench().serverName}`);
  test("a room that does not exist is absent from a reading and refused to a writer", async () => {
    const server = world.open();
    const nowhere = roomId(`!nowhere:${world.bench().serverName}`);
    await expect(look(server, nowhere)).rejects.toThrow("is absent");
    await expect(server.rooms.rename(nowhere, "x")).rejects.toMatchObject({ code: "matrix.forbidden" });
  });

  test("a reading of one person's rooms costs two requests, and one per room they were put out of", async () => {
    const [server, own] = [world.open(), world.space()];
    const [ana, bob] = (await people(server, own, ["ana", "bob"])) as [UserId, UserId];
    const rooms: RoomId[] = [];
    for (const name of ["p", "q", "r"]) rooms.push(await server.rooms.create(own.spec(name), null));
    const [p, q] = rooms as [RoomId, RoomId];
    for (const room of [p, q]) await writeMembers(server, room, [joinBy("invite", ana), joinBy("invite", bob)]);
    await writeMembers(server, q, [removal(ana)]);
    await server.rooms.setLevels(p, new Map([[ana, 50]]));
    const wanted = rooms.map((room, index) => ({ key: own.spec(String(index)).room, roomId: room }));
    const fresh = world.open();
    const seen = [...(await fresh.reader.roomsOf([ana], wanted, () => [ana, bob])).values()];
    expect(seen.map(({ roomId }) => roomId)).toEqual(rooms);
    expect(seen.map(({ members }) => [...members])).toEqual([[ana], [], []]);
    expect(seen.map(({ name }) => name)).toEqual(["Salon p", "Salon q", "Salon r"]);
    expect(seen[0]?.levels).toEqual(new Map([[ana, 50]]));
    expect(seen[1]?.departures).toEqual(new Map([[ana, { membership: "leave", by: smith() }]]));
    expect(fresh.reader.requests()).toBe(4);
    await writeMembers(fresh, q, [joinBy("invite", ana)]);
    expect(fresh.reader.requests()).toBe(6);
    expect((await look(fresh, q)).members).toEqual(new Set([ana, bob]));
  });

  test("a reading of nobody's membership is one request; an account that doesn't exist is in no room", async () => {
    const [server, own] = [world.open(), world.space()];
    const room = await server.rooms.create(own.spec("p", { name: "Seul" }), null);
    const wanted = [{ key: own.spec("p").room, roomId: room }];
    const before = server.reader.requests();
    expect([...(await server.reader.roomsOf([], wanted, () => [])).values()]).toMatchObject([{ name: "Seul", members: new Set() }]);
    expect(server.reader.requests() - before).toBe(1);
    expect([...(await server.reader.roomsOf([own.user("nobody")], wanted, () => [])).values()]).toMatchObject([{ members: new Set() }]);
  });

  test("a reading costs one request per room and one more, or a few queries, whoever is in them", async () => {
    const [server, own] = [world.open(), world.space()];
    const rooms = [];
    for (const name of ["p", "q", "r"]) rooms.push(await server.rooms.create(own.spec(name), null));
    const { reader } = server;
    const before = [reader.requests(), reader.queries()] as const;
    const wanted = rooms.map((room, index) => ({ key: own.spec(String(index)).room, roomId: room }));
    expect((await reader.rooms(wanted, () => [])).size).toBe(3);
    const cost = [reader.requests() - before[0], reader.queries() - before[1]];
    // Beginning, version, members, state, end.
    expect(cost).toEqual(world.bench().observe ? [0, 5] : [4, 0]);
  });
}
