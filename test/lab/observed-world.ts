/** A small world on a real Synapse with PostgreSQL: people in every state, rooms, and secrets that no reader may ever see. */
import type { LabPlatform } from "./platform-lab.ts";

/** Texts written where only members of a room, or only one person, should read them. */
export const secrets = {
  message: "SECRET-in-a-message",
  edited: "SECRET-in-an-edit",
  redacted: "SECRET-in-a-redacted-message",
  encrypted: "SECRET-in-a-ciphertext",
  custom: "SECRET-in-a-custom-type",
  customState: "SECRET-in-a-custom-state",
  redactedTopic: "SECRET-in-a-redacted-topic",
  reason: "SECRET-in-a-reason",
  direct: "SECRET-in-a-chat-of-two",
  accountData: "SECRET-in-account-data",
  toDevice: "SECRET-to-a-device",
  memberName: "SECRET-name-in-one-room",
} as const;

export interface World {
  readonly alice: string;
  readonly bob: string;
  readonly carol: string;
  readonly dave: string;
  readonly space: string;
  readonly room: string;
  readonly direct: string;
}

type Body = Readonly<Record<string, unknown>>;
const alias = "#str-hs_r55-general";

export function asker(lab: LabPlatform) {
  return async (line: string, body?: Body, as?: string): Promise<Body> => {
    const [method = "GET", path = "/"] = line.split(" ");
    const address = new URL(path, lab.mainUrl);
    if (as !== undefined) address.searchParams.set("user_id", as);
    const headers = { authorization: `Bearer ${lab.asToken}`, "content-type": "application/json", "x-forwarded-for": lab.forwardedFor };
    const answer = await fetch(address, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const said = (await answer.json()) as Body;
    if (!answer.ok) throw new Error(`${line}: ${answer.status} ${JSON.stringify(said)}`);
    return said;
  };
}

type Ask = ReturnType<typeof asker>;
const c = "/_matrix/client/v3";
const e = encodeURIComponent;

async function addPeople(ask: Ask, serverName: string): Promise<Pick<World, "alice" | "bob" | "carol" | "dave">> {
  const id = (name: string): string => `@${name}:${serverName}`;
  const [alice, bob, carol, dave] = ["alice", "bob", "carol", "dave"].map(id) as [string, string, string, string];
  for (const [index, user] of [alice, bob, carol, dave].entries())
    await ask(`PUT /_synapse/admin/v2/users/${e(user)}`, {
      displayname: `Person ${index}`,
      external_ids: [{ auth_provider: "cas", external_id: `login${index}` }],
      threepids: [{ medium: "email", address: `person${index}@univ-demo.example` }],
    });
  return { alice, bob, carol, dave };
}

async function addRooms(ask: Ask, { alice, bob, carol, dave }: Pick<World, "alice" | "bob" | "carol" | "dave">): Promise<World> {
  const make = async (body: Body): Promise<string> => String((await ask(`POST ${c}/createRoom`, body, alice)).room_id);
  const space = await make({ name: "Laboratory", creation_content: { type: "m.space" }, preset: "private_chat" });
  const room = await make({
    name: "General",
    topic: "What we do",
    room_alias_name: alias.slice(1),
    preset: "private_chat",
    invite: [bob, carol, dave],
    power_level_content_override: { users: { [alice]: 100, [bob]: 50 }, events_default: 0 },
  });
  const direct = await make({ preset: "trusted_private_chat", is_direct: true, invite: [bob] });
  await ask(`PUT ${c}/rooms/${e(space)}/state/m.space.child/${e(room)}`, { via: ["univ-demo.example"], order: "a" }, alice);
  for (const where of [room, direct]) await ask(`POST ${c}/rooms/${e(where)}/join`, {}, bob);
  await ask(`POST ${c}/rooms/${e(room)}/join`, {}, carol);
  await ask(`POST ${c}/rooms/${e(room)}/kick`, { user_id: carol, reason: secrets.reason }, alice);
  await ask(`PUT ${c}/rooms/${e(room)}/state/m.room.member/${e(bob)}`, { membership: "join", displayname: secrets.memberName }, bob);
  return { alice, bob, carol, dave, space, room, direct };
}

async function writeSecrets(ask: Ask, { alice, bob, room, direct }: World): Promise<void> {
  let count = 0;
  const send = async (where: string, type: string, content: Body): Promise<string> => {
    count += 1;
    return String((await ask(`PUT ${c}/rooms/${e(where)}/send/${type}/t${count}`, content, alice)).event_id);
  };
  const redact = (where: string, event: string) => ask(`PUT ${c}/rooms/${e(where)}/redact/${e(event)}/r${event.slice(1, 9)}`, {}, alice);
  const text = (body: string): Body => ({ msgtype: "m.text", body });
  const first = await send(room, "m.room.message", text(secrets.message));
  const relation = { rel_type: "m.replace", event_id: first };
  await send(room, "m.room.message", { ...text(secrets.edited), "m.new_content": text(secrets.edited), "m.relates_to": relation });
  await redact(room, await send(room, "m.room.message", text(secrets.redacted)));
  await send(direct, "m.room.encrypted", { algorithm: "m.megolm.v1.aes-sha2", ciphertext: secrets.encrypted, session_id: "s" });
  await send(room, "org.example.note", { note: secrets.custom });
  // A message of a listed type: it is no state.
  await send(room, "m.space.child", { via: [secrets.custom] });
  await send(direct, "m.room.message", text(secrets.direct));
  await ask(`PUT ${c}/rooms/${e(room)}/state/org.example.state/`, { text: secrets.customState }, alice);
  await ask(`PUT ${c}/user/${e(alice)}/account_data/org.example.mine`, { text: secrets.accountData }, alice);
  await ask(`PUT ${c}/sendToDevice/org.example.mine/1`, { messages: { [bob]: { "*": { text: secrets.toDevice } } } }, alice);
  const topic = await ask(`PUT ${c}/rooms/${e(direct)}/state/m.room.topic/`, { topic: secrets.redactedTopic }, alice);
  await redact(direct, String(topic.event_id));
}

/** Levels of the chat of two are redacted, its name holds what PostgreSQL can't: both must leave everything else readable. */
async function addOddities(ask: Ask, { alice, bob, carol, dave, direct, room }: World): Promise<void> {
  const path = `${c}/rooms/${e(direct)}/state/m.room.power_levels/`;
  const levels = await ask(`PUT ${path}`, { ...(await ask(`GET ${path}`, undefined, alice)), note: secrets.custom }, alice);
  await ask(`PUT ${c}/rooms/${e(direct)}/redact/${e(String(levels.event_id))}/levels`, {}, alice);
  await ask(`PUT ${c}/rooms/${e(direct)}/state/m.room.name/`, { name: "half\u0000name" }, alice);
  await ask(`POST ${c}/rooms/${e(room)}/ban`, { user_id: dave, reason: secrets.reason }, alice);
  await ask(`PUT /_synapse/admin/v2/users/${e(bob)}`, { locked: true });
  await ask(`POST /_synapse/admin/v1/deactivate/${e(carol)}`, { erase: true });
}

/** alice is active, bob locked, carol kicked then erased, dave banned. */
export async function makeObservedWorld(lab: LabPlatform): Promise<World> {
  const ask = asker(lab);
  const people = await addPeople(ask, lab.serverName);
  const world = await addRooms(ask, people);
  await writeSecrets(ask, world);
  await addOddities(ask, world);
  return world;
}
