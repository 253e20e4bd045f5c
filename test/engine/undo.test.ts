/** A run is undone: what it did is taken back once, under every guard, and no pass does it again unasked. */
import { describe, expect, it } from "vitest";
import { AppError } from "#core/errors.ts";
import { personKey } from "#core/ids.ts";
import { answerWhy } from "#engine/answer-why.ts";
import { applyFile } from "#engine/apply-file.ts";
import { approvePart, onTheTable, type Part, rejectPart } from "#engine/held.ts";
import { undoRun } from "#engine/undo.ts";
import { approveAll, university } from "./campus.ts";
import { campusOf, managed, withoutNew, wrongPass } from "./undo-world.ts";

const everything: Part = { guards: [], people: [], structures: [], kinds: [], keys: [] };
const said = (by: string) => ({ by, label: by, comment: "vu" });

describe("an undo", () => {
  it("leaves the server as it was before the run, newcomers locked, and is a run of its own", async () => {
    const campus = campusOf();
    const { before, run, report: wrong } = await wrongPass(campus);
    expect(wrong).toMatchObject({ status: "done", held: 0 });
    const report = await campus.undo(run.id);
    expect(report).toMatchObject({ status: "done", converged: true, failed: 0, held: 0, problems: [] });
    const now = managed(campus.matrix);
    expect(withoutNew(now, before)).toEqual(before);
    expect(now.people.filter(({ locked }) => locked)).toHaveLength(4);
    const undoing = await campus.lastRun();
    expect(undoing).toMatchObject({ trigger: "undo", undoes: run.id, by: "root", status: "done" });
    expect(report.plan.plan.undoing).toEqual({ run: run.id, by: "root", why: "mauvaise lecture", again: true });
    expect(new Set(report.plan.plan.changes.map(({ reason }) => reason.code))).toEqual(new Set(["undoes-run"]));
  });

  it("asked twice finds nothing left to do", async () => {
    const campus = campusOf();
    const { run } = await wrongPass(campus);
    await campus.undo(run.id);
    const written = campus.matrix.written.length;
    expect(await campus.undo(run.id)).toMatchObject({ status: "done", changes: 0, problems: [] });
    expect(campus.matrix.written.length).toBe(written);
  });

  it("is not done again by the next passes until somebody approves it; what the directory newly says goes on", async () => {
    const campus = campusOf();
    const { before, run } = await wrongPass(campus);
    await campus.undo(run.id);
    const held = await campus.sync();
    expect(held).toMatchObject({ status: "held", applied: 0 });
    expect(new Set(held.plan.plan.changes.map(({ held }) => held))).toEqual(new Set(["undone"]));
    expect(withoutNew(managed(campus.matrix), before)).toEqual(before);
    const wrong = campus.state.reading;
    campus.state.reading = {
      ...wrong,
      people: wrong.people.map((one) => (one.id === "00001" ? { ...one, displayName: "Le Bon Nom" } : one)),
    };
    expect(await campus.sync()).toMatchObject({ status: "held", applied: 1 });
    const table = await onTheTable(campus.deps(), null);
    await approvePart(campus.deps(), table, { ...everything, people: ["00018"] }, said("camille"));
    expect(await campus.sync()).toMatchObject({ status: "held", applied: 1 });
    expect(campus.matrix.people.get("@agent00018:campus.test" as never)?.locked).toBe(true);
    await approvePart(campus.deps(), await onTheTable(campus.deps(), null), everything, said("camille"));
    expect(await campus.sync()).toMatchObject({ status: "done" });
    expect(await campus.store.standingHolds("test", campus.clock.now())).toEqual([]);
  });

  it("is not turned into a refusal of seven days by a rejection", async () => {
    const campus = campusOf();
    const { run } = await wrongPass(campus);
    await campus.undo(run.id);
    await campus.sync();
    const holds = await campus.store.standingHolds("test", campus.clock.now());
    expect(await rejectPart(campus.deps(), await onTheTable(campus.deps(), null), everything, said("camille"))).toEqual([]);
    expect(await campus.store.standingHolds("test", campus.clock.now())).toEqual(holds);
    campus.clock.day = "2026-11-30";
    expect(await campus.sync()).toMatchObject({ status: "held", applied: 0 });
  });

  it("is told to whoever asks why", async () => {
    const campus = campusOf();
    const { run } = await wrongPass(campus);
    await campus.undo(run.id);
    const ask = async (person: string, room: string | null) => {
      const answer = await answerWhy(campus.deps(), { person, room, last: false });
      return answer.found ? answer.explanation : null;
    };
    const params = { run: run.id, by: "root", why: "mauvaise lecture", day: "2026-10-01" };
    expect(await ask("00031", null)).toMatchObject({ verdict: "out", reasons: [{ code: "undone", params }, { code: "returned" }] });
    expect(await ask("00014", "UFR")).toMatchObject({ verdict: "out", reasons: [{ code: "undone", params }, { code: "assignment" }] });
    expect(await ask("00017", null)).toMatchObject({ verdict: "in", reasons: [{ code: "undone", params }, { code: "source-disabled" }] });
    expect(await ask("00020", null)).toMatchObject({ verdict: "in", reasons: [{ code: "eligible" }] });
  });

  it("may be undone itself: everything is the passes' again", async () => {
    const campus = campusOf();
    const { run } = await wrongPass(campus);
    const wrong = managed(campus.matrix);
    await campus.undo(run.id);
    const undoing = await campus.lastRun();
    expect(await campus.undo(undoing.id)).toMatchObject({ status: "done", converged: true });
    expect(managed(campus.matrix)).toEqual(wrong);
    expect(await campus.store.standingHolds("test", campus.clock.now())).toEqual([]);
    expect(await campus.sync()).toMatchObject({ status: "done", changes: 0 });
    // And that one too, once more.
    expect(await campus.undo((await campus.store.runs("test", 2))[1]?.id ?? "")).toMatchObject({ status: "done", converged: true });
    expect(await campus.sync()).toMatchObject({ status: "held", applied: 0 });
  });

  it("leaves what a later run changed, and says which", async () => {
    const campus = campusOf();
    const { run } = await wrongPass(campus);
    const wrong = campus.state.reading;
    const better = (name: string) => ({
      ...wrong,
      people: wrong.people.map((one) => (one.id === "00002" ? { ...one, displayName: name } : one)),
    });
    campus.state.reading = better("Un Troisième Nom");
    await campus.sync();
    const later = await campus.lastRun();
    const report = await campus.undo(run.id);
    expect(report.problems).toMatchObject([{ code: "undo-superseded", subject: "00002", params: { run: run.id, later: later.id } }]);
    expect(campus.matrix.people.get("@agent00002:campus.test" as never)?.displayName).toBe("Un Troisième Nom");
  });

  it("asks the sources nothing: it works while they are broken", async () => {
    const broken = { name: "si", read: () => Promise.reject(new AppError("source.unreachable", { source: "si" })) };
    const campus = campusOf();
    const { before, run } = await wrongPass(campus);
    await undoRun({ ...campus.deps(), sources: [broken] }, { run: run.id, by: "root", why: "annuaire cassé", approve: approveAll });
    expect(withoutNew(managed(campus.matrix), before)).toEqual(before);
  });

  it("holds nothing of what the server refused to take back", async () => {
    const campus = campusOf();
    const { run } = await wrongPass(campus);
    campus.matrix.onWrite = ({ what, user }) => {
      if (what === "rename" && user === "@agent00003:campus.test") throw new AppError("matrix.forbidden", { subject: user });
    };
    const report = await campus.undo(run.id);
    expect(report).toMatchObject({ status: "failed", failed: 1, failures: [{ key: "account.rename:00003" }] });
    const keys = (await campus.store.standingHolds("test", campus.clock.now())).map(({ key }) => key);
    expect([keys.includes("account.rename:00003" as never), keys.includes("account.rename:00004" as never)]).toEqual([false, true]);
    campus.matrix.onWrite = () => {};
    expect(await campus.undo(run.id)).toMatchObject({ status: "done", applied: 1 });
    expect(campus.matrix.people.get("@agent00003:campus.test" as never)?.displayName).toBe("Personne 00003");
  });

  it("tells nobody in a room who undid it and why", async () => {
    const sentences: string[] = [];
    const campus = campusOf(30, { say: (reason) => String(sentences.push(JSON.stringify(reason))) });
    const { run } = await wrongPass(campus);
    sentences.length = 0;
    await campus.undo(run.id);
    expect([...new Set(sentences)]).toEqual([JSON.stringify({ code: "undoes-run", params: { run: run.id } })]);
  });
});

