/** Contract of members: each way in, out with a reason, refusals as values, and who made whom leave. */
import { describe, expect, test } from "vitest";
import { asObject } from "#adapters/matrix/json.ts";
import { roomId, roomKey, type UserId, userId } from "#core/ids.ts";
import { joinBy, look, people, removal, type World, writeMembers } from "./homeserver-world.ts";
import { inRoom, raw, state } from "./raw-matrix.ts";

export function memberContract(world: World): void {
  describe("members join", () => waysIn(world));
  describe("members leave", () => waysOut(world));
  describe("members named", () => names(world));
  describe("members refused", () => refusals(world));
}

function waysIn(world: World): void {
  test("a space is joined by invitation, its room by one restricted join, a public room directly", async () => {
    const [server, own] = [world.open(), world.space()];
    const [ana] = (await people(server, own, ["ana"])) as [UserId];
    const space = await server.rooms.create(own.spec("s", { template: "space" }), null);
    const room = await server.rooms.create(own.spec("r", { joinRule: "restricted" }), space);
    const open = await server.rooms.create(own.spec("p", { joinRule: "public" }), null);
    expect(await writeMembers(server, space, [joinBy("invite", ana)])).toEqual([null]);
    const before = server.reader.requests();
    expect(await writeMembers(server, room, [joinBy("restricted", ana)])).toEqual([null]);
    expect(await writeMembers(server, open, [joinBy("public", ana)])).toEqual([null]);
    expect(server.reader.requests() - before).toBe(2);
    for (const id of [space, room, open]) expect((await look(server, id)).members).toEqual(new Set([ana]));
  });

  test("a restricted join without the space, and a direct join into an invite-only room, are refusals that stop nothing", async () => {
    const [server, own] = [world.open(), world.space()];
    const [ana, bob] = (await people(server, own, ["ana", "bob"])) as [UserId, UserId];
    const space = await server.rooms.create(own.spec("s", { template: "space" }), null);
    const room = await server.rooms.create(own.spec("r", { joinRule: "restricted" }), space);
    await writeMembers(server, space, [joinBy("invite", bob)]);
    const outcomes = await writeMembers(server, room, [joinBy("restricted", ana), joinBy("restricted", bob)]);
    expect(outcomes).toEqual([expect.objectContaining({ code: "matrix.forbidden" }), null]);
    expect(await writeMembers(server, space, [joinBy("public", ana)])).toMatchObject([{ code: "matrix.forbidden" }]);
  });

  test("an invitation is left once for the person to accept; an accepted or refused one is seen as such", async () => {
    const [server, own, bench] = [world.open(), world.space(), world.bench()];
    const [ana, bob] = (await people(server, own, ["ana", "bob"])) as [UserId, UserId];
    const room = await server.rooms.create(own.spec("r"), null);
    const smith = userId(`@${bench.agentSmith}:${bench.serverName}`);
    const invitation = (user: UserId) => ({ act: "invite", userId: user }) as const;
    expect(await writeMembers(server, room, [invitation(ana), invitation(bob)])).toEqual([null, null]);
    const pending = await look(server, room, [ana, bob]);
    expect(pending.members).toEqual(new Set());
    expect(pending.departures.get(ana)).toEqual({ membership: "invite", by: smith });
    const first = (await state(bench, room, "m.room.member", ana)).event_id;
    expect((await raw(bench, inRoom(room, "join"), ana, {})).status).toBe(200);
    expect((await raw(bench, inRoom(room, "leave"), bob, {})).status).toBe(200);
    const answered = await look(world.open(), room, [ana, bob]);
    expect(answered.members).toEqual(new Set([ana]));
    expect(answered.departures).toEqual(new Map([[bob, { membership: "leave", by: bob }]]));
    expect(await writeMembers(world.open(), room, [invitation(ana)])).toEqual([null]);
    expect((await look(server, room)).members).toEqual(new Set([ana]));
    expect((await state(bench, room, "m.room.member", ana)).event_id).not.toBe(first);
  });

  test("somebody already in is a success without another event, for an adapter that has forgotten everything too", async () => {
    const [own, bench] = [world.space(), world.bench()];
    const server = world.open();
    const [ana] = (await people(server, own, ["ana"])) as [UserId];
    const space = await server.rooms.create(own.spec("s", { template: "space" }), null);
    const room = await server.rooms.create(own.spec("r", { joinRule: "restricted" }), space);
    await writeMembers(server, space, [joinBy("invite", ana)]);
    await writeMembers(server, room, [joinBy("restricted", ana)]);
    const first = (await state(bench, room, "m.room.member", ana)).event_id;
    for (const again of [server, world.open()]) {
      expect(await writeMembers(again, space, [joinBy("invite", ana)])).toEqual([null]);
      expect(await writeMembers(again, room, [joinBy("restricted", ana)])).toEqual([null]);
    }
    expect((await state(bench, room, "m.room.member", ana)).event_id).toBe(first);
  });
}

