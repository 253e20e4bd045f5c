/** Contract of rooms that people made: found as they are, taken over where somebody can hand them over, given back. */
import { describe, expect, test, vi } from "vitest";
import type { Json } from "#adapters/matrix/json.ts";
import { asObject } from "#adapters/matrix/json.ts";
import { type RoomId, roomAlias, roomId, type UserId, userId } from "#core/ids.ts";
import type { FoundRoom } from "#core/observed.ts";
import type { Homeserver } from "#engine/ports.ts";
import { joinBy, look, people, removal, type World, writeMembers } from "./homeserver-world.ts";
import { inRoom, raw, state } from "./raw-matrix.ts";

export function adoptionContract(world: World): void {
  describe("rooms of people found", () => finding(world));
  describe("rooms of people taken over", () => takingOver(world));
  describe("rooms given back", () => givingBack(world));
}

/** As somebody makes a room in their client. */
async function makeRoom(world: World, as: UserId, body: Json): Promise<RoomId> {
  const made = await raw(world.bench(), "POST /_matrix/client/v3/createRoom", as, { preset: "private_chat", room_version: "11", ...body });
  expect(made.status, JSON.stringify(made.body)).toBe(200);
  return roomId(String(made.body.room_id));
}

async function bringIn(world: World, room: RoomId, by: UserId, who: UserId): Promise<void> {
  expect((await raw(world.bench(), inRoom(room, "invite"), by, { user_id: who })).status).toBe(200);
  expect((await raw(world.bench(), inRoom(room, "join"), who, {})).status).toBe(200);
}

async function found(server: Homeserver, room: RoomId): Promise<FoundRoom> {
  const one = (await server.reader.found([room])).get(room);
  if (one === undefined) throw new Error(`${room} is absent`);
  return one;
}

const aliasIn = (world: World, name: string) => roomAlias(`#${name}-${process.pid}-${Date.now()}:${world.bench().serverName}`);

function finding(world: World): void {
  test("a room is found with its people, who left it, its version and its settings, whoever is in it", async () => {
    const [server, own] = [world.open(), world.space()];
    const [ana, bob, eve] = (await people(server, own, ["ana", "bob", "eve"])) as [UserId, UserId, UserId];
    const room = await makeRoom(world, ana, { name: "Le labo", topic: "Entre nous" });
    for (const one of [bob, eve]) await bringIn(world, room, ana, one);
    expect((await raw(world.bench(), inRoom(room, "leave"), eve, {})).status).toBe(200);
    const nowhere = roomId(`!nowhere:${world.bench().serverName}`);
    expect([...(await server.reader.found([nowhere, room])).keys()]).toEqual([room]);
    const seen = await found(server, room);
    expect(seen).toMatchObject({ isSpace: false, version: "11", reachable: true, servers: [] });
    expect(seen.room).toMatchObject({ roomId: room, name: "Le labo", joinRule: "invite", members: new Set([ana, bob]) });
    expect(seen.room.levels).toEqual(new Map([[ana, 100]]));
    expect(seen.room.departures).toEqual(new Map([[eve, { membership: "leave", by: eve }]]));
    expect(seen.room.settings).toMatchObject({ topic: "Entre nous", encrypted: false, replacedBy: null, history: "shared" });
  });

  test("every room is listed, those of people among them, spaces as such; an alias tells its room", async () => {
    const [server, own, bench] = [world.open(), world.space(), world.bench()];
    const [ana] = (await people(server, own, ["ana"])) as [UserId];
    const name = `Bavardages ${own.user("x")}`;
    const room = await makeRoom(world, ana, { name });
    const space = await makeRoom(world, ana, { name, creation_content: { type: "m.space" } });
    const alias = aliasIn(world, "bavardages");
    expect(await server.reader.roomUnder(alias)).toBeNull();
    const put = await raw(bench, `PUT /_matrix/client/v3/directory/room/${encodeURIComponent(alias)}`, ana, { room_id: room });
    expect(put.status).toBe(200);
    expect(await server.reader.roomUnder(alias)).toBe(room);
    // Synapse counts who is in a room a moment later.
    await vi.waitFor(
      async () => {
        const listed = (await server.reader.everyRoom()).filter((one) => one.name === name);
        const told = listed.map(({ roomId: id, isSpace, members }) => ({ id, isSpace, members }));
        expect(new Set(told)).toEqual(
          new Set([
            { id: room, isSpace: false, members: 1 },
            { id: space, isSpace: true, members: 1 },
          ]),
        );
      },
      { timeout: 15_000, interval: 100 },
    );
  });
}

