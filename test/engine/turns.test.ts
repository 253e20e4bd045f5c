/** Passes of one process wait for each other, server by server, in the order in which they asked. */
import { expect, it } from "vitest";
import { inTurn } from "#engine/serve/turns.ts";
import { openMemoryStore } from "../fakes/store.ts";

it("one at a time per server, first come first served, whatever became of the one before", async () => {
  const memory = openMemoryStore();
  const store = inTurn(memory);
  const done: string[] = [];
  const work = async (server: string, name: string) => {
    const lock = await store.lock(server, name);
    await new Promise((next) => setImmediate(next));
    done.push(name);
    await lock.release();
  };
  const first = await store.lock("prod", "first");
  const others = ["second", "third"].map((name) => work("prod", name));
  await work("test", "elsewhere");
  expect(done).toEqual(["elsewhere"]);
  await first.release();
  await Promise.all(others);
  expect(done).toEqual(["elsewhere", "second", "third"]);
});

it("another process's pass is busy all the same, and keeps nobody waiting for ever", async () => {
  const memory = openMemoryStore();
  const store = inTurn(memory);
  const theirs = await memory.lock("prod", "another process");
  await expect(store.lock("prod", "here")).rejects.toMatchObject({ code: "run.busy" });
  await theirs.release();
  await (await store.lock("prod", "here")).release();
});
