/** Everything that a homeserver can do wrong, while campus looks and while it writes: nothing destroyed, and the next pass repairs it. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openHomeserver } from "#adapters/matrix/open-homeserver.ts";
import type { ErrorCode } from "#core/errors.ts";
import type { Homeserver } from "#engine/ports.ts";
import { syncPass } from "#engine/sync.ts";
import type { FaultKind } from "../fakes/homeserver/faults.ts";
import { type FakeHomeserver, openFakeHomeserver } from "../fakes/homeserver/open.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, testPolicy, university } from "./campus.ts";

const faults: readonly [FaultKind, ErrorCode][] = [
  [{ kind: "status", status: 500 }, "matrix.broken"],
  [{ kind: "status", status: 502 }, "matrix.broken"],
  [{ kind: "html", status: 200 }, "matrix.not-matrix"],
  [{ kind: "cut" }, "matrix.unreachable"],
  [{ kind: "cut-after" }, "matrix.unreachable"],
  [{ kind: "truncated" }, "matrix.broken"],
  [{ kind: "latency", ms: 2_000 }, "matrix.timeout"],
  [{ kind: "limited", retryAfterMs: 60_000 }, "matrix.limited"],
  [{ kind: "unauthorized" }, "matrix.unauthorized"],
];

describe("a homeserver that", () => {
  let fake: FakeHomeserver;
  let homeserver: Homeserver;
  let store: ReturnType<typeof openMemoryStore>;
  beforeEach(async () => {
    fake = await openFakeHomeserver({ serverName: "campus.test" });
    const patience = { tries: 2, backoffMs: 1, timeoutMs: 200, limitedTries: 2, longestWaitMs: 5 };
    homeserver = openHomeserver({ ...fake, ...testPolicy.identities, ...patience });
    store = openMemoryStore();
  });
  afterEach(async () => {
    await homeserver.close();
    await fake.close();
  });
  const sync = (approve = true) =>
    syncPass(depsOf({ homeserver, store, reading: () => university(25) }), { by: "root", approve: approve ? approveAll : null });

  it.each(faults)("does %o while campus looks leaves everything as it is", async (fault, code) => {
    fake.faults.add(fault);
    const events = fake.model.events;
    await expect(sync()).rejects.toMatchObject({ code });
    expect((await store.runs("test", 1))[0]).toMatchObject({ status: "failed", planId: null, error: { code } });
    expect(fake.model.events).toBe(events);
    expect(fake.model.accounts.size).toBe(2);
    fake.faults.clear();
    expect(await sync()).toMatchObject({ status: "done", converged: true });
  });

  it.each(faults)("does %o while campus writes stops the run, and the next one ends it", async (fault, code) => {
    fake.faults.add({ ...fault, on: /^(PUT|POST) /, after: 60 });
    const broken = await sync();
    expect(broken.status).toBe(code === "matrix.unauthorized" ? "failed" : "interrupted");
    expect(broken.failures.map((outcome) => outcome.refusal?.code)).toContain(code);
    expect(broken.applied).toBeGreaterThan(0);
    expect(broken.applied + broken.failed + broken.skipped).toBe(broken.changes);
    fake.faults.clear();
    expect(await sync(false)).toMatchObject({ status: "done", converged: true, held: 0 });
    expect(fake.model.accounts.size).toBe(25 + 2);
    expect(fake.model.rooms.size).toBe(fake.model.aliases.size);
    expect((await sync(false)).changes).toBe(0);
  });

  it("asks campus to wait now and then is waited for", async () => {
    for (const after of [5, 40, 90]) fake.faults.add({ kind: "limited", retryAfterMs: 3, on: /^(PUT|POST) /, after, times: 1 });
    expect(await sync()).toMatchObject({ status: "done", converged: true, failed: 0 });
  });
});

describe("an operator who interrupts", () => {
  it("leaves a run that the next one ends", async () => {
    const fake = await openFakeHomeserver({ serverName: "campus.test" });
    const homeserver = openHomeserver({ ...fake, ...testPolicy.identities });
    const store = openMemoryStore();
    const stop = new AbortController();
    const fakes = { homeserver, store, reading: () => university(25) };
    const deps = depsOf(fakes, {
      signal: stop.signal,
      watch: (news) => {
        if (news.at === "applying" && news.done === 50) stop.abort();
      },
    });
    const broken = await syncPass(deps, { by: "root", approve: approveAll });
    expect(broken).toMatchObject({ status: "interrupted", failed: 0, error: { code: "run.interrupted" } });
    expect(broken.applied).toBeGreaterThanOrEqual(50);
    expect(await syncPass(depsOf(fakes), { by: "root", approve: null })).toMatchObject({ status: "done", converged: true });
    await homeserver.close();
    await fake.close();
  });
});
