/** The unavoidable writes of a first pass and nothing else, in the best lanes: node bench/bare-driver.ts SERVER-AS-JSON CHANGES-FILE. */
import { readFileSync } from "node:fs";
import { openLevels, withLevels } from "#adapters/matrix/levels.ts";
import { createBody } from "#adapters/matrix/room-state.ts";
import type { Change, JoinMember, RoomSpec } from "#core/change.ts";
import { type RoomId, type RoomKey, spaceOf, type UserId } from "#core/ids.ts";
import { eachInLanes, encode, openWire, type Wire } from "./bare-wire.ts";
import { peakMegabytes } from "./child.ts";
import { policyFor, type Server } from "./world.ts";

/** Beyond these nothing is gained on two cores: eight at a time, rooms and members of four rooms. */
const accountLanes = 8;
const roomLanes = 4;

interface Drive {
  readonly wire: Wire;
  readonly serverName: string;
  readonly agentSmith: UserId;
  /** `?user_id=` of Agent Smith. */
  readonly asBot: string;
  readonly ids: Map<RoomKey, RoomId>;
  readonly specs: Map<RoomKey, RoomSpec>;
}

const rooms = "/_matrix/client/v3/rooms";
const of = <K extends Change["kind"]>(changes: readonly Change[], ...kinds: K[]) =>
  changes.filter((change): change is Extract<Change, { kind: K }> => (kinds as string[]).includes(change.kind));

async function driveAll(drive: Drive, changes: readonly Change[]): Promise<void> {
  const isSpace = (spec: RoomSpec) => spec.template === "space";
  const specs = of(changes, "space.create", "room.create").map(({ spec }) => spec);
  await eachInLanes(specs.filter(isSpace), roomLanes, (spec) => makeRoom(drive, spec));
  await eachInLanes(
    specs.filter((spec) => !isSpace(spec)),
    roomLanes,
    (spec) => makeRoom(drive, spec),
  );
  await eachInLanes(of(changes, "account.create"), accountLanes, async (account) => {
    const ids = [{ auth_provider: "cas", external_id: account.login }];
    const mails = account.mail === null ? [] : [{ medium: "email", address: account.mail.toLowerCase() }];
    const kind = account.listed ? {} : { user_type: "support" };
    const body = { displayname: account.displayName, external_ids: ids, threepids: mails, ...kind };
    await drive.wire.send("PUT", `/_synapse/admin/v2/users/${encode(account.userId)}`, body);
  });
  await eachInLanes(of(changes, "account.rename"), accountLanes, async ({ userId, after }) => {
    await drive.wire.send("PUT", `/_synapse/admin/v2/users/${encode(userId)}`, { displayname: after });
  });
  await eachInLanes(of(changes, "account.mail"), accountLanes, async ({ userId, after }) => {
    const threepids = after === null ? [] : [{ medium: "email", address: after.toLowerCase() }];
    await drive.wire.send("PUT", `/_synapse/admin/v2/users/${encode(userId)}`, { threepids });
  });
  await joinAll(drive, of(changes, "member.join"));
  await eachInLanes([...Map.groupBy(of(changes, "level.set"), ({ room }) => room)], roomLanes, async ([room, own]) => {
    const content = openLevels(drive.specs.get(room)?.levels ?? { write: 0, moderate: 50 }, drive.agentSmith);
    const levels = new Map(own.map(({ userId, after }) => [userId, after]));
    await writeState(drive, room, "m.room.power_levels/", withLevels(content, levels));
  });
  await eachInLanes([...Map.groupBy(of(changes, "child.set"), ({ space }) => space)], roomLanes, async ([space, own]) => {
    for (const { child, order } of own) {
      await writeState(drive, space, `m.space.child/${encode(drive.ids.get(child) ?? "")}`, { via: [drive.serverName], order });
    }
  });
}

async function makeRoom(drive: Drive, spec: RoomSpec): Promise<void> {
  const { serverName, agentSmith } = drive;
  const space = spec.space === null ? null : (drive.ids.get(spec.space) ?? null);
  const body = createBody({ spec, space, agentSmith, serverName, roomVersion: "11" });
  const made = await drive.wire.send("POST", `/_matrix/client/v3/createRoom${drive.asBot}`, body);
  drive.ids.set(spec.room, made.room_id as RoomId);
  drive.specs.set(spec.room, spec);
}

/** Each room serially, four at a time, the longest first; spaces before the restricted rooms that ask to be in them. */
async function joinAll(drive: Drive, joins: readonly JoinMember[]): Promise<void> {
  const byRoom = [...Map.groupBy(joins, ({ room }) => room)].sort((a, b) => b[1].length - a[1].length);
  const waits = ([, own]: (typeof byRoom)[number]) => own.some(({ way }) => way === "restricted");
  const free = byRoom.filter((one) => !waits(one));
  const full = new Map(free.map(([room]) => [room, Promise.withResolvers<void>()]));
  await eachInLanes([...free, ...byRoom.filter(waits)], roomLanes, async ([room, own]) => {
    if (waits([room, own])) await full.get(spaceOf(room) ?? room)?.promise;
    for (const join of own) await joinOne(drive, join);
    full.get(room)?.resolve();
  });
}

async function joinOne(drive: Drive, { room, userId, way }: JoinMember): Promise<void> {
  const path = `${rooms}/${encode(drive.ids.get(room) ?? "")}`;
  if (way === "invite") await drive.wire.send("POST", `${path}/invite${drive.asBot}`, { user_id: userId });
  await drive.wire.send("POST", `${path}/join?user_id=${encode(userId)}`, {});
}

async function writeState({ wire, ids, asBot }: Drive, room: RoomKey, state: string, content: object): Promise<void> {
  await wire.send("PUT", `${rooms}/${encode(ids.get(room) ?? "")}/state/${state}${asBot}`, content);
}

/** Rooms that are there already come with the changes. */
interface Given {
  readonly changes: readonly Change[];
  readonly rooms?: readonly (readonly [RoomKey, RoomId])[];
}

const server = JSON.parse(process.argv[2] ?? "") as Server;
const { changes, rooms: known = [] } = JSON.parse(readFileSync(process.argv[3] ?? "", "utf8")) as Given;
const agentSmith = `@${policyFor(server.serverName).identities.agentSmith}:${server.serverName}` as UserId;
const wire = openWire(server);
const start = performance.now();
await driveAll(
  { wire, serverName: server.serverName, agentSmith, asBot: `?user_id=${encode(agentSmith)}`, ids: new Map(known), specs: new Map() },
  changes,
);
const milliseconds = performance.now() - start;
wire.close();
console.log(JSON.stringify({ milliseconds, requests: wire.count(), peak: peakMegabytes() }));
