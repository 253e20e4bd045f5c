/** The unavoidable reads of a pass and nothing else: node bench/bare-reader.ts SERVER-AS-JSON. The second of two rounds is measured. */
import { eachInLanes, encode, openWire, type Wire } from "./bare-wire.ts";
import { peakMegabytes } from "./child.ts";
import { policyFor, type Server } from "./world.ts";

/** Reads beyond eight at a time gain nothing. */
const lanes = 8;
const types = ["m.room.name", "m.room.power_levels", "m.room.join_rules", "m.space.child"];
const nothing = { types: [] };
const room = { timeline: { limit: 0, types: [] }, ephemeral: nothing, account_data: nothing, state: { types, lazy_load_members: true } };
const filter = encode(JSON.stringify({ presence: nothing, account_data: nothing, room }));

/** A timeout never used before makes Synapse look again instead of giving its kept answer. */
async function readAll(wire: Wire, bot: string, round: number): Promise<void> {
  await wire.send("GET", "/_synapse/admin/v2/users?deactivated=true&locked=true&guests=false&limit=10000&from=0&order_by=name");
  const unused = Date.now() + round;
  const sync = await wire.send(
    "GET",
    `/_matrix/client/v3/sync?filter=${filter}&set_presence=offline&timeout=${unused}&user_id=${encode(bot)}`,
  );
  const { join } = sync.rooms as { join: Record<string, unknown> };
  await eachInLanes(Object.keys(join), lanes, async (id) => {
    await wire.send("GET", `/_matrix/client/v3/rooms/${encode(id)}/joined_members?user_id=${encode(bot)}`);
  });
}

const server = JSON.parse(process.argv[2] ?? "") as Server;
const bot = `@${policyFor(server.serverName).identities.agentSmith}:${server.serverName}`;
const wire = openWire(server);
await readAll(wire, bot, 1);
const before = wire.count();
const start = performance.now();
await readAll(wire, bot, 2);
const milliseconds = performance.now() - start;
wire.close();
console.log(JSON.stringify({ milliseconds, requests: wire.count() - before, peak: peakMegabytes() }));
