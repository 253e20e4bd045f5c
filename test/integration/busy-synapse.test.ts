/** A real Synapse killed again and again on a day when nearly every kind of change is due: in the end it shows what a quiet day leaves. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import { defaultPolicy } from "#core/policy.ts";
import type { Homeserver } from "#engine/ports.ts";
import { type BusyWorld, busyWorld } from "../engine/busy-day.ts";
import { type FaultProxy, openFaultProxy } from "../fakes/fault-proxy.ts";
import { openFakeHomeserver } from "../fakes/homeserver/open.ts";
import { shownByFake } from "../fakes/homeserver/shown.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { hasSynapse, type LabSynapse, openSynapse } from "../lab/synapse.ts";
import { shownBySynapse } from "../lab/synapse-shown.ts";
import type { ServerShown } from "../sample/shown.ts";

/** Requests of each try after which Synapse dies: while campus looks, then among its writes; before they are passed on, or their answers gone. */
const deaths = [
  { request: 20, when: "before" },
  { request: 48, when: "after" },
  { request: 70, when: "before" },
  { request: 90, when: "after" },
] as const;

describe.skipIf(!hasSynapse())("a busy day on a real Synapse", () => {
  let synapse: LabSynapse;
  let proxy: FaultProxy;
  let world: BusyWorld;
  beforeAll(async () => {
    synapse = await openSynapse();
    proxy = await openFaultProxy(synapse.baseUrl);
    world = busyWorld({ bench: synapse, store: openMemoryStore(), policy: defaultPolicy(synapse.serverName) });
    await inProcess(synapse.baseUrl, (homeserver) => world.prepare(homeserver));
  });
  afterAll(async () => {
    await proxy?.close();
    await synapse?.stop();
  });

  async function inProcess<T>(baseUrl: string, work: (homeserver: Homeserver) => Promise<T>): Promise<T> {
    const homeserver = openHomeserver({ ...synapse, baseUrl, tries: 2, backoffMs: 5 });
    try {
      return await work(homeserver);
    } finally {
      await homeserver.close();
    }
  }

  it("is killed while campus looks and while it writes, and ends as it would have", async () => {
    for (const { request, when } of deaths) {
      let killed = false;
      proxy.at(request, when, async () => {
        killed = true;
        await synapse.kill();
      });
      await expect(inProcess(proxy.baseUrl, (homeserver) => world.live(homeserver))).rejects.toThrow();
      expect({ request, killed }).toEqual({ request, killed: true });
      await synapse.restart();
    }
    await inProcess(synapse.baseUrl, (homeserver) => world.live(homeserver));
    expect(picture(shownBySynapse(synapse.stateFolder), synapse)).toEqual(await quietPicture(synapse));
  });
});

/** The same days on the fake homeserver, where nothing dies. */
async function quietPicture({ serverName, connector, agentSmith }: LabSynapse): Promise<object> {
  const fake = await openFakeHomeserver({ serverName, connector, agentSmith });
  const homeserver = openHomeserver(fake);
  try {
    const world = busyWorld({ bench: fake, store: openMemoryStore(), policy: defaultPolicy(serverName) });
    await world.prepare(homeserver);
    await world.live(homeserver);
    return picture(shownByFake(fake), fake);
  } finally {
    await homeserver.close();
    await fake.close();
  }
}

/** Under addresses, since the ids of rooms are each server's own; accounts of the site itself left out. */
function picture({ accounts, rooms }: ServerShown, { agentSmith, serverName }: Pick<LabSynapse, "agentSmith" | "serverName">): object {
  const people = accounts.filter(({ userId }) => /^@p\d/.test(userId)).sort((one, other) => (one.userId < other.userId ? -1 : 1));
  const shown = rooms.map(({ roomId: _own, members, levels, ...room }) => ({
    ...room,
    members: [...members].sort(),
    levels: [...levels].sort(),
  }));
  expect(shown.every((room) => room.members.includes(`@${agentSmith}:${serverName}`))).toBe(true);
  return { people, rooms: Object.fromEntries(shown.map((room) => [room.alias ?? "", room])), count: rooms.length };
}
