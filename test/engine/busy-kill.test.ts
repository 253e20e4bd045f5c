/** A pass in which nearly every kind of change is due, killed at each of its writes: the next one repairs it, nothing twice. */
import { beforeAll, describe, expect, it } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import type { ChangeKind } from "#core/change.ts";
import { type FakeHomeserver, openFakeHomeserver } from "../fakes/homeserver/open.ts";
import { portrait } from "../fakes/homeserver/portrait.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { busyWorld } from "./busy-day.ts";
import { testPolicy } from "./campus.ts";
import { whileAlive } from "./failing-store.ts";
import { Killed } from "./kill.ts";

const isWrite = (line: string): boolean => !line.startsWith("GET ");

/** Kinds that the crashes of a first pass don't have. */
const kinds: readonly ChangeKind[] = [
  ...(["room.rekey", "room.close", "room.reopen", "room.restore", "room.regain", "room.rename", "child.remove"] as const),
  ...(["account.unlock", "account.reactivate", "account.deactivate", "account.leaving", "account.listing", "account.mail"] as const),
  ...(["account.rename", "identity.merge", "identity.link", "member.name", "member.remove", "level.set", "space.create"] as const),
];

async function campus() {
  const fake = await openFakeHomeserver({ serverName: "campus.test" });
  const store = openMemoryStore();
  const world = busyWorld({ bench: fake, store, policy: testPolicy });
  /** A process of its own: it remembers nothing of an earlier one. */
  const inProcess = async <T>(work: (homeserver: ReturnType<typeof openHomeserver>) => Promise<T>): Promise<T> => {
    const homeserver = openHomeserver({ ...fake, ...testPolicy.identities, tries: 1, backoffMs: 1 });
    return work(homeserver).finally(() => homeserver.close());
  };
  await inProcess((homeserver) => world.prepare(homeserver));
  return { fake, store, world, inProcess };
}

/** From its n-th write on the process is dead: done without an answer, or not at all; then nothing comes of it any more. */
function dieAt(fake: FakeHomeserver, at: number, effect: boolean): { isDead(): boolean; revive(): void } {
  const take = fake.faults.take;
  let writes = 0;
  let dead = false;
  fake.faults.take = (line) => {
    if (dead) return { kind: "cut" };
    if (isWrite(line)) writes += 1;
    if (writes < at) return null;
    dead = true;
    return { kind: effect ? "cut-after" : "cut" };
  };
  return {
    isDead: () => dead,
    revive: () => {
      fake.faults.take = take;
    },
  };
}

describe("a busy day", () => {
  let expected: object;
  let total = 0;
  beforeAll(async () => {
    const { fake, world, inProcess } = await campus();
    const take = fake.faults.take;
    fake.faults.take = (line) => {
      if (isWrite(line)) total += 1;
      return take(line);
    };
    const report = await inProcess((homeserver) => world.live(homeserver));
    expect(Object.keys(report.counts)).toEqual(expect.arrayContaining([...kinds]));
    expected = portrait(fake);
    await fake.close();
  });

  const parts = 12;
  it.each(Array.from({ length: parts }, (_, part) => part))("killed at every write, part %i of its writes", async (part) => {
    expect(total).toBeGreaterThan(60);
    for (let at = 1 + part; at <= total; at += parts) {
      const { fake, store, world, inProcess } = await campus();
      const death = dieAt(fake, at, Math.floor(at / parts) % 2 === 0);
      const end = inProcess((homeserver) =>
        world.live(
          homeserver,
          whileAlive(store, () => !death.isDead(), Killed),
        ),
      );
      await expect(end, `write ${at}`).rejects.toBeInstanceOf(Killed);
      death.revive();
      await inProcess((homeserver) => world.live(homeserver));
      expect({ at, ...portrait(fake) }).toEqual({ at, ...expected });
      await fake.close();
    }
  });
});
