/** The service's loop for one server: requests, pauses, failures, crashes, two services at once. */
import { describe, expect, it } from "vitest";
import type { Decision } from "#core/decision.ts";
import { AppError } from "#core/errors.ts";
import { type PersonKey, personKey } from "#core/ids.ts";
import { planPass } from "#engine/plan-pass.ts";
import { depsOf, university } from "./campus.ts";
import { asked, openWorld, pause } from "./served-world.ts";

describe("refresh requests", () => {
  it("are served within a minute, those of one moment together, in a pass over those people only", async () => {
    const { time, open, runs, ask, store } = await openWorld("2026-09-01T08:00:00Z");
    const worker = open();
    await time.until("2026-09-01T08:10:00Z");
    await ask("00003", "00005");
    await time.until("2026-09-01T08:11:00Z");
    expect(asked(await runs())).toEqual([["refresh", ["00003", "00005"]]]);
    expect((await store.loadDecisions("test", time.today())).refreshes.size).toBe(0);
    await time.until("2026-09-01T09:00:00Z");
    expect(await runs()).toHaveLength(1);
    await worker.stop();
  });

  it("wait for nothing when a whole pass is due: it serves them", async () => {
    const { time, open, runs, ask, store } = await openWorld("2026-09-01T09:59:50Z");
    await ask("00003");
    await time.until("2026-09-01T10:00:00Z");
    const worker = open();
    await time.until("2026-09-01T10:05:00Z");
    await worker.stop();
    expect(asked(await runs())).toEqual([["schedule", null]]);
    expect((await store.loadDecisions("test", time.today())).refreshes.size).toBe(0);
  });

  it("by the SCIM endpoint bear its name, and hundreds make one whole pass", async () => {
    const { time, open, runs, decide } = await openWorld("2026-09-01T08:00:00Z");
    const request = (person: PersonKey): Decision => ({
      kind: "refresh",
      value: { person, by: "scim", reason: "", since: time.today(), until: null },
    });
    const worker = open();
    await decide(request(personKey("00002")));
    await time.until("2026-09-01T08:01:00Z");
    for (let n = 1; n <= 201; n += 1) await decide(request(personKey(`9${n}`)));
    await time.until("2026-09-01T08:02:00Z");
    await worker.stop();
    expect(asked(await runs())).toEqual([
      ["scim", ["00002"]],
      ["scim", null],
    ]);
  });
});

describe("two services on one database", () => {
  it("run what is due once, and each request once, whichever comes first", async () => {
    const { time, open, runs, ask } = await openWorld("2026-09-01T08:00:00Z");
    const workers = [open(), open()];
    await ask("00003");
    await time.until("2026-09-04T08:00:00Z");
    await ask("00004");
    await time.until("2026-09-04T08:05:00Z");
    for (const worker of workers) await worker.stop();
    expect(asked(await runs())).toEqual([["refresh", ["00003"]], ...Array(6).fill(["schedule", null]), ["refresh", ["00004"]]]);
  });

  it("take over from each other: what one left running the other ends", async () => {
    const { time, open, runs, store } = await openWorld("2026-09-01T09:59:00Z");
    const worker = open();
    await time.until("2026-09-01T09:59:30Z");
    const lock = await store.lock("test", "another service");
    const start = {
      server: "test",
      today: time.today(),
      startedAt: "2026-09-01T10:00:00.000Z",
      by: "campus serve",
      trigger: "schedule",
    } as const;
    await lock.store.startRun(start);
    await time.until("2026-09-01T10:05:30Z");
    expect(await worker.status()).toMatchObject({ state: "waiting", failures: 0 });
    await lock.release();
    await time.until("2026-09-01T10:07:00Z");
    await worker.stop();
    expect((await runs()).map(({ status }) => status)).toEqual(["interrupted", "done"]);
  });
});

describe("a pause", () => {
  it("starts nothing, and once lifted makes up for what was due with one pass", async () => {
    const { time, open, runs, ask, decide, store } = await openWorld("2026-09-01T08:00:00Z");
    const worker = open();
    await decide(pause);
    await ask("00003");
    await time.until("2026-09-03T08:00:00Z");
    expect(await runs()).toEqual([]);
    expect(await worker.status()).toMatchObject({ state: "paused", next: null, pause: { by: "root" } });
    await store.endDecision("test", { kind: "pause", subject: "everything" }, { by: "root", why: "", at: time.now() });
    await time.until("2026-09-03T08:05:00Z");
    await worker.stop();
    expect(asked(await runs())).toEqual([["schedule", null]]);
  });
});

