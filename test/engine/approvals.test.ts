/** Whose approval counts, how many it takes, what a refusal does, and when both end (docs/RULES.md §7, §12). */
import { describe, expect, it } from "vitest";
import { day } from "#core/day.ts";
import type { SourceReading } from "#core/directory.ts";
import { personKey, type UserId } from "#core/ids.ts";
import { applyFile } from "#engine/apply-file.ts";
import { approvePart, onTheTable, type Part, rejectPart } from "#engine/held.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

const everything: Part = { guards: [], people: [], structures: [], kinds: [], keys: [] };
const said = (by: string) => ({ by, label: "Camille", comment: "vu" });

async function campus(count = 40) {
  const state = { reading: university(count) as SourceReading };
  const matrix = openFakeMatrix();
  const store = openMemoryStore();
  const clock = fixedClock("2026-10-01");
  const deps = depsOf({ homeserver: matrix, store, reading: () => state.reading }, { clock });
  const sync = (by = "root", approve: typeof approveAll | null = null) => syncPass(deps, { by, approve });
  const approve = async (by: string, part = everything, plan: string | null = null) =>
    (await approvePart(deps, await onTheTable(deps, plan), part, said(by))).length;
  const reject = async (by: string, part = everything) => (await rejectPart(deps, await onTheTable(deps, null), part, said(by))).length;
  await sync("root", approveAll);
  const disable = (from: number, until: number) => {
    state.reading = university(count, (person, index) => (index >= from && index < until ? { ...person, state: "disabled" } : person));
  };
  const locked = () => [...matrix.people.values()].filter((account) => account.locked).map(({ userId }) => userId);
  return { state, matrix, store, clock, deps, sync, approve, reject, disable, locked };
}

const rename = (login: string) => university(40, (person, index) => (index === 3 ? { ...person, login } : person));

describe("an identity that moves", () => {
  it("requester-cannot-approve-own-plan-by-any-way", async () => {
    const { state, matrix, sync, approve, deps } = await campus();
    const externalId = () => matrix.people.get("@agent00004:campus.test" as UserId)?.externalId;
    state.reading = rename("nouveau");
    const first = await sync("root");
    expect(first).toMatchObject({ status: "held", held: 1 });
    // By the table, by guard, by key, by the plan's file, under another name, in capitals, and by a pass of their own.
    await approve("root");
    await approve("ROOT", { ...everything, guards: ["identity"] });
    await approve("root", { ...everything, people: ["agent00004"] });
    const file = { planId: first.plan.id, sha256: first.plan.sha256 };
    expect(await applyFile(deps, { file, by: "root", approve: { label: "Dominique", comment: "" } })).toMatchObject({
      applied: 0,
      held: 1,
    });
    await approve("camille", everything, first.plan.id);
    expect(await sync("root", approveAll)).toMatchObject({ status: "held", applied: 0 });
    expect(externalId()).toBe("agent00004");
    // A second person beside the first one, neither of them who asked.
    await approve("dominique", everything, first.plan.id);
    expect(await sync("root")).toMatchObject({ status: "done", applied: 1 });
    expect(externalId()).toBe("nouveau");
  });

  it("is decided by nobody about themselves", async () => {
    const { state, sync, approve } = await campus();
    state.reading = rename("nouveau");
    await sync("root");
    await approve("agent00004");
    await approve("camille");
    expect(await sync("root")).toMatchObject({ status: "held", applied: 0 });
  });
});

describe("an erasure that somebody asks for", () => {
  it("locks at once, and is done when two people who didn't ask for it approve; nothing of the person is kept", async () => {
    const { store, matrix, sync, approve, deps, clock } = await campus();
    const value = { person: personKey("00012"), by: "dpo", reason: "demande RGPD", since: day("2026-10-01"), until: null };
    await store.decide("test", [{ kind: "erasure", value }], deps.clock.now());
    const account = () => matrix.people.get("@agent00012:campus.test" as UserId);
    expect(await sync()).toMatchObject({ status: "done", applied: 1 });
    expect(account()).toMatchObject({ locked: true, erased: false });
    clock.day = "2026-10-02";
    expect(await sync()).toMatchObject({ status: "held", applied: 0, held: 1 });
    for (const by of ["dpo", "root", "camille"]) await approve(by);
    expect(await sync(), "who asked and who started the pass don't count").toMatchObject({ status: "held", applied: 0 });
    await approve("dominique");
    expect(await sync()).toMatchObject({ applied: 1, held: 0 });
    expect(account()).toMatchObject({ erased: true });
    const row = (await store.loadLedger("test", deps.clock.today())).accounts.get(personKey("00012"));
    expect(row).toMatchObject({ state: "erased", displayName: "", mail: null });
    expect((await sync()).plan.plan.changes).toEqual([]);
    await store.endDecision("test", { kind: "erasure", subject: "00012" }, { at: deps.clock.now(), by: "dpo", why: "fait" });
    const { plan } = await sync();
    expect([plan.plan.changes, plan.plan.problems]).toMatchObject([[], [{ code: "account-erased-returned" }]]);
  });

  it("that is taken back before it was approved opens the account again", async () => {
    const { store, matrix, sync, deps } = await campus();
    const value = { person: personKey("00012"), by: "dpo", reason: "demande RGPD", since: day("2026-10-01"), until: null };
    await store.decide("test", [{ kind: "erasure", value }], deps.clock.now());
    await sync();
    await store.endDecision("test", { kind: "erasure", subject: "00012" }, { at: deps.clock.now(), by: "dpo", why: "erreur" });
    expect(await sync()).toMatchObject({ status: "done", applied: 1 });
    expect(matrix.people.get("@agent00012:campus.test" as UserId)).toMatchObject({ locked: false });
  });
});

