/** Initial state of a managed room: what `createRoom` carries, and what a repaired or reopened room must show again. */
import type { RoomSpec } from "#core/change.ts";
import type { RoomId, UserId } from "#core/ids.ts";
import type { Json } from "./json.ts";
import { openLevels } from "./levels.ts";

export interface StatePiece {
  readonly type: string;
  readonly key: string;
  readonly content: Json;
}

export interface RoomDraft {
  readonly spec: RoomSpec;
  /** Space whose members may join (restricted), parent of the room. */
  readonly space: RoomId | null;
  readonly agentSmith: UserId;
  readonly serverName: string;
  readonly roomVersion: string;
}

/** Everything but levels, name and alias, which `createRoom` takes apart. */
export function initialState(draft: RoomDraft): readonly StatePiece[] {
  const { spec, space, serverName } = draft;
  const pieces: StatePiece[] = [
    { type: "m.room.join_rules", key: "", content: joinRules(draft) },
    { type: "m.room.history_visibility", key: "", content: { history_visibility: spec.history } },
    { type: "m.room.guest_access", key: "", content: { guest_access: "forbidden" } },
  ];
  if (spec.topic !== null) pieces.push({ type: "m.room.topic", key: "", content: { topic: spec.topic } });
  if (spec.avatar !== null) pieces.push({ type: "m.room.avatar", key: "", content: { url: spec.avatar } });
  if (space !== null && spec.template !== "space") {
    pieces.push(parentPiece(space, serverName));
  }
  return pieces;
}

export function parentPiece(space: RoomId, serverName: string): StatePiece {
  return { type: "m.space.parent", key: space, content: { via: [serverName], canonical: true } };
}

/** A restricted room without a space would be open to nobody: it is invite-only. */
export function joinRules(draft: Pick<RoomDraft, "spec" | "space">): Json {
  const { spec, space } = draft;
  if (spec.joinRule !== "restricted") return { join_rule: spec.joinRule };
  if (space === null) return { join_rule: "invite" };
  return { join_rule: "restricted", allow: [{ type: "m.room_membership", room_id: space }] };
}

/** One request makes the whole room: version, levels, rules, name, alias (unlisted whatever the join rule). */
export function createBody(draft: RoomDraft): Json {
  const { spec, agentSmith } = draft;
  return {
    room_version: draft.roomVersion,
    preset: "private_chat",
    visibility: "private",
    room_alias_name: localAlias(spec.alias),
    name: spec.name,
    creation_content: spec.template === "space" ? { type: "m.space" } : {},
    power_level_content_override: openLevels(spec.levels, agentSmith),
    initial_state: initialState(draft).map((piece) => ({ type: piece.type, state_key: piece.key, content: piece.content })),
  };
}

function localAlias(alias: string): string {
  return alias.slice(1, alias.indexOf(":"));
}
