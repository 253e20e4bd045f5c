/** The events of one room, as campus's requests would have made them, and its rows. */
import { openLevels } from "#adapters/matrix/levels.ts";
import { initialState } from "#adapters/matrix/room-state.ts";
import type { UserId } from "#core/ids.ts";
import { type Draft, makeEvent, type StateEvent } from "./events.ts";
import type { SettledRoom } from "./settled.ts";
import { madeAt, type Put, putEvent } from "./tables.ts";

export interface Filling {
  readonly serverName: string;
  readonly agentSmith: UserId;
  readonly names: ReadonlyMap<UserId, string>;
  /** The last numbers given. */
  readonly last: { event: number; stateGroup: number };
}

const roomVersion = "11";

function* draftsOf(room: SettledRoom, { serverName, agentSmith, names }: Filling): Generator<Draft> {
  const { spec, space } = room;
  const own = (type: string, content: Draft["content"], key = ""): Draft => ({ type, key, sender: agentSmith, content });
  const kind = spec.template === "space" ? { type: "m.space" } : {};
  yield own("m.room.create", { room_version: roomVersion, creator: agentSmith, ...kind });
  yield own("m.room.member", { membership: "join", displayname: "Agent Smith" }, agentSmith);
  const levels = openLevels(spec.levels, agentSmith);
  yield own("m.room.power_levels", { ...levels, users: { ...(levels.users as object), ...Object.fromEntries(room.levels) } });
  yield own("m.room.canonical_alias", { alias: spec.alias });
  yield own("m.room.name", { name: spec.name });
  for (const piece of initialState({ spec, space, agentSmith, serverName, roomVersion })) yield own(piece.type, piece.content, piece.key);
  for (const [child, order] of room.children) yield own("m.space.child", { via: [serverName], order }, child);
  for (const user of room.members) {
    yield { type: "m.room.member", key: user, sender: user, content: { membership: "join", displayname: names.get(user) ?? "" } };
  }
}

/** All state in one group; nothing but reading is asked of such a room. */
export function putRoom(put: Put, room: SettledRoom, filling: Filling): void {
  const { agentSmith, last } = filling;
  last.stateGroup += 1;
  const place = { room: room.id, stateGroup: last.stateGroup };
  let event: StateEvent | null = null;
  for (const draft of draftsOf(room, filling)) {
    event = makeEvent(draft, { room: room.id, depth: (event?.depth ?? 0) + 1, before: event?.id ?? null, at: madeAt });
    last.event += 1;
    putEvent(put, event, place, last.event);
  }
  const end = event?.id ?? "";
  put("rooms", [room.id, false, agentSmith, roomVersion, false]);
  put("room_aliases", [room.spec.alias, room.id, agentSmith]);
  put("room_depth", [room.id, 1]);
  put("event_forward_extremities", [end, room.id]);
  put("state_groups", [last.stateGroup, room.id, end]);
}