describe("approving", () => {
  it("a part releases that part only, by person, structure, kind, key or guard", async () => {
    const { disable, sync, approve, locked, deps } = await campus();
    disable(0, 20);
    await sync();
    expect(await approve("root", { ...everything, people: ["00002", "@agent00003:campus.test", "AGENT00004"] })).toBe(3);
    expect(await approve("root", { ...everything, people: ["00002"], kinds: ["member.join"] })).toBe(0);
    const table = await onTheTable(deps, null);
    expect([table.waiting.length, table.released.length]).toEqual([17, 3]);
    expect(await sync()).toMatchObject({ status: "held", applied: 3, held: 17 });
    expect(locked().sort()).toEqual(["2", "3", "4"].map((n) => `@agent0000${n}:campus.test`));
    expect(await approve("root", { ...everything, guards: ["exits"] })).toBe(17);
    expect(await sync()).toMatchObject({ status: "done", applied: 17 });
  });

  it("more than 200 changes that take something away needs two people, neither the one who asked", async () => {
    const { disable, sync, approve, locked } = await campus(260);
    disable(0, 201);
    expect(await sync("root", approveAll)).toMatchObject({ status: "held", applied: 0, held: 201 });
    await approve("camille");
    expect(await sync("root")).toMatchObject({ status: "held", applied: 0 });
    await approve("dominique");
    expect(await sync("root")).toMatchObject({ status: "done", applied: 201 });
    expect(locked()).toHaveLength(201);
  });

  it("piece by piece within an hour is counted as at once: the two hundred and first needs a second person", async () => {
    const { disable, sync, approve, locked, clock } = await campus(400);
    disable(0, 150);
    await sync("root");
    await approve("camille");
    expect(await sync("root")).toMatchObject({ status: "done", applied: 150 });
    disable(0, 201);
    expect(await sync("root")).toMatchObject({ status: "held", held: 51 });
    await approve("camille");
    expect(await sync("root")).toMatchObject({ status: "held", applied: 0 });
    await approve("dominique");
    expect(await sync("root")).toMatchObject({ status: "done", applied: 51 });
    // An hour later one person is enough again.
    clock.time += 2 * 3_600_000;
    disable(0, 260);
    await sync("root");
    await approve("camille");
    expect(await sync("root")).toMatchObject({ status: "done", applied: 59 });
    expect(locked()).toHaveLength(260);
  });

  it("ends after 7 days, and nothing was taken away", async () => {
    const { disable, sync, approve, locked, clock, deps } = await campus();
    disable(0, 20);
    const { plan } = await sync();
    clock.day = "2026-10-09";
    await expect(onTheTable(deps, plan.id)).rejects.toMatchObject({ code: "plan.expired" });
    expect(locked()).toEqual([]);
    await sync();
    expect(await approve("root")).toBe(20);
  });

  it("a source that shrank takes its lower count for good", async () => {
    const { state, sync, deps, store } = await campus(200);
    const shrink = (gone: number) => {
      const left = university(200, (person, index) => (index < gone ? null : person));
      state.reading = { ...left, counts: { ...left.counts, people: left.people.length } };
    };
    shrink(20);
    expect(await sync()).toMatchObject({ status: "held" });
    expect((await store.loadLedger("test", deps.clock.today())).base.sources.get("si")).toBe(200);
    expect(await sync("root", approveAll)).toMatchObject({ status: "done", applied: 20 });
    expect((await store.loadLedger("test", deps.clock.today())).base.sources.get("si")).toBe(180);
    expect((await sync()).plan.plan.guards.filter(({ verdict }) => verdict === "held")).toEqual([]);
  });
});

describe("rejecting", () => {
  it("keeps the very same changes held though no guard holds them any more, until somebody approves them", async () => {
    const { disable, sync, approve, reject, locked } = await campus();
    disable(0, 4);
    await sync();
    expect(await reject("camille", { ...everything, people: ["00001", "00002"] })).toBe(2);
    disable(0, 3);
    const later = await sync();
    expect(later).toMatchObject({ status: "held", applied: 1, held: 2 });
    expect(later.plan.plan.changes.filter(({ held }) => held === "rejected")).toHaveLength(2);
    await approve("dominique", { ...everything, guards: ["rejected"] });
    expect(await sync()).toMatchObject({ status: "done", applied: 2 });
    expect(locked()).toHaveLength(3);
  });

  it("wins over an approval of the same plan given before it", async () => {
    const { disable, sync, approve, reject } = await campus();
    disable(0, 20);
    await sync();
    const twenty = { ...everything, people: ["00001"] };
    await reject("camille", twenty);
    await approve("dominique");
    expect(await sync()).toMatchObject({ status: "held", applied: 19, held: 1 });
  });

  it("ends when the situation differs, and after 7 days", async () => {
    const { state, sync, reject, clock, matrix } = await campus(80);
    const named = (name: string) =>
      university(80, (person, index) => (index < 60 ? { ...person, displayName: `${name} ${index}` } : person));
    state.reading = named("Refusé");
    await sync();
    expect(await reject("camille")).toBe(60);
    // Another name is another situation: only the ordinary guard speaks.
    state.reading = university(80, (person, index) => (index === 0 ? { ...person, displayName: "Tout autre" } : person));
    expect(await sync()).toMatchObject({ status: "done", applied: 1 });
    state.reading = university(80, (person, index) => (index === 0 ? { ...person, displayName: "Refusé 0" } : person));
    expect(await sync()).toMatchObject({ status: "held", applied: 0 });
    clock.day = "2026-10-09";
    expect(await sync()).toMatchObject({ status: "done", applied: 1 });
    expect(matrix.people.get("@agent00001:campus.test" as UserId)?.displayName).toBe("Refusé 0");
  });
});
