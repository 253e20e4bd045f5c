/** Creates, renames, closes and reopens managed rooms, always as Agent Smith. */
import type { RoomSetting, RoomSpec } from "#core/change.ts";
import { AppError } from "#core/errors.ts";
import type { RoomId, UserId } from "#core/ids.ts";
import type { RoomWriter } from "#engine/ports.ts";
import { adoptRoom, releaseRoom } from "./adopt-room.ts";
import { claimAlias } from "./claim-room.ts";
import { type Context, rememberMembers } from "./context.ts";
import { endpoints } from "./endpoints.ts";
import { asText, type Json } from "./json.ts";
import { closedLevels, openLevels, restoreLevels, withLevels } from "./levels.ts";
import { errcodeOf, refusedError } from "./refusals.ts";
import { regainRoom } from "./regain-room.ts";
import { ensureState, readState, sameContent, writeState } from "./room-access.ts";
import { createBody, initialState, parentPiece, type RoomDraft } from "./room-state.ts";

export function createRoomWriter(context: Context): RoomWriter {
  return {
    create: (spec, space) => create(context, draftOf(context, spec, space)),
    rename: (room, name) => ensureState(context, room, { type: "m.room.name", key: "", content: { name } }),
    setChild: (space, child, order) => setChild(context, space, child, { via: [context.serverName], order }),
    removeChild: (space, child) => setChild(context, space, child, {}),
    close: (room, name) => close(context, room, name),
    reopen: (room, spec, space) => repair(context, room, draftOf(context, spec, space)),
    regain: (room) => regainRoom(context, room),
    adopt: (room, alias) => adoptRoom(context, room, alias),
    release: (room, alias) => releaseRoom(context, room, alias),
    setParent: (room, space) => ensureState(context, room, parentPiece(space, context.serverName)),
    restore: (room, { spec, space, closed }, setting) => restore(context, room, { draft: draftOf(context, spec, space), closed, setting }),
    setLevels: (room, levels) => setLevels(context, room, levels),
  };
}

function draftOf(context: Context, spec: RoomSpec, space: RoomId | null): RoomDraft {
  const { agentSmith, serverName, roomVersion } = context;
  return { spec, space, agentSmith, serverName, roomVersion };
}

/** The request may be sent again after a lost answer: the alias then says M_ROOM_IN_USE and the room is claimed. */
async function create(context: Context, draft: RoomDraft): Promise<RoomId> {
  for (let attempt = 1; attempt <= 2; attempt++) {
    const answer = await context.client.ask(endpoints.createRoom, { as: context.agentSmith, body: createBody(draft) });
    if (answer.status < 300) return rememberNew(context, asText(answer.body.room_id) as RoomId);
    if (errcodeOf(answer) !== "M_ROOM_IN_USE") throw refusedError(answer, { request: "create room", subject: draft.spec.alias });
    const claim = await claimAlias(context, draft);
    if (claim.found === "ours") {
      await repair(context, claim.roomId, draft);
      return claim.roomId;
    }
  }
  throw new AppError("matrix.conflict", { request: "create room", subject: draft.spec.alias, text: "the alias is taken again each time" });
}

function rememberNew(context: Context, room: RoomId): RoomId {
  rememberMembers(context.memory, room, new Set());
  return room;
}

/** Brings every managed setting back; people's levels are kept. Levels go last: they are what a later claim looks at. */
async function repair(context: Context, room: RoomId, draft: RoomDraft): Promise<void> {
  const { spec } = draft;
  await ensureState(context, room, { type: "m.room.name", key: "", content: { name: spec.name } });
  await ensureState(context, room, { type: "m.room.canonical_alias", key: "", content: { alias: spec.alias } });
  for (const piece of initialState(draft)) await ensureState(context, room, piece);
  await changeLevels(context, room, (current) => restoreLevels(current, openLevels(spec.levels, context.agentSmith)));
}

/** The event that carries each setting. */
const typeOf = {
  topic: "m.room.topic",
  avatar: "m.room.avatar",
  joinRule: "m.room.join_rules",
  history: "m.room.history_visibility",
  guests: "m.room.guest_access",
} as const satisfies Partial<Record<RoomSetting, string>>;

interface Restoring {
  readonly draft: RoomDraft;
  readonly closed: boolean;
  readonly setting: RoomSetting;
}

async function restore(context: Context, room: RoomId, { draft, closed, setting }: Restoring): Promise<void> {
  switch (setting) {
    case "levels": {
      const open = openLevels(draft.spec.levels, context.agentSmith);
      return changeLevels(context, room, (current) => (closed ? closedLevels(current) : restoreLevels(current, open)));
    }
    case "alias":
      return ensureState(context, room, { type: "m.room.canonical_alias", key: "", content: { alias: draft.spec.alias } });
    case "retention":
      return ensureState(context, room, { type: "m.room.retention", key: "", content: {} });
    default: {
      const piece = initialState(draft).find(({ type }) => type === typeOf[setting]);
      if (piece) await ensureState(context, room, piece);
    }
  }
}

async function setChild(context: Context, space: RoomId, child: RoomId, content: Json): Promise<void> {
  await writeState(context, space, { type: "m.space.child", key: child, content });
}

async function close(context: Context, room: RoomId, name: string): Promise<void> {
  await ensureState(context, room, { type: "m.room.join_rules", key: "", content: { join_rule: "invite" } });
  await changeLevels(context, room, closedLevels);
  await ensureState(context, room, { type: "m.room.name", key: "", content: { name } });
}

async function setLevels(context: Context, room: RoomId, levels: ReadonlyMap<UserId, number>): Promise<void> {
  const people = new Map(levels);
  people.delete(context.agentSmith);
  await changeLevels(context, room, (current) => withLevels(current, people));
}

/** Read, modify, write, with nothing in between: at most one event, none when nothing changes; keys we do not manage are kept. */
async function changeLevels(context: Context, room: RoomId, change: (current: Json) => Json): Promise<void> {
  const current = (await readState(context, room, "m.room.power_levels")) ?? {};
  const next = change(current);
  if (!sameContent(current, next)) await writeState(context, room, { type: "m.room.power_levels", key: "", content: next });
}
