/** Contract of settings that somebody changed by hand: each is read as it is, and put back alone. */
import { expect, test } from "vitest";
import type { Json } from "#adapters/matrix/json.ts";
import type { RoomSetting } from "#core/change.ts";
import { type RoomId, type UserId, userId } from "#core/ids.ts";
import type { ObservedSettings } from "#core/observed.ts";
import { openTable } from "#core/room-levels.ts";
import { look, type World } from "./homeserver-world.ts";
import { raw, state } from "./raw-matrix.ts";

interface Change {
  readonly setting: RoomSetting;
  readonly type: string;
  readonly content: (made: Made) => Json;
  /** What is read then. */
  readonly found: (made: Made) => Partial<ObservedSettings>;
}

interface Made {
  readonly space: RoomId;
  readonly levels: Json;
}

const closedTo = { write: 0, moderate: 50 };
const stranger = "!stranger:elsewhere.example" as RoomId;

const changes: readonly Change[] = [
  { setting: "topic", type: "m.room.topic", content: () => ({ topic: "Autre" }), found: () => ({ topic: "Autre" }) },
  { setting: "avatar", type: "m.room.avatar", content: () => ({}), found: () => ({ avatar: null }) },
  { setting: "alias", type: "m.room.canonical_alias", content: () => ({}), found: () => ({ alias: null }) },
  {
    setting: "history",
    type: "m.room.history_visibility",
    content: () => ({ history_visibility: "world_readable" }),
    found: () => ({ history: "world_readable" }),
  },
  { setting: "guests", type: "m.room.guest_access", content: () => ({ guest_access: "can_join" }), found: () => ({ guests: true }) },
  {
    setting: "joinRule",
    type: "m.room.join_rules",
    content: ({ space }) => ({
      join_rule: "restricted",
      allow: [space, stranger].map((room) => ({ type: "m.room_membership", room_id: room })),
    }),
    found: ({ space }) => ({ allows: [space, stranger].sort() }),
  },
  {
    setting: "retention",
    type: "m.room.retention",
    content: () => ({ max_lifetime: 86_400_000 }),
    found: () => ({ retention: '{"max_lifetime":86400000}' }),
  },
  {
    setting: "levels",
    type: "m.room.power_levels",
    content: ({ levels }) => ({ ...levels, invite: 0, events: { ...(levels.events as Json), "m.room.name": 50 } }),
    found: () => {
      const { acts, events } = openTable(closedTo);
      return { levels: { acts: { ...acts, invite: 0 }, events: { ...events, "m.room.name": 50 } } };
    },
  },
];

export function driftContract(world: World): void {
  const smith = (): UserId => userId(`@${world.bench().agentSmith}:${world.bench().serverName}`);
  const write = async (room: RoomId, type: string, content: Json) => {
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/state/${type}/`;
    const answer = await raw(world.bench(), `PUT ${path}`, smith(), content);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  };
  const make = async (name: string) => {
    const [server, own] = [world.open(), world.space()];
    const space = await server.rooms.create(own.spec("s", { template: "space" }), null);
    const avatar = `mxc://${world.bench().serverName}/picture`;
    const spec = own.spec(name, { joinRule: "restricted", topic: "Vie du laboratoire", avatar, levels: closedTo });
    return { server, space, spec, room: await server.rooms.create(spec, space) };
  };

  test("a room just made is read as it was specified", async () => {
    const { server, space, spec, room } = await make("made");
    expect((await look(server, room)).settings).toEqual({
      topic: spec.topic,
      avatar: spec.avatar,
      alias: spec.alias,
      allows: [space],
      history: "shared",
      guests: false,
      encrypted: false,
      replacedBy: null,
      retention: null,
      levels: openTable(closedTo),
    });
  });

  test.each(changes)("$setting changed by hand is read, put back alone, and sent once", async ({ setting, type, content, found }) => {
    const { server, space, spec, room } = await make(setting);
    const before = (await look(server, room)).settings as ObservedSettings;
    const made = { space, levels: (await state(world.bench(), room, "m.room.power_levels")).content as Json };
    await write(room, type, content(made));
    expect((await look(server, room)).settings).toEqual({ ...before, ...found(made) });
    await server.rooms.restore(room, { spec, space, closed: false }, setting);
    const event = (await state(world.bench(), room, type)).event_id;
    expect((await look(server, room)).settings).toEqual(before);
    await server.rooms.restore(room, { spec, space, closed: false }, setting);
    expect((await state(world.bench(), room, type)).event_id).toBe(event);
  });

  test("levels of a closed room are put back to what closing makes", async () => {
    const { server, space, spec, room } = await make("closed");
    await server.rooms.close(room, "[Fermé] Salon");
    const before = (await look(server, room)).settings;
    const levels = (await state(world.bench(), room, "m.room.power_levels")).content as Json;
    await write(room, "m.room.power_levels", { ...levels, events_default: 0 });
    await server.rooms.restore(room, { spec, space, closed: true }, "levels");
    expect((await look(server, room)).settings).toEqual(before);
  });

  test("a replacement is read, and encryption where the server let it happen", async () => {
    const { server, room } = await make("shut");
    await write(room, "m.room.tombstone", { body: "ailleurs", replacement_room: stranger });
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/state/m.room.encryption/`;
    const asked = await raw(world.bench(), `PUT ${path}`, smith(), { algorithm: "m.megolm.v1.aes-sha2" });
    // The module of a platform that campus hosts refuses it in managed rooms.
    expect([200, 403]).toContain(asked.status);
    expect((await look(server, room)).settings).toMatchObject({ encrypted: asked.status === 200, replacedBy: stranger });
  });
}
