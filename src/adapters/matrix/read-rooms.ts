/** Reads managed rooms: one `/sync` for their state, one `joined_members` each, departures only where a grant is missing. */
import { AppError } from "#core/errors.ts";
import type { RoomId, RoomKey, UserId } from "#core/ids.ts";
import type { Departure, JoinRule, ObservedRoom } from "#core/observed.ts";
import { type Context, inLanes, rememberMembers } from "./context.ts";
import { endpoints } from "./endpoints.ts";
import { asList, asNumber, asObject, asText, type Json } from "./json.ts";
import { raisedUsers } from "./levels.ts";
import { needList, needObject, refusedError } from "./refusals.ts";

/** State only: no timeline, so no message body ever reaches campus (docs/RULES.md §12.3). */
const filter = JSON.stringify({
  presence: { types: [] },
  account_data: { types: [] },
  room: {
    timeline: { limit: 0, types: [] },
    ephemeral: { types: [] },
    account_data: { types: [] },
    state: { types: ["m.room.name", "m.room.power_levels", "m.room.join_rules", "m.space.child"] },
  },
});

export type Wanted = readonly { readonly key: RoomKey; readonly roomId: RoomId }[];
export type Granted = (key: RoomKey) => Iterable<UserId>;

/** Rooms that Agent Smith is not in, or that no longer exist, are absent. Agent Smith and the sender never count as members. */
export async function readRooms(context: Context, wanted: Wanted, granted: Granted): Promise<ReadonlyMap<RoomKey, ObservedRoom>> {
  const found = new Map<RoomKey, ObservedRoom>();
  if (wanted.length === 0) return found;
  const states = await readStates(context);
  await inLanes(wanted, context.lanes, async ({ key, roomId }) => {
    const state = states.get(roomId);
    if (!state) return;
    const members = await readMembers(context, roomId);
    if (!members) return;
    rememberMembers(context.memory, roomId, members);
    const absent = [...granted(key)].filter((user) => !members.has(user));
    const departures = absent.length === 0 ? new Map<UserId, Departure>() : await readDepartures(context, roomId, new Set(absent));
    found.set(key, { ...observe(roomId, state, context), members, departures });
  });
  return new Map(wanted.flatMap(({ key }) => (found.has(key) ? [[key, found.get(key) as ObservedRoom] as const] : [])));
}

type RoomState = readonly Json[];

/**
 * State of every room Agent Smith is in. Synapse keeps the answer of a first `/sync` for two minutes under its parameters
 * (1.163.2, `SyncRequestKey`): a timeout never used before, which a first sync ignores, makes it look again.
 */
async function readStates(context: Context): Promise<ReadonlyMap<string, RoomState>> {
  const query = { filter, set_presence: "offline", timeout: String(freshNumber()) };
  const body = await context.client.get(endpoints.sync, { as: context.agentSmith, query });
  if (asText(body.next_batch) === "") throw new AppError("matrix.not-matrix", { request: "sync", text: "no next_batch in the answer" });
  const joined = asObject(asObject(body.rooms).join);
  return new Map(Object.entries(joined).map(([room, value]) => [room, asList(asObject(asObject(value).state).events).map(asObject)]));
}

let lastNumber = 0;
function freshNumber(): number {
  lastNumber = Math.max(lastNumber + 1, Date.now());
  return lastNumber;
}

async function readMembers(context: Context, room: RoomId): Promise<ReadonlySet<UserId> | null> {
  const answer = await context.client.ask(endpoints.joinedMembers, { path: { room }, as: context.agentSmith });
  // Left or purged between the sync and this request.
  if (answer.status === 403 || answer.status === 404) return null;
  if (answer.status >= 300) throw refusedError(answer, { request: "read members", subject: room });
  const members = new Set(Object.keys(needObject(answer.body, "joined", "read members")) as UserId[]);
  members.delete(context.agentSmith);
  members.delete(context.connector);
  return members;
}

async function readDepartures(context: Context, room: RoomId, absent: ReadonlySet<UserId>): Promise<ReadonlyMap<UserId, Departure>> {
  const query = { not_membership: "join" };
  const body = await context.client.get(endpoints.members, { path: { room }, as: context.agentSmith, query });
  const departures = new Map<UserId, Departure>();
  for (const event of needList(body, "chunk", "read departures").map(asObject)) {
    const user = asText(event.state_key) as UserId;
    const membership = departed[asText(asObject(event.content).membership)];
    if (membership && absent.has(user)) departures.set(user, { membership, by: asText(event.sender) as UserId });
  }
  return departures;
}

const departed: Readonly<Record<string, Departure["membership"]>> = { leave: "leave", ban: "ban", invite: "invite", knock: "knock" };
const rules: Readonly<Record<string, JoinRule>> = { invite: "invite", restricted: "restricted", public: "public", knock: "knock" };

function observe(roomId: RoomId, state: RoomState, context: Context): Omit<ObservedRoom, "members" | "departures"> {
  const contentOf = (type: string) => asObject(state.find((event) => event.type === type)?.content);
  const power = contentOf("m.room.power_levels");
  const levels = new Map(raisedUsers(power));
  levels.delete(context.agentSmith);
  levels.delete(context.connector);
  return {
    roomId,
    name: asText(contentOf("m.room.name").name),
    joinRule: rules[asText(contentOf("m.room.join_rules").join_rule)] ?? "other",
    levels,
    eventsDefault: asNumber(power.events_default, 0),
    children: childrenOf(state),
  };
}

/** An `m.space.child` without `via` is a removed child (Matrix specification, "Spaces"). */
function childrenOf(state: RoomState): ReadonlyMap<RoomId, string> {
  const children = new Map<RoomId, string>();
  for (const event of state) {
    const content = asObject(event.content);
    if (event.type === "m.space.child" && Array.isArray(content.via))
      children.set(asText(event.state_key) as RoomId, asText(content.order));
  }
  return children;
}