describe("an undo is refused", () => {
  it("without a reason, for an unknown run, for one without a plan: nothing is recorded", async () => {
    const campus = campusOf();
    const { run } = await wrongPass(campus);
    const bare = await campus.store.startRun({ server: "test", today: campus.clock.today(), startedAt: campus.clock.now(), by: "root" });
    const runs = await campus.store.runs("test", 10);
    await expect(undoRun(campus.deps(), { run: run.id, by: "root", why: "  ", approve: null })).rejects.toMatchObject({
      code: "undo.no-reason",
    });
    await expect(campus.undo("999999")).rejects.toMatchObject({ code: "run.unknown" });
    await expect(campus.undo(bare.id)).rejects.toMatchObject({ code: "undo.forgotten" });
    expect(await campus.store.runs("test", 10)).toEqual(runs);
  });

  it("in shadow mode, and waits for the end of a pause", async () => {
    const campus = campusOf();
    const { run } = await wrongPass(campus);
    const written = campus.matrix.written.length;
    await expect(undoRun({ ...campus.deps(), shadow: true }, { run: run.id, by: "root", why: "non", approve: null })).rejects.toMatchObject(
      {
        code: "server.shadow",
      },
    );
    const value = { scope: "everything", by: "camille", reason: "migration", since: campus.clock.today(), until: null } as const;
    await campus.store.decide("test", [{ kind: "pause", value }], campus.clock.now());
    const report = await campus.undo(run.id);
    expect(report).toMatchObject({ status: "held", applied: 0, held: report.changes });
    expect(campus.matrix.written.length).toBe(written);
    expect(await campus.store.standingHolds("test", campus.clock.now())).toEqual([]);
  });

  it("for somebody locked in an emergency since", async () => {
    const campus = campusOf();
    const { run } = await wrongPass(campus);
    const value = { person: personKey("00017"), by: "rssi", reason: "vol", since: campus.clock.today(), until: null };
    await campus.store.decide("test", [{ kind: "emergency", value }], campus.clock.now());
    const report = await campus.undo(run.id);
    expect(report.problems).toMatchObject([{ code: "undo-decided", subject: "00017" }]);
    expect(campus.matrix.people.get("@agent00017:campus.test" as never)?.locked).toBe(true);
    expect(campus.matrix.people.get("@agent00018:campus.test" as never)?.locked).toBe(false);
  });
});