function names(world: World): void {
  test("a name in one room alone, over which a new global name is written, and which can be given again and taken back", async () => {
    const [server, own] = [world.open(), world.space()];
    const [ana] = (await people(server, own, ["ana"])) as [UserId];
    const space = await server.rooms.create(own.spec("s", { template: "space" }), null);
    const room = await server.rooms.create(own.spec("r", { joinRule: "restricted" }), space);
    await writeMembers(server, space, [joinBy("invite", ana)]);
    await writeMembers(server, room, [joinBy("restricted", ana)]);
    const rooms = [
      { key: roomKey("structure:r/general"), roomId: room, users: [ana, own.user("absent")] },
      { key: roomKey("structure:r"), roomId: space, users: [ana] },
    ];
    const seen = async () => [...(await server.reader.names(rooms)).values()].flatMap((one) => [...one]);
    expect(await seen()).toEqual([
      [ana, "ana"],
      [ana, "ana"],
    ]);
    await server.members.rename(room, ana, "Ana du labo");
    expect(await seen()).toEqual([
      [ana, "Ana du labo"],
      [ana, "ana"],
    ]);
    await server.accounts.rename(ana, "Ana Nouvelle");
    await expect.poll(seen, { timeout: 10_000 }).toEqual([
      [ana, "Ana Nouvelle"],
      [ana, "Ana Nouvelle"],
    ]);
    await server.members.rename(room, ana, "Ana du labo");
    await world.open().members.rename(room, ana, "Ana du labo");
    expect(await seen()).toEqual([
      [ana, "Ana du labo"],
      [ana, "Ana Nouvelle"],
    ]);
    await server.members.rename(room, ana, "Ana Nouvelle");
    expect(await seen()).toEqual([
      [ana, "Ana Nouvelle"],
      [ana, "Ana Nouvelle"],
    ]);
    expect((await look(server, room)).members).toEqual(new Set([ana]));
  });

  test("nobody is named in a room that they are not in", async () => {
    const [server, own] = [world.open(), world.space()];
    const [ana] = (await people(server, own, ["ana"])) as [UserId];
    const room = await server.rooms.create(own.spec("r"), null);
    await expect(server.members.rename(room, ana, "x")).rejects.toMatchObject({ code: "matrix.not-found" });
    expect((await look(server, room)).members.size).toBe(0);
  });
}