function takingOver(world: World): void {
  const smith = (): UserId => userId(`@${world.bench().agentSmith}:${world.bench().serverName}`);

  test.each(["10", "11", "12"])(
    "a room of version %s that its maker is in: managed from then on, its people and settings as they were",
    async (version) => {
      const [server, own, bench] = [world.open(), world.space(), world.bench()];
      const [ana, bob, zoe] = (await people(server, own, ["ana", "bob", "zoe"])) as [UserId, UserId, UserId];
      const room = await makeRoom(world, ana, { name: "Le labo", room_version: version });
      await bringIn(world, room, ana, bob);
      const before = await found(server, room);
      expect(before).toMatchObject({ version, reachable: true });
      const alias = aliasIn(world, "str-labo");
      for (let twice = 0; twice < 2; twice++) await world.open().rooms.adopt(room, alias);
      const managed = await look(world.open(), room);
      expect(managed).toMatchObject({ name: "Le labo", joinRule: "invite", members: new Set([ana, bob]) });
      expect(managed.levels).toEqual(before.room.levels);
      expect(managed.levels.get(ana)).toBe(version === "12" ? 150 : 100);
      expect(managed.settings).toEqual(before.room.settings);
      expect(await server.reader.roomUnder(alias)).toBe(room);
      const fresh = world.open();
      expect(await writeMembers(fresh, room, [joinBy("invite", zoe)])).toEqual([null]);
      await fresh.rooms.setLevels(room, new Map([[bob, 50]]));
      await fresh.rooms.rename(room, "Général – LABO");
      expect(await writeMembers(fresh, room, [removal(zoe)])).toEqual([null]);
      const after = await look(world.open(), room);
      expect(after).toMatchObject({ name: "Général – LABO", members: new Set([ana, bob]) });
      expect([after.levels.get(ana), after.levels.get(bob)]).toEqual([managed.levels.get(ana), 50]);
      const spec = own.spec("labo", { levels: { write: 0, moderate: 50 } });
      await fresh.rooms.restore(room, { spec, space: null, closed: false }, "levels");
      const power = asObject((await state(bench, room, "m.room.power_levels")).content);
      expect(power).toMatchObject({ invite: 50, events: expect.objectContaining({ "m.room.name": 100 }) });
      expect((await look(world.open(), room)).levels.get(bob)).toBe(50);
    },
  );

  test("a space is taken over with what it lists, and lists and is named by rooms from then on", async () => {
    const [server, own, bench] = [world.open(), world.space(), world.bench()];
    const [ana] = (await people(server, own, ["ana"])) as [UserId];
    const space = await makeRoom(world, ana, { name: "Espace", creation_content: { type: "m.space" } });
    const room = await makeRoom(world, ana, { name: "Le labo" });
    const child = `PUT /_matrix/client/v3/rooms/${encodeURIComponent(space)}/state/m.space.child/${encodeURIComponent("!other:elsewhere.example")}`;
    expect((await raw(bench, child, ana, { via: ["elsewhere.example"], order: "a" })).status).toBe(200);
    expect(await found(server, space)).toMatchObject({ isSpace: true, reachable: true });
    for (const one of [space, room])
      await server.rooms.adopt(
        one,
        aliasIn(
          world,
          `str-${one
            .slice(1, 6)
            .toLowerCase()
            .replace(/[^a-z0-9]/g, "x")}`,
        ),
      );
    await server.rooms.setChild(space, room, "2");
    await server.rooms.setParent(room, space);
    const named = (await state(bench, room, "m.space.parent", space)).event_id;
    await server.rooms.setParent(room, space);
    expect((await state(bench, room, "m.space.parent", space)).event_id).toBe(named);
    expect((await look(world.open(), space)).children).toEqual(
      new Map([
        [roomId("!other:elsewhere.example"), "a"],
        [room, "2"],
      ]),
    );
  });

  test("a public room is entered without an invitation; one that Agent Smith made and is in is his already", async () => {
    const [server, own] = [world.open(), world.space()];
    const [ana] = (await people(server, own, ["ana"])) as [UserId];
    const open = await makeRoom(world, ana, { name: "Ouvert", preset: "public_chat" });
    await server.rooms.adopt(open, aliasIn(world, "str-ouvert"));
    expect(await look(world.open(), open)).toMatchObject({ joinRule: "public", members: new Set([ana]) });
    const made = await server.rooms.create(own.spec("g"), null);
    expect(await found(server, made)).toMatchObject({ reachable: true, servers: [] });
    await server.rooms.adopt(made, own.spec("g").alias);
    expect((await look(world.open(), made)).name).toBe("Salon g");
  });

  test("a room whose only administrator left can't be handed over: told beforehand, and refused", async () => {
    const [server, own] = [world.open(), world.space()];
    const [ana, bob] = (await people(server, own, ["ana", "bob"])) as [UserId, UserId];
    const room = await makeRoom(world, ana, { name: "Sans maître" });
    await bringIn(world, room, ana, bob);
    expect((await raw(world.bench(), inRoom(room, "leave"), ana, {})).status).toBe(200);
    expect(await found(server, room)).toMatchObject({ reachable: false });
    await expect(server.rooms.adopt(room, aliasIn(world, "str-sans"))).rejects.toMatchObject({
      code: expect.stringMatching(/^matrix\.(refused|forbidden)$/),
    });
    expect((await found(server, room)).room.members).toEqual(new Set([bob]));
  });

  test("an alias that another room has stays that room's", async () => {
    const [server, own] = [world.open(), world.space()];
    const [ana] = (await people(server, own, ["ana"])) as [UserId];
    const holder = await server.rooms.create(own.spec("holder"), null);
    const room = await makeRoom(world, ana, { name: "Le labo" });
    await server.rooms.adopt(room, own.spec("holder").alias);
    expect(await server.reader.roomUnder(own.spec("holder").alias)).toBe(holder);
    expect((await look(world.open(), room)).members).toEqual(new Set([ana]));
  });

  test("Agent Smith never counts among the people of a room that is found", async () => {
    const [server, own] = [world.open(), world.space()];
    const room = await server.rooms.create(own.spec("s"), null);
    expect((await found(server, room)).room.members.has(smith())).toBe(false);
  });
}

function givingBack(world: World): void {
  test("a room that is given back keeps everything but campus's alias, and the alias makes another room", async () => {
    const [server, own] = [world.open(), world.space()];
    const [ana] = (await people(server, own, ["ana"])) as [UserId];
    const room = await makeRoom(world, ana, { name: "Le labo" });
    const spec = own.spec("labo");
    await server.rooms.adopt(room, spec.alias);
    const before = await look(world.open(), room);
    for (let twice = 0; twice < 2; twice++) await world.open().rooms.release(room, spec.alias);
    expect(await look(world.open(), room)).toEqual(before);
    expect(await server.reader.roomUnder(spec.alias)).toBeNull();
    const other = await world.open().rooms.create(spec, null);
    expect(other).not.toBe(room);
    await world.open().rooms.release(room, spec.alias);
    expect(await server.reader.roomUnder(spec.alias)).toBe(other);
  });
}
