/** What to do when a room's alias is taken: adopt the room if it is ours, wait for it, clear a dead alias, or refuse. */
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#core/errors.ts";
import type { RoomId } from "#core/ids.ts";
import { campusLevel } from "#core/room-levels.ts";
import type { Context } from "./context.ts";
import { endpoints } from "./endpoints.ts";
import { asNumber, asObject, asText } from "./json.ts";
import { errcodeOf, refusedError } from "./refusals.ts";
import { readState } from "./room-access.ts";
import type { RoomDraft } from "./room-state.ts";

/** "create" = nobody has the alias any more. */
export type Claim = { readonly found: "ours"; readonly roomId: RoomId } | { readonly found: "create" };

/**
 * Ours = Agent Smith is joined with level 100, or alone in a room of his whose making was cut before it had levels. A dead alias
 * (Synapse keeps one when it is killed while it makes a room: seen at 8 of 11 moments) is cleared. Anything else is
 * `matrix.conflict`, and nothing is written to it.
 */
export async function claimAlias(context: Context, draft: RoomDraft): Promise<Claim> {
  for (let look = 1; ; look++) {
    const roomId = await resolve(context, draft);
    if (roomId === null) return { found: "create" };
    const standing = await standingIn(context, roomId, draft);
    if (standing === "ours") return { found: "ours", roomId };
    if (standing === "stranger") throw conflict(draft, roomId);
    if (look < context.claim.looks) {
      await sleep(context.claim.pauseMs);
      continue;
    }
    if (standing === "bare") return { found: "ours", roomId };
    await dropDeadAlias(context, draft, roomId);
    return { found: "create" };
  }
}

async function resolve(context: Context, draft: RoomDraft): Promise<RoomId | null> {
  const answer = await context.client.ask(endpoints.readAlias, { path: { alias: draft.spec.alias }, as: context.agentSmith });
  if (answer.status === 404) return null;
  if (answer.status >= 300) throw refusedError(answer, { request: "resolve alias", subject: draft.spec.alias });
  return asText(answer.body.room_id) as RoomId;
}

/** "bare" = Agent Smith made the room and is in it, but it has no levels yet; "unfinished" = not even that. */
type Standing = "ours" | "stranger" | "bare" | "unfinished";

async function standingIn(context: Context, room: RoomId, draft: RoomDraft): Promise<Standing> {
  const path = { room, type: "m.room.power_levels", key: "" };
  const answer = await context.client.ask(endpoints.readState, { path, as: context.agentSmith });
  if (answer.status < 300) {
    const level = asNumber(asObject(answer.body.users)[context.agentSmith], 0);
    return level >= campusLevel && (await isRightType(context, room, draft)) ? "ours" : "stranger";
  }
  const maker = await whoMade(context, room);
  // Inside a room without levels its creator has level 100 (room version 11): it can be finished.
  if (maker === "unfinished" && answer.status === 404 && (await isRightType(context, room, draft))) return "bare";
  return maker;
}

async function isRightType(context: Context, room: RoomId, draft: RoomDraft): Promise<boolean> {
  const create = await readState(context, room, "m.room.create");
  return (create?.type === "m.space") === (draft.spec.template === "space");
}

/** Levels can't be read: a room being made by Agent Smith, one whose making was cut for good, or somebody else's. */
async function whoMade(context: Context, room: RoomId): Promise<Standing> {
  const answer = await context.client.ask(endpoints.readRoom, { path: { room } });
  if (answer.status === 404) return "unfinished";
  if (answer.status >= 300) throw refusedError(answer, { request: "read room", subject: room });
  const { creator } = answer.body;
  const abandoned = asNumber(answer.body.joined_members, 0) <= 1;
  const ours = creator === context.agentSmith || creator === null || creator === undefined;
  return ours && abandoned ? "unfinished" : "stranger";
}

/** Synapse lets only the alias's maker remove it: a refusal means that it was a stranger's. */
async function dropDeadAlias(context: Context, draft: RoomDraft, room: RoomId): Promise<void> {
  const answer = await context.client.ask(endpoints.deleteAlias, { path: { alias: draft.spec.alias }, as: context.agentSmith });
  if (answer.status < 300 || answer.status === 404) return;
  if (answer.status === 403 || errcodeOf(answer) === "M_FORBIDDEN") throw conflict(draft, room);
  throw refusedError(answer, { request: "remove alias", subject: draft.spec.alias });
}

function conflict(draft: RoomDraft, room: RoomId): AppError {
  const text = "the alias belongs to a room that is not campus's";
  return new AppError("matrix.conflict", { request: "create room", subject: draft.spec.alias, holder: room, text });
}
