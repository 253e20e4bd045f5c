/** What every store promises, run against memory, PGlite and Postgres; each test has a server name of its own. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { day } from "#core/day.ts";
import type { ErrorCode } from "#core/errors.ts";
import { describeStoreDecisions, override } from "./store-decisions.ts";
import { describeStoreLeases } from "./store-leases.ts";
import { describeStoreLedger } from "./store-ledger.ts";
import { describeStoreOutbox } from "./store-outbox.ts";
import { describeStoreScim } from "./store-scim.ts";
import {
  account,
  type Fresh,
  instant,
  outcome,
  type StoreHarness,
  smallPlan,
  smallReadings,
  someone,
  start,
  structureOne,
} from "./store-world.ts";

export function describeStore(name: string, open: () => Promise<StoreHarness>): void {
  describe(`store: ${name}`, () => {
    let harness: StoreHarness;
    let count = 0;
    const fresh = () => ({ ...harness, server: `server-${++count}` });
    beforeAll(async () => {
      harness = await open();
    }, 120_000);
    afterAll(async () => harness?.store.close());
    describeRuns(fresh);
    describePlans(fresh);
    describeRest(fresh);
    describeStoreLedger(fresh);
    describeStoreOutbox(fresh);
    describeStoreLeases(fresh);
    describeStoreScim(fresh);
    describeStoreDecisions(fresh);
  });
}

function refusal(code: ErrorCode) {
  return expect.objectContaining({ code });
}

function describeRuns(fresh: Fresh): void {
  it("gives a run back as it was started and ended, newest first", async () => {
    const { store, server } = fresh();
    const one = await start(store, server);
    const end = {
      status: "failed",
      endedAt: "2026-09-01T08:05:00.000Z",
      figures: { requests: 12 },
      error: { code: "matrix.timeout", params: { after: 5 } },
    } as const;
    await store.finishRun(one.id, end);
    const two = await start(store, server);
    expect(await store.runs(server, 10)).toEqual([two, { ...one, ...end }]);
    expect(two).toMatchObject({ status: "running", planId: null, figures: {}, error: null, today: "2026-09-01" });
    expect(await store.runs(server, 1)).toEqual([two]);
    expect(await store.runs(`${server}-other`, 10)).toEqual([]);
  });

  it("keeps what a run was for, what started it and what it cost", async () => {
    const { store, server } = fresh();
    const scope = { people: [someone(1).person], structures: [], kinds: ["member.join"] } as const;
    const asked = { server, today: day("2026-09-01"), startedAt: instant, by: "svc" };
    const run = await store.startRun({ ...asked, trigger: "refresh", scope });
    expect(run).toMatchObject({ trigger: "refresh", scope, details: { seconds: {}, problems: {} } });
    const details = { seconds: { read: 1.5 }, requests: { observe: 4 }, changes: { "member.join": 2 }, problems: { "mail-shared": 3 } };
    await store.finishRun(run.id, { status: "done", endedAt: instant, figures: {}, error: null, details });
    expect((await store.runs(server, 1))[0]).toMatchObject({ trigger: "refresh", scope, details });
    expect(await store.startRun(asked)).toMatchObject({ trigger: "command", scope: null });
  });

  it("does not take a run of a part for the first run of its server", async () => {
    const { store, server } = fresh();
    const end = { status: "done", endedAt: instant, figures: {}, error: null } as const;
    for (const scope of [{ people: [someone(1).person], structures: [], kinds: [] }, null]) {
      expect((await store.loadLedger(server, day("2026-09-01"))).base.applied).toBe(false);
      const run = await store.startRun({ server, today: day("2026-09-01"), startedAt: instant, by: "root", scope });
      await store.saveOutcomes(run.id, run.today, [outcome("a", "applied")]);
      await store.finishRun(run.id, end);
    }
    expect((await store.loadLedger(server, day("2026-09-01"))).base.applied).toBe(true);
  });

  it("keeps which run another one takes back; such a run is never the first one of its server", async () => {
    const { store, server } = fresh();
    const undone = await start(store, server);
    expect(undone.undoes).toBeNull();
    const asked = { server, today: day("2026-09-01"), startedAt: instant, by: "root", trigger: "undo" } as const;
    const run = await store.startRun({ ...asked, undoes: undone.id });
    await store.saveOutcomes(run.id, run.today, [outcome("a", "applied")]);
    await store.finishRun(run.id, { status: "done", endedAt: instant, figures: {}, error: null });
    expect((await store.runs(server, 1))[0]).toMatchObject({ trigger: "undo", undoes: undone.id, status: "done" });
    expect((await store.loadLedger(server, day("2026-09-01"))).base.applied).toBe(false);
  });

  it("marks as interrupted a run that never ended, when the next one starts", async () => {
    const { store, server } = fresh();
    await start(store, server);
    await start(store, server);
    expect((await store.runs(server, 10)).map((run) => run.status)).toEqual(["running", "interrupted"]);
  });

  it("keeps outcomes in order, the last word for a key replacing the first", async () => {
    const { store, server } = fresh();
    const run = await start(store, server);
    await store.saveOutcomes(run.id, run.today, [outcome("b", "failed"), outcome("a", "applied")]);
    const again = [outcome("b", "skipped"), outcome("b", "applied", "exit"), outcome("c", "held")];
    await store.saveOutcomes(run.id, run.today, again);
    expect(await store.outcomes(run.id)).toEqual([again[1], outcome("a", "applied"), again[2]]);
    expect(await store.outcomes("999999")).toEqual([]);
  });

  it("keeps a refusal, whatever characters the server put in its text", async () => {
    const { store, server } = fresh();
    const run = await start(store, server);
    const refused = { ...outcome("a", "failed"), refusal: { code: "matrix.refused", text: "no é ✓ \\u0000 'quoted' \"x\"" } } as const;
    const dirty = { ...outcome("b", "failed"), refusal: { code: "matrix.refused", text: "nul \0 half \ud800 end" } } as const;
    await store.saveOutcomes(run.id, run.today, [refused, dirty]);
    const [first, second] = await store.outcomes(run.id);
    expect(first).toEqual(refused);
    expect(second?.refusal?.text).toMatch(/^nul .*end$/);
  });
}

function describePlans(fresh: Fresh): void {
  it("gives a plan back identical, by id and as the latest of its server", async () => {
    const { store, server } = fresh();
    const run = await start(store, server);
    const plan = smallPlan(server);
    await store.savePlan(run.id, smallPlan(server, "2026-08-31"), instant);
    const saved = await store.savePlan(run.id, plan, instant);
    expect(saved.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await store.loadPlan(saved.id)).toEqual(saved);
    expect(await store.latestPlan(server)).toEqual(saved);
    expect((await store.runs(server, 1))[0]?.planId).toBe(saved.id);
    const part = await store.savePlan(run.id, { ...plan, scope: { people: [], structures: [structureOne], kinds: [] } }, instant);
    expect(await store.loadPlan(part.id)).toEqual(part);
    const undoing = { run: run.id, by: "root", why: "erreur", again: true };
    const undo = await store.savePlan(run.id, { ...plan, undoing }, instant);
    expect(await store.loadPlan(undo.id)).toEqual(undo);
    expect(undo.sha256).not.toBe(saved.sha256);
  });

  it("gives equal plans one digest and different ones another", async () => {
    const { store, server } = fresh();
    const run = await start(store, server);
    const [one, two] = [await store.savePlan(run.id, smallPlan(server), instant), await store.savePlan(run.id, smallPlan(server), instant)];
    const other = await store.savePlan(run.id, smallPlan(server, "2026-09-02"), instant);
    expect(one.id).not.toBe(two.id);
    expect(one.sha256).toBe(two.sha256);
    expect(other.sha256).not.toBe(one.sha256);
  });

  it("refuses a plan whose stored text was changed", async () => {
    const { store, server, tamper } = fresh();
    const run = await start(store, server);
    const { id } = await store.savePlan(run.id, smallPlan(server), instant);
    await tamper(id);
    await expect(store.loadPlan(id)).rejects.toEqual(refusal("plan.forged"));
    await expect(store.latestPlan(server)).rejects.toEqual(refusal("plan.forged"));
  });

  it("answers null for plans that don't exist", async () => {
    const { store, server } = fresh();
    for (const id of ["", "0", "nope", "99999999999999999999", "2147483000", "1; drop table plans"])
      expect(await store.loadPlan(id)).toBeNull();
    expect(await store.latestPlan(server)).toBeNull();
  });

  it("keeps approvals in order and refuses one of an unknown plan", async () => {
    const { store, server } = fresh();
    const run = await start(store, server);
    const { id } = await store.savePlan(run.id, smallPlan(server), instant);
    const base = { planId: id, by: "jdupont", label: "Jeanne", comment: "rentrée", at: instant };
    const two = [
      { ...base, guards: ["first-run" as never], keys: [] },
      { ...base, guards: [], keys: [outcome("a", "held").key] },
    ];
    for (const approval of two) await store.approve(approval);
    expect(await store.approvals(id)).toEqual(two);
    expect(await store.approvals("424242")).toEqual([]);
    await expect(store.approve({ ...base, planId: "424242", guards: [], keys: [] })).rejects.toEqual(refusal("plan.unknown"));
  });
}

function describeRest(fresh: Fresh): void {
  it("keeps what somebody refused: the last word per key, until its instant or until it is ended", async () => {
    const { store, server } = fresh();
    const hold = (key: string, more: object = {}) => {
      const base = { cause: "rejected", by: "camille", label: "Camille", comment: "non", at: instant, until: null } as const;
      return { key: outcome(key, "held").key, effect: `{"key":"${key}"}`, ...base, ...more };
    };
    const later = "2026-09-08T08:00:00.000Z";
    await store.holdChanges(server, [hold("b"), hold("a", { until: later })]);
    const undone = { cause: "undone", comment: "annulé", undoes: "12", effect: "" };
    await store.holdChanges(server, [hold("b", undone)]);
    expect(await store.standingHolds(server, instant)).toEqual([hold("a", { until: later }), hold("b", undone)]);
    expect((await store.standingHolds(server, later)).map(({ key }) => key)).toEqual(["b"]);
    await store.endHolds(server, [outcome("b", "held").key, outcome("zz", "held").key], later);
    expect(await store.standingHolds(server, later)).toEqual([]);
    expect(await store.standingHolds(`${server}-other`, instant)).toEqual([]);
  });

  it("gives back the last snapshot, per server", async () => {
    const { store, server } = fresh();
    const run = await start(store, server);
    expect(await store.latestSnapshot(server)).toBeNull();
    for (const label of ["un", "deux", "trois"]) await store.saveSnapshot(server, run.id, smallReadings(label), 2);
    expect(await store.latestSnapshot(server)).toEqual(smallReadings("trois"));
    expect(await store.latestSnapshot(`${server}-other`)).toBeNull();
  });

  it("keeps the last reading of a source that later passes did without, with its instant", async () => {
    const { store, server } = fresh();
    const [ldap, csv] = smallReadings("un");
    if (ldap === undefined || csv === undefined) throw new Error("two readings");
    expect(await store.lastReading(server, "csv")).toBeNull();
    const both = await start(store, server);
    await store.saveSnapshot(
      server,
      both.id,
      [
        { ...ldap, readAt: instant },
        { ...csv, readAt: instant },
      ],
      2,
    );
    const later = "2026-09-02T08:00:00.000Z";
    for (const _ of [1, 2, 3]) {
      const alone = await start(store, server);
      await store.saveSnapshot(server, alone.id, [{ ...ldap, readAt: later }], 2);
    }
    expect(await store.latestSnapshot(server)).toEqual([{ ...ldap, readAt: later }]);
    expect(await store.lastReading(server, "csv")).toEqual({ ...csv, readAt: instant });
    expect(await store.lastReading(server, "ldap")).toEqual({ ...ldap, readAt: later });
    expect(await store.lastReading(`${server}-other`, "ldap")).toBeNull();
  });

  it("forgets a server that was made anew, no other one, and keeps runs and decisions", async () => {
    const { store, server } = fresh();
    const other = `${server}-other`;
    const today = day("2026-09-01");
    await store.decide(server, [override()], instant);
    for (const name of [server, other]) {
      const run = await start(store, name);
      await store.writeLedger(name, [{ kind: "account.set", account: account(1) }]);
      const { id } = await store.savePlan(run.id, smallPlan(name), instant);
      await store.approve({ planId: id, by: "root", label: "Ada", comment: "", at: instant, guards: [], keys: [] });
      await store.saveOutcomes(run.id, today, [outcome("a", "applied")]);
      await store.saveSnapshot(name, run.id, smallReadings("un"), 2);
      await store.finishRun(run.id, { status: "done", endedAt: instant, figures: {}, error: null });
    }
    const kept = await store.loadLedger(other, today);
    await store.forgetServer(server);
    const { accounts, rooms, grants, base } = await store.loadLedger(server, today);
    expect([accounts.size, rooms.size, grants.size, base.applied]).toEqual([0, 0, 0, false]);
    expect([await store.latestPlan(server), await store.latestSnapshot(server)]).toEqual([null, null]);
    const [run] = await store.runs(server, 9);
    expect(run).toMatchObject({ status: "done", planId: null });
    expect(await store.outcomes(run?.id ?? "")).toEqual([]);
    expect((await store.loadDecisions(server, today)).overrides.size).toBe(1);
    expect(await store.loadLedger(other, today)).toEqual(kept);
    expect([await store.latestPlan(other), await store.latestSnapshot(other)]).not.toContain(null);
    await start(store, server);
    expect(await store.runs(server, 9)).toHaveLength(2);
  });

  it("lets one pass at a time work on a server", async () => {
    const { store, server } = fresh();
    const lock = await store.lock(server, "campus sync");
    await expect(store.lock(server, "campus apply")).rejects.toEqual(refusal("run.busy"));
    await (await store.lock(`${server}-other`, "campus sync")).release();
    await lock.release();
    await (await store.lock(server, "campus apply")).release();
  });

  it("serves callers that don't wait for each other", async () => {
    const { store, server } = fresh();
    const runs = await Promise.all([1, 2, 3, 4].map((n) => start(store, `${server}-${n}`)));
    await Promise.all(runs.map((run) => store.savePlan(run.id, smallPlan(run.server), instant)));
    const plans = await Promise.all(runs.map((run) => store.latestPlan(run.server)));
    expect(plans.map((saved) => saved?.plan.server)).toEqual(runs.map((run) => run.server));
  });
}