describe("guards of an undo", () => {
  it("hold what takes away, and the same command goes on once somebody approved a part or all of it", async () => {
    const campus = campusOf();
    const { before, run } = await wrongPass(campus);
    const first = await campus.undo(run.id, null);
    expect(first.status).toBe("held");
    const held = first.plan.plan.changes.filter((change) => change.held !== undefined);
    expect(new Set(held.map(({ kind }) => kind))).toEqual(new Set(["member.remove", "account.lock"]));
    expect(first.applied).toBe(first.changes - held.length);
    const locked = () => managed(campus.matrix).people.filter((one) => one.locked).length;
    expect(locked()).toBe(0);
    await approvePart(campus.deps(), await onTheTable(campus.deps(), first.plan.id), { ...everything, people: ["00031"] }, said("camille"));
    expect(await campus.undo(run.id, null)).toMatchObject({
      status: "held",
      applied: held.filter((one) => "person" in one && one.person === "00031").length,
    });
    expect(locked()).toBe(1);
    const { saved } = await onTheTable(campus.deps(), (await campus.lastRun()).planId);
    await approvePart(campus.deps(), await onTheTable(campus.deps(), saved.id), everything, said("camille"));
    expect(await campus.undo(run.id, null)).toMatchObject({ status: "done", converged: true });
    expect(withoutNew(managed(campus.matrix), before)).toEqual(before);
  });

  it("count it with what passes take away within the hour", async () => {
    const campus = campusOf();
    const { run } = await wrongPass(campus, 1);
    const report = await campus.undo(run.id, null);
    expect(report.plan.plan.changes.filter(({ kind }) => kind === "account.lock").every(({ held }) => held === undefined)).toBe(true);
    campus.state.reading = university(31, (person, index) => (index === 20 ? { ...person, state: "disabled" } : person));
    const next = await campus.sync();
    expect(next.plan.plan.guards.find(({ name }) => name === "exits")).toMatchObject({ value: 4, limit: 3, verdict: "held" });
  });

  it("saved as a plan, it is applied as an undo and only what it showed", async () => {
    const campus = campusOf();
    const { before, run } = await wrongPass(campus);
    const planned = await undoRun(campus.deps(), { run: run.id, by: "root", why: "mauvaise lecture", approve: null, planOnly: true });
    expect(planned).toMatchObject({ status: "held", applied: 0 });
    const written = campus.matrix.written.length;
    const file = { planId: planned.plan.id, sha256: planned.plan.sha256 };
    await expect(applyFile(campus.deps(), { file: { ...file, sha256: "0".repeat(64) }, by: "root", approve: null })).rejects.toMatchObject({
      code: "plan.forged",
    });
    expect(campus.matrix.written.length).toBe(written);
    expect(await applyFile(campus.deps(), { file, by: "dominique", approve: approveAll })).toMatchObject({
      status: "done",
      converged: true,
    });
    expect(withoutNew(managed(campus.matrix), before)).toEqual(before);
    expect(await campus.lastRun()).toMatchObject({ trigger: "undo", undoes: run.id, by: "dominique" });
    expect(await campus.sync()).toMatchObject({ status: "held", applied: 0 });
    // Of an undo that was undone meanwhile nothing is left to apply.
    expect(await applyFile(campus.deps(), { file, by: "dominique", approve: null })).toMatchObject({ changes: 0, applied: 0 });
  });

  it("approved as an undo is no yes to a pass", async () => {
    const campus = campusOf();
    const { run } = await wrongPass(campus);
    const planned = await undoRun(campus.deps(), { run: run.id, by: "root", why: "essai", approve: approveAll, planOnly: true });
    expect(planned.held).toBeGreaterThan(0);
    campus.state.reading = university(30);
    const pass = await campus.sync();
    expect(pass.plan.plan.changes.filter(({ kind, held }) => kind === "account.leaving" && held === undefined)).toEqual([]);
    expect(pass.status).toBe("held");
  });
});

