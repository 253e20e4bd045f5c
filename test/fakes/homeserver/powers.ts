/** Power levels and join rules of a fake room, as Synapse's authorisation rules read them (room version 11). */
import { type FakeModel, FakeRefusal, type FakeRoom, membershipIn, stateKey } from "./model.ts";

type Numbers = Readonly<Record<string, number>>;
interface Levels {
  readonly users?: Numbers;
  readonly users_default?: number;
  readonly events?: Numbers;
  readonly state_default?: number;
  readonly invite?: number;
  readonly kick?: number;
  readonly ban?: number;
}

const levelsOf = (room: FakeRoom): Levels => (room.state.get(stateKey("m.room.power_levels", ""))?.content ?? {}) as Levels;

/** From room version 12 on, whoever made the room is above every level. */
export function hasCreators(room: FakeRoom): boolean {
  return Number(room.state.get(stateKey("m.room.create", ""))?.content.room_version ?? 1) >= 12;
}

export function powerOf(room: FakeRoom, user: string): number {
  if (hasCreators(room) && user === room.creator) return Number.POSITIVE_INFINITY;
  const levels = levelsOf(room);
  return levels.users?.[user] ?? levels.users_default ?? 0;
}

export function needJoined(room: FakeRoom, user: string): void {
  if (!room.joined.has(user)) throw new FakeRefusal(403, "M_FORBIDDEN", `User ${user} not in room ${room.roomId}`);
}

export function needStatePower(room: FakeRoom, user: string, type: string): void {
  const levels = levelsOf(room);
  const needed = levels.events?.[type] ?? levels.state_default ?? 50;
  if (powerOf(room, user) < needed) throw new FakeRefusal(403, "M_FORBIDDEN", `You don't have permission to post ${type}`);
}

export function needActPower(room: FakeRoom, user: string, act: "invite" | "kick" | "ban"): void {
  const needed = levelsOf(room)[act] ?? (act === "invite" ? 0 : 50);
  if (powerOf(room, user) < needed) throw new FakeRefusal(403, "M_FORBIDDEN", `You don't have permission to ${act}`);
}

export function needHigher(room: FakeRoom, user: string, target: string): void {
  if (powerOf(room, user) <= powerOf(room, target)) throw new FakeRefusal(403, "M_FORBIDDEN", "You cannot act on a user of your level");
}

/** Refuses, or answers the content that the join event gets. */
export function joinContent(model: FakeModel, room: FakeRoom, user: string): Readonly<Record<string, unknown>> {
  const displayname = model.accounts.get(user)?.displayName ?? null;
  const plain = { membership: "join", displayname };
  const rule = room.state.get(stateKey("m.room.join_rules", ""))?.content ?? { join_rule: "invite" };
  if (rule.join_rule === "public" || membershipIn(room, user) === "invite") return plain;
  if (rule.join_rule !== "restricted") throw new FakeRefusal(403, "M_FORBIDDEN", "You are not invited to this room.");
  const allowed = (rule.allow as readonly { readonly room_id?: string }[] | undefined) ?? [];
  if (!allowed.some((entry) => model.rooms.get(entry.room_id ?? "")?.joined.has(user))) {
    throw new FakeRefusal(403, "M_FORBIDDEN", "You do not belong to any of the required rooms/spaces to join this room.");
  }
  return { ...plain, join_authorised_via_users_server: authoriser(room) };
}

/** Somebody joined here who may invite. */
function authoriser(room: FakeRoom): string {
  const levels = levelsOf(room);
  const needed = levels.invite ?? 0;
  for (const user of needed > (levels.users_default ?? 0) ? Object.keys(levels.users ?? {}) : room.joined) {
    if (room.joined.has(user) && powerOf(room, user) >= needed) return user;
  }
  throw new FakeRefusal(400, "M_UNABLE_TO_GRANT_JOIN", "No local user may invite");
}
