/** The homeserver contract of the operators' room: made once by Agent Smith, each notification one message, however often it is sent. */
import { expect, it } from "vitest";
import { openAdminRoom } from "#adapters/matrix/admin-room.ts";
import { contextOf } from "#adapters/matrix/open-homeserver.ts";
import type { UserId } from "#core/ids.ts";
import type { Message } from "#engine/notify-ports.ts";
import { people, type World } from "./homeserver-world.ts";
import { raw, state } from "./raw-matrix.ts";

const message = (id: string): Message => ({
  id,
  server: "prod",
  news: { code: "plan-held", key: id, params: {} },
  at: "2026-10-01T06:00:00.000Z",
  subject: `Sujet ${id}`,
  text: "Tout @room attend",
});

export function adminRoomContract({ bench, open, space }: World): void {
  it("an operators' room is made once, by invitation, and each notification is one message", { timeout: 30_000 }, async () => {
    const { agentSmith, serverName, baseUrl } = bench();
    const smith = `@${agentSmith}:${serverName}` as UserId;
    const own = space();
    const server = open();
    const [operator] = await people(server, own, ["op"]);
    const alias = `ops-${own.user("x").slice(1).split(":")[0]}`;
    const settings = { alias, name: "Exploitation", invite: [operator as string] };
    const room = openAdminRoom(contextOf({ ...bench(), backoffMs: 20 }), settings);
    await room.send(message("m1"));
    await room.send(message("m2"));
    await room.send(message("m1"));
    // Another process, which finds the room by its alias.
    const again = openAdminRoom(contextOf({ ...bench(), backoffMs: 20 }), settings);
    await again.send(message("m2"));
    await again.send(message("m3"));
    const found = await raw(bench(), `GET /_matrix/client/v3/directory/room/${encodeURIComponent(`#${alias}:${serverName}`)}`, smith);
    const id = String(found.body.room_id);
    expect(baseUrl).toMatch(/^http/);
    const read = await raw(bench(), `GET /_matrix/client/v3/rooms/${encodeURIComponent(id)}/messages?dir=b&limit=50`, smith);
    const chunk = read.body.chunk as readonly { type: string; sender: string; content: { body?: string; "m.mentions"?: object } }[];
    const texts = chunk.filter(({ type }) => type === "m.room.message");
    expect(texts.map(({ content }) => content.body?.split("\n")[0]).reverse()).toEqual(["Sujet m1", "Sujet m2", "Sujet m3"]);
    expect(texts.every(({ sender }) => sender === smith)).toBe(true);
    expect(texts.some(({ content }) => content.body?.includes("@room"))).toBe(false);
    expect((await state(bench(), id, "m.room.join_rules")).content).toMatchObject({ join_rule: "invite" });
    const others = await raw(bench(), `GET /_matrix/client/v3/rooms/${encodeURIComponent(id)}/members?not_membership=join`, smith);
    expect(others.body.chunk).toMatchObject([{ state_key: operator, content: { membership: "invite" } }]);
    await room.close();
    await again.close();
  });
}