function waysOut(world: World): void {
  const smith = (): UserId => userId(`@${world.bench().agentSmith}:${world.bench().serverName}`);

  test("removed with a reason by Agent Smith; twice is the same; never a member is the same", async () => {
    const [server, own] = [world.open(), world.space()];
    const [ana, bob] = (await people(server, own, ["ana", "bob"])) as [UserId, UserId];
    const room = await server.rooms.create(own.spec("r"), null);
    await writeMembers(server, room, [joinBy("invite", ana)]);
    expect(await writeMembers(server, room, [removal(ana), removal(ana), removal(bob)])).toEqual([null, null, null]);
    const event = await state(world.bench(), room, "m.room.member", ana);
    expect(event).toMatchObject({ sender: smith(), content: { membership: "leave", reason: "fin d'affectation" } });
    expect((await look(server, room, [ana])).departures).toEqual(new Map([[ana, { membership: "leave", by: smith() }]]));
  });

  test("departures tell who did it: oneself, a moderator's ban, our removal", async () => {
    const [server, own, bench] = [world.open(), world.space(), world.bench()];
    const [ana, bob, cyd, dee] = (await people(server, own, ["ana", "bob", "cyd", "dee"])) as [UserId, UserId, UserId, UserId];
    const room = await server.rooms.create(own.spec("r"), null);
    await writeMembers(
      server,
      room,
      [ana, bob, cyd, dee].map((user) => joinBy("invite", user)),
    );
    await server.rooms.setLevels(room, new Map([[dee, 50]]));
    expect((await raw(bench, inRoom(room, "leave"), ana, {})).status).toBe(200);
    expect((await raw(bench, inRoom(room, "ban"), dee, { user_id: bob })).status).toBe(200);
    await writeMembers(server, room, [removal(cyd)]);
    const seen = await look(world.open(), room, [ana, bob, cyd, dee]);
    expect(seen.members).toEqual(new Set([dee]));
    expect(seen.departures.get(ana)).toEqual({ membership: "leave", by: ana });
    expect(seen.departures.get(bob)).toEqual({ membership: "ban", by: dee });
    expect(seen.departures.get(cyd)).toEqual({ membership: "leave", by: smith() });
    expect(seen.departures.size).toBe(3);
  });

  test("a banned member is a refusal, and the ban stays", async () => {
    const [server, own, bench] = [world.open(), world.space(), world.bench()];
    const [ana, bob] = (await people(server, own, ["ana", "bob"])) as [UserId, UserId];
    const room = await server.rooms.create(own.spec("r"), null);
    await writeMembers(server, room, [joinBy("invite", ana)]);
    expect((await raw(bench, inRoom(room, "ban"), smith(), { user_id: ana })).status).toBe(200);
    const outcomes = await writeMembers(world.open(), room, [joinBy("invite", ana), joinBy("restricted", ana), joinBy("invite", bob)]);
    expect(outcomes).toMatchObject([{ code: "matrix.forbidden" }, { code: "matrix.forbidden" }, null]);
    expect(await writeMembers(world.open(), room, [removal(ana)])).toEqual([null]);
    expect(asObject((await state(bench, room, "m.room.member", ana)).content).membership).toBe("ban");
  });
}

function refusals(world: World): void {
  test("a deactivated account is never joined, even where the server would let it", async () => {
    const [server, own, bench] = [world.open(), world.space(), world.bench()];
    const [ana] = (await people(server, own, ["ana"])) as [UserId];
    const room = await server.rooms.create(own.spec("r", { joinRule: "public" }), null);
    await server.accounts.deactivate(ana);
    const later = world.open();
    await later.reader.accounts();
    for (const adapter of [server, later]) {
      expect(await writeMembers(adapter, room, [joinBy("public", ana)])).toMatchObject([{ code: "matrix.forbidden" }]);
    }
    expect((await state(bench, room, "m.room.member", ana)).errcode).toBe("M_NOT_FOUND");
  });

  test("an account unknown to the server, and an unknown room, are refusals", async () => {
    const [server, own] = [world.open(), world.space()];
    const [ana] = (await people(server, own, ["ana"])) as [UserId];
    const room = await server.rooms.create(own.spec("r", { joinRule: "public" }), null);
    expect(await writeMembers(server, room, [joinBy("public", own.user("nobody"))])).toMatchObject([{ code: "matrix.forbidden" }]);
    const nowhere = roomId(`!nowhere:${world.bench().serverName}`);
    expect(await writeMembers(server, nowhere, [joinBy("public", ana)])).toMatchObject([{ code: "matrix.not-found" }]);
  });

  test("somebody of Agent Smith's rank can't be removed: a refusal", async () => {
    const [server, own] = [world.open(), world.space()];
    const [ana] = (await people(server, own, ["ana"])) as [UserId];
    const room = await server.rooms.create(own.spec("r"), null);
    await writeMembers(server, room, [joinBy("invite", ana)]);
    await server.rooms.setLevels(room, new Map([[ana, 100]]));
    expect(await writeMembers(server, room, [removal(ana)])).toMatchObject([{ code: "matrix.forbidden" }]);
  });
}
