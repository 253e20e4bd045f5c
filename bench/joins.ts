/** Joins per second through nginx and twelve workers, against one process that does everything. */
import { hasPlatform, startLab } from "../test/lab/platform-lab.ts";
import { openSynapse } from "../test/lab/synapse.ts";
import { eachInLanes, encode, openWire, type Wire } from "./bare-wire.ts";
import { type Benchmark, type Figure, figure, type Wish } from "./figure.ts";
import { serverName } from "./stage.ts";

const rooms = 8;
const lanes = 8;

interface Target {
  readonly baseUrl: string;
  readonly asToken: string;
  readonly agentSmith: string;
}

export const joinsBenchmark: Benchmark = {
  name: "joins",
  run: async ({ people = 40 }: Wish) => {
    if (!hasPlatform()) throw new Error("this benchmark needs nginx, Redis, PostgreSQL and Synapse: ./campus test installs them");
    const one = await openSynapse({ serverName });
    const floor = await joinsPerSecond(one, people).finally(() => one.stop());
    const lab = await startLab({ serverName });
    const through = await joinsPerSecond({ ...lab, baseUrl: lab.internalUrl }, people).finally(() => lab.stop());
    return [describe(people, through, floor)];
  },
};

function describe(people: number, value: number, floor: number): Figure {
  return figure({
    name: `joins a second: ${people} people in ${rooms} public rooms, ${lanes} at once; floor: one process on SQLite`,
    unit: "1/s",
    value,
    floor,
  });
}

/** People and rooms are made before the clock starts. */
async function joinsPerSecond({ baseUrl, asToken, agentSmith }: Target, people: number): Promise<number> {
  const wire = openWire({ baseUrl, asToken, serverName });
  try {
    const users = Array.from({ length: people }, (_, index) => `@joiner${index}:${serverName}`);
    await eachInLanes(users, lanes, async (user) => void (await wire.send("PUT", `/_synapse/admin/v2/users/${encode(user)}`, {})));
    const ids = await makeRooms(wire, `@${agentSmith}:${serverName}`);
    const start = performance.now();
    await eachInLanes(ids, lanes, async (room) => {
      for (const user of users) await wire.send("POST", `/_matrix/client/v3/rooms/${encode(room)}/join?user_id=${encode(user)}`, {});
    });
    return (people * rooms) / ((performance.now() - start) / 1000);
  } finally {
    wire.close();
  }
}

async function makeRooms(wire: Wire, creator: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < rooms; index++) {
    const made = await wire.send("POST", `/_matrix/client/v3/createRoom?user_id=${encode(creator)}`, { preset: "public_chat" });
    ids.push(String(made.room_id));
  }
  return ids;
}
