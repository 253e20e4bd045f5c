/** A pass that lost its lease stops where it is: nothing more is sent, nothing more is written down; the next one finishes. */
import { describe, expect, it } from "vitest";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, university } from "./campus.ts";
import { type FakeMatrix, openFakeMatrix } from "./fake-matrix.ts";

/** Requests that may be on their way at once. */
const lanes = 8;

describe("a pass", () => {
  it.each(["create", "room", "join", "levels"])("whose lease is taken over during a %s sends nothing more", async (what) => {
    const store = openMemoryStore();
    const matrix: FakeMatrix = openFakeMatrix();
    const deps = depsOf({ homeserver: matrix, store, reading: () => university(80) });
    let sent = 0;
    matrix.onDone = (request) => {
      if (request.what !== what || sent > 0) return;
      sent = matrix.written.length;
      void store.expire("test").then(() => store.lock("test", "another daemon"));
    };
    await expect(syncPass(deps, { by: "frozen", approve: approveAll })).rejects.toMatchObject({ code: "run.fenced" });
    expect(sent).toBeGreaterThan(0);
    expect(matrix.written.length - sent).toBeLessThanOrEqual(lanes);
    matrix.onDone = () => {};
    await expect(syncPass(deps, { by: "third", approve: null })).rejects.toMatchObject({ code: "run.busy" });
    await store.expire("test");
    expect(await syncPass(deps, { by: "next", approve: approveAll })).toMatchObject({ status: "done", converged: true });
    expect((await store.runs("test", 9)).map(({ status }) => status)).toEqual(["done", "interrupted"]);
  });
});

describe("a pass that is interrupted", () => {
  it("leaves the middle of a room's batch for the next one", async () => {
    const store = openMemoryStore();
    const matrix = openFakeMatrix();
    const stop = new AbortController();
    const deps = { ...depsOf({ homeserver: matrix, store, reading: () => university(400) }), signal: stop.signal };
    let sent = 0;
    matrix.onDone = ({ what }) => {
      if (what === "join" && sent === 0) {
        sent = matrix.written.length;
        stop.abort();
      }
    };
    const report = await syncPass(deps, { by: "root", approve: approveAll });
    expect(report).toMatchObject({ status: "interrupted", failed: 0 });
    expect(matrix.written.length - sent).toBeLessThanOrEqual(2 * lanes);
    expect(await syncPass({ ...deps, signal: null }, { by: "root", approve: approveAll })).toMatchObject({
      status: "done",
      converged: true,
    });
  });
});