describe("failures", () => {
  it("are waited out longer and longer, up to an hour, while the schedule is kept; the first success ends it", async () => {
    const made = await openWorld("2026-09-01T09:59:00Z");
    const { time, open, runs } = made;
    const worker = open();
    made.broken = new AppError("source.unreachable", { source: "si" });
    await time.until("2026-09-01T21:59:00Z");
    const failed = (await runs()).length;
    // At 12:00 Paris, then after 1, 2, 4, 8, 16, 32 minutes, then every hour.
    expect(failed).toBe(1 + 6 + 10);
    expect(await worker.status()).toMatchObject({ state: "waiting", failures: failed });
    await time.until("2026-09-01T22:00:10Z");
    expect(await runs()).toHaveLength(failed + 1);
    made.broken = null;
    await time.until("2026-09-01T23:59:00Z");
    expect(await worker.status()).toMatchObject({ state: "idle", failures: 0 });
    expect((await runs()).map(({ status }) => status).slice(-2)).toEqual(["failed", "done"]);
    await worker.stop();
  });

  it("that nobody but a human can end are tried once an hour", async () => {
    const made = await openWorld("2026-09-01T09:59:00Z");
    const worker = made.open();
    made.broken = new AppError("source.refused", { source: "si" });
    await made.time.until("2026-09-01T12:59:00Z");
    await worker.stop();
    expect(await made.runs()).toHaveLength(3);
  });

  it("keep requests for later: none is lost", async () => {
    const made = await openWorld("2026-09-01T07:00:00Z");
    const { time, open, ask, runs, store } = made;
    const worker = open();
    made.broken = new AppError("source.unreachable", { source: "si" });
    await ask("00003");
    await time.until("2026-09-01T07:00:30Z");
    await ask("00004");
    made.broken = null;
    await time.until("2026-09-01T07:03:00Z");
    await worker.stop();
    expect(asked(await runs())).toEqual([
      ["refresh", ["00003"]],
      ["refresh", ["00003", "00004"]],
    ]);
    expect((await store.loadDecisions("test", time.today())).refreshes.size).toBe(0);
  });
});

describe("after a crash", () => {
  it("the run that never ended is closed, and its part taken up at once", async () => {
    const { time, open, runs, store } = await openWorld("2026-09-01T08:00:00Z");
    const scope = { people: [personKey("00003")], structures: [], kinds: [] };
    const dead = await store.startRun({
      server: "test",
      today: time.today(),
      startedAt: time.now(),
      by: "campus serve",
      trigger: "refresh",
      scope,
    });
    const worker = open();
    await time.until("2026-09-01T08:05:00Z");
    await worker.stop();
    const made = await runs();
    expect(made.map(({ status }) => status)).toEqual(["interrupted", "done"]);
    expect(made[0]?.id).toBe(dead.id);
    expect(asked(made.slice(1))).toEqual([["refresh", ["00003"]]]);
  });

  it("what an operator interrupted at a terminal is not taken up", async () => {
    const { time, open, runs, store } = await openWorld("2026-09-01T08:00:00Z");
    const run = await store.startRun({ server: "test", today: time.today(), startedAt: time.now(), by: "root" });
    await store.finishRun(run.id, { status: "interrupted", endedAt: time.now(), figures: {}, error: null });
    const worker = open();
    await time.until("2026-09-01T08:05:00Z");
    await worker.stop();
    expect(await runs()).toEqual([]);
  });
});

describe("the end of the service", () => {
  it("interrupts what runs, begins nothing more, and the next service takes it up", async () => {
    const made = await openWorld("2026-09-01T09:59:00Z");
    const { time, open, runs, matrix, store, worker: control } = made;
    matrix.people.delete("@agent00003:campus.test" as never);
    for (const room of matrix.open.values()) room.members.clear();
    const worker = open();
    matrix.onWrite = () => control.stop.abort();
    await time.until("2026-09-01T10:00:00Z");
    await worker.stop();
    const [cut] = await runs();
    expect(cut?.status).toBe("interrupted");
    // What was in hand is finished and known to be, and nobody waits for the lease.
    const outcomes = await store.outcomes(cut?.id ?? "");
    expect(outcomes.filter(({ status }) => status === "applied").length).toBeGreaterThan(0);
    expect(outcomes.filter(({ status }) => status === "skipped").length).toBeGreaterThan(0);
    expect(outcomes.filter(({ status }) => status === "failed")).toEqual([]);
    await (await store.lock("test", "another service")).release();
    await time.until("2026-09-01T10:30:00Z");
    expect(await runs()).toHaveLength(1);
    control.stop = new AbortController();
    matrix.onWrite = () => {};
    const next = open();
    await time.until("2026-09-01T10:31:00Z");
    await next.stop();
    expect((await runs()).map(({ status }) => status)).toEqual(["interrupted", "done"]);
  });
});

describe("what a server is doing", () => {
  it("tells idle and held, the last run and the next", async () => {
    const { time, open, store, matrix } = await openWorld("2026-09-01T08:00:00Z");
    const worker = open();
    await time.settle();
    expect(await worker.status()).toMatchObject({
      server: "test",
      state: "idle",
      next: "2026-09-01T10:00:00.000Z",
      last: { status: "done", trigger: "command" },
    });
    await worker.stop();
    const held = depsOf({
      homeserver: matrix,
      store,
      reading: () => university(8, (one, n) => (n < 7 ? { ...one, state: "disabled" } : one)),
    });
    await planPass({ ...held, clock: time }, "root");
    const run = await store.startRun({ server: "test", today: time.today(), startedAt: time.now(), by: "x" });
    await store.finishRun(run.id, { status: "held", endedAt: time.now(), figures: {}, error: null });
    const again = open();
    await time.settle();
    expect(await again.status()).toMatchObject({ state: "held" });
    await again.stop();
  });
});
