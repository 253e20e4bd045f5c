/** A real Synapse killed while it makes a room: the alias never leads to two rooms, and the room ends whole. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import type { RoomSpec } from "#core/change.ts";
import { type RoomId, roomAlias, roomKey } from "#core/ids.ts";
import { hasSynapse, type LabSynapse, openSynapse } from "../lab/synapse.ts";

describe.skipIf(!hasSynapse())("Synapse killed while it makes a room", () => {
  let synapse: LabSynapse;
  beforeAll(async () => {
    synapse = await openSynapse();
  });
  afterAll(() => synapse.stop());

  const spec = (name: string): RoomSpec => {
    const alias = roomAlias(`#str-${name}:${synapse.serverName}`);
    const settings = { topic: null, avatar: null, space: null, levels: { write: 0, moderate: 50 }, sourceId: null };
    return { room: roomKey(`structure:${name}`), alias, name, template: "space", joinRule: "invite", history: "joined", ...settings };
  };

  // Milliseconds after the request: before its answer, between the alias and the first event, among the events.
  test.each([10, 30, 50])("after %i ms", async (moment) => {
    const wanted = spec(`killed${moment}`);
    await makeAndKill(synapse, wanted, moment);
    await synapse.restart();
    const server = openHomeserver({ ...synapse, claim: { looks: 2, pauseMs: 100 } });
    const room = await server.rooms.create(wanted, null);
    expect(await server.rooms.create(wanted, null)).toBe(room);
    const seen = (await server.reader.rooms([{ key: wanted.room, roomId: room }], () => [])).get(wanted.room);
    expect(seen).toMatchObject({ name: wanted.name, joinRule: "invite", eventsDefault: 0 });
    expect(await populated(synapse, wanted.name, room)).toBe(1);
    await server.close();
  });
});

async function makeAndKill(synapse: LabSynapse, wanted: RoomSpec, moment: number): Promise<void> {
  const hasty = openHomeserver({ ...synapse, tries: 1 });
  const making = hasty.rooms.create(wanted, null).catch(() => null);
  await sleep(moment);
  await synapse.kill();
  await making;
  await hasty.close();
}

/** Rooms of that name, or nameless, that somebody is in. */
async function populated(synapse: LabSynapse, name: string, room: RoomId): Promise<number> {
  const answer = await fetch(`${synapse.baseUrl}/_synapse/admin/v1/rooms?limit=1000`, {
    headers: { authorization: `Bearer ${synapse.asToken}` },
  });
  const { rooms } = (await answer.json()) as { rooms: { room_id: string; name: string | null; joined_members: number }[] };
  return rooms.filter((found) => found.room_id === room || (found.joined_members > 0 && (found.name ?? name) === name)).length;
}
