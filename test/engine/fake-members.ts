/** Members of the fake server's rooms: join rules, bans, kicks. */
import type { UserId } from "#core/ids.ts";
import type { Homeserver, MemberAct, Refusal } from "#engine/ports.ts";
import type { FakeRoom, People, Rooms, Write } from "./fake-matrix.ts";

export const smith = "@_campus.agent.smith:campus.test" as UserId;

export function memberPart(people: People, open: Rooms, write: Write): Pick<Homeserver, "members"> {
  return {
    members: {
      rename: (id, user, name) => write({ what: "member-name", room: id, user }, () => void open.get(id)?.names.set(user, name)),
      write: async (id, acts, settled) => {
        for (const [index, act] of acts.entries()) {
          if (act.act === "invite" || (act.act === "join" && act.way === "invite"))
            await write({ what: "invite", room: id, user: act.userId }, () => invite(open.get(id), act.userId));
          const request = { what: act.act, room: id, user: act.userId };
          settled(index, await write(request, () => member(people, open, open.get(id), act)));
        }
      },
    },
  };
}

function member(people: People, open: Rooms, room: FakeRoom | undefined, act: MemberAct): Refusal | null {
  if (!room) return { code: "matrix.not-found", text: "no such room" };
  if (act.act === "remove") {
    if (room.members.delete(act.userId)) room.departures.set(act.userId, { membership: "leave", by: smith });
    room.levels.delete(act.userId);
    return null;
  }
  if (!people.has(act.userId)) return { code: "matrix.forbidden", text: "no such user" };
  if (act.act === "invite") return null;
  if (room.departures.get(act.userId)?.membership === "ban") return { code: "matrix.forbidden", text: "banned" };
  const mayEnter =
    act.way === "invite" || room.joinRule === "public" || (room.space !== null && open.get(room.space)?.members.has(act.userId));
  if (!mayEnter) return { code: "matrix.forbidden", text: "not in the space" };
  room.members.add(act.userId);
  room.departures.delete(act.userId);
  return null;
}

/** Seen by the reader as a departure until the join that follows. */
function invite(room: FakeRoom | undefined, user: UserId): void {
  if (room && !room.members.has(user) && room.departures.get(user)?.membership !== "ban")
    room.departures.set(user, { membership: "invite", by: smith });
}
