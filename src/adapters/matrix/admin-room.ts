/** News in the operators' room: written by Agent Smith, who makes the room when there is none and never reads what others write there. */
import { AppError } from "#core/errors.ts";
import type { Message, Notifier } from "#engine/notify-ports.ts";
import type { Context } from "./context.ts";
import { endpoints } from "./endpoints.ts";
import { asText } from "./json.ts";
import { errcodeOf, refusedError } from "./refusals.ts";

export interface AdminRoom {
  /** Localpart of the room's alias. */
  readonly alias: string;
  readonly name: string;
  /** Full user ids, invited when campus makes the room. */
  readonly invite: readonly string[];
}

export function openAdminRoom(context: Context, room: AdminRoom): Notifier {
  let known: Promise<string> | null = null;
  return {
    channel: "matrix",
    async send(message) {
      known ??= findOrMake(context, room);
      try {
        await write(context, await known, message);
      } catch (error) {
        known = null;
        throw error;
      }
    },
    close: async () => context.client.close(),
  };
}

/** The transaction is named by the message: sent again, it is the same event. */
async function write({ client, agentSmith }: Context, room: string, { id, subject, text }: Message): Promise<void> {
  const body = `${subject}\n\n${text}`.replaceAll("@room", "@\u200broom");
  const path = { room, transaction: id };
  await client.get(endpoints.sendMessage, { path, as: agentSmith, body: { msgtype: "m.text", body, "m.mentions": {} } });
}

/** By invitation only, history for members, encryption refused like in every managed room. */
async function findOrMake(context: Context, room: AdminRoom): Promise<string> {
  const found = await resolve(context, room);
  if (found !== null) return found;
  const { agentSmith: as, roomVersion } = context;
  const levels = { users: { [as]: 100 }, users_default: 0, events: { "m.room.encryption": 101 }, invite: 50 };
  const body = {
    preset: "private_chat",
    visibility: "private",
    room_version: roomVersion,
    room_alias_name: room.alias,
    name: room.name,
    invite: [...room.invite],
    power_level_content_override: levels,
    initial_state: [{ type: "m.room.history_visibility", state_key: "", content: { history_visibility: "joined" } }],
  };
  const answer = await context.client.ask(endpoints.createRoom, { as, body });
  if (answer.status < 300) return asText(answer.body.room_id);
  const made = errcodeOf(answer) === "M_ROOM_IN_USE" ? await resolve(context, room) : null;
  if (made === null) throw refusedError(answer, { request: "create room", subject: room.alias });
  return made;
}

async function resolve({ client, agentSmith, serverName }: Context, { alias }: AdminRoom): Promise<string | null> {
  const answer = await client.ask(endpoints.readAlias, { path: { alias: `#${alias}:${serverName}` }, as: agentSmith });
  if (answer.status === 404) return null;
  if (answer.status >= 300) throw refusedError(answer, { request: "resolve alias", subject: alias });
  const id = asText(answer.body.room_id);
  if (id === "") throw new AppError("matrix.broken", { request: "resolve alias", subject: alias });
  return id;
}