describe("a thousand changes", () => {
  it("are undone by two people with a bounded number of requests", async () => {
    const campus = campusOf(200);
    const { before, run } = await wrongPass(campus, 160);
    const first = await campus.undo(run.id);
    expect(first.changes).toBeGreaterThanOrEqual(1_000);
    expect(first).toMatchObject({ status: "held", held: expect.any(Number) });
    const table = () => onTheTable(campus.deps(), first.plan.id);
    await approvePart(campus.deps(), await table(), everything, said("root"));
    await approvePart(campus.deps(), await table(), everything, said("camille"));
    expect(await campus.undo(run.id, null)).toMatchObject({ status: "held", applied: 0 });
    await approvePart(campus.deps(), await table(), everything, said("dominique"));
    const began = performance.now();
    const report = await campus.undo(run.id, null);
    const seconds = (performance.now() - began) / 1000;
    expect(report).toMatchObject({ status: "done", converged: true, failed: 0 });
    expect(withoutNew(managed(campus.matrix), before)).toEqual(before);
    expect(first.applied + report.applied).toBe(first.changes);
    // Looking twice at the accounts and at each room; one request per address that is compared; one write per change.
    const looks = 2 * (1 + campus.matrix.open.size) + 4;
    expect(report.requests).toBeLessThanOrEqual(report.applied + looks);
    console.info(`${first.changes} changes undone: ${report.requests} requests, ${seconds.toFixed(2)} s`);
  });
});
