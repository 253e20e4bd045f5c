/** `kill -9` of a real process at seeded points of its first pass; a second process repairs it and makes nothing twice. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "#sample/random.ts";
import { type FakeHomeserver, openFakeHomeserver } from "../fakes/homeserver/open.ts";
import type { PassEnd, PassOrder } from "../lab/campus-pass.ts";
import { type Script, startScript } from "../lab/processes.ts";

const people = 25;
/** Every write of a pass is tried in one process (busy-kill.test.ts); here the process and its store really die. */
const points = 10;

describe("a pass killed by kill -9", () => {
  let folder: string;
  let total = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "campus-kill-pass-"));
    const fake = await openFakeHomeserver();
    const whole = await finish(await startPass(fake, { server: "whole", approve: true }));
    expect(whole).toMatchObject({ status: "done", converged: true, failed: 0 });
    total = fake.requests().total;
    await fake.close();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function startPass(fake: FakeHomeserver, what: Pick<PassOrder, "server" | "approve"> & Partial<PassOrder>): Promise<Script> {
    const { baseUrl, serverName, asToken } = fake;
    const order: PassOrder = { folder, baseUrl, serverName, asToken, people, command: "sync", ...what };
    return startScript("test/lab/campus-pass.ts", [JSON.stringify(order)]);
  }

  it.each(Array.from({ length: points }, (_, index) => index))(
    "at seeded point %i is repaired by the next pass, nothing made twice",
    async (index) => {
      const fake = await openFakeHomeserver();
      const random = createRandom(index, 25);
      const point = 2 + Math.floor(((index + random.next()) / points) * (total - 2));
      const command = index % 3 === 0 ? "sync" : "apply";
      const first = await startPass(fake, { server: `kill-${index}`, approve: true, command });
      const died = killAt(fake, first, point, index % 2 === 0);
      await died;
      const repaired = await finish(await startPass(fake, { server: `kill-${index}`, approve: false }));
      expect({ point, ...repaired }).toMatchObject({ point, status: "done", converged: true, failed: 0, held: 0 });
      // A process costs seconds: that nothing is left is asked again at some of the points.
      if (index % 5 === 0)
        expect(await finish(await startPass(fake, { server: `kill-${index}`, approve: false }))).toMatchObject({ changes: 0 });
      expectNoDuplicate(fake);
      await fake.close();
    },
  );
});

/** Kills the process while its n-th request is being answered: done without an answer, or not done at all. */
async function killAt(fake: FakeHomeserver, script: Script, point: number, done: boolean): Promise<void> {
  const take = fake.faults.take;
  let seen = 0;
  const reached = new Promise<void>((resolve) => {
    fake.faults.take = (line) => {
      seen += 1;
      if (seen < point) return take(line);
      script.child.kill("SIGKILL");
      resolve();
      return { kind: seen === point && done ? "cut-after" : "cut" };
    };
  });
  await reached;
  await script.end("SIGKILL");
  fake.faults.take = take;
}

async function finish(script: Script): Promise<PassEnd> {
  const end = JSON.parse(await script.nextLine()) as PassEnd;
  await script.end("SIGTERM");
  return end;
}

/** One account a person, one room an alias, one alias a room, nobody twice in a room. */
function expectNoDuplicate({ model }: FakeHomeserver): void {
  expect(model.accounts.size).toBe(people + 2);
  expect(model.rooms.size).toBe(model.aliases.size);
  expect(new Set([...model.aliases.values()].map((alias) => alias.roomId)).size).toBe(model.rooms.size);
  const ids = [...model.accounts.values()].flatMap((account) => account.externalIds.map((one) => one.external_id));
  expect(new Set(ids).size).toBe(people);
}
