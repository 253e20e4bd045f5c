/** The tests that docs/RULES.md §12 names, about what guards hold: over many small passes, in sensitive structures, from forged files, on squatted names. */
import { describe, expect, it } from "vitest";
import type { SourceReading } from "#core/directory.ts";
import { structureKey, type UserId } from "#core/ids.ts";
import { applyFile } from "#engine/apply-file.ts";
import type { PassDeps } from "#engine/deps.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, testPolicy, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

function campus(count: number, more: Partial<PassDeps> = {}) {
  const state = { reading: university(count) as SourceReading };
  const matrix = openFakeMatrix();
  const store = openMemoryStore();
  const clock = fixedClock("2026-10-01");
  const deps = depsOf({ homeserver: matrix, store, reading: () => state.reading }, { clock, ...more });
  const sync = (approve: typeof approveAll | null = null) => syncPass(deps, { by: "root", approve });
  return { state, matrix, store, clock, deps, sync };
}

const disabled = (gone: number) => (person: SourceReading["people"][number], index: number) =>
  index < gone ? ({ ...person, state: "disabled" } as const) : person;
const lockedIn = (matrix: ReturnType<typeof openFakeMatrix>) => [...matrix.people.values()].filter(({ locked }) => locked).length;

describe("guards", () => {
  it("hundred-single-person-passes-trip-the-exits-guard", async () => {
    const { sync, state, matrix, clock } = campus(120);
    await sync(approveAll);
    for (let gone = 1; gone <= 50; gone += 1) {
      state.reading = university(120, disabled(gone));
      await sync();
    }
    expect(lockedIn(matrix), "the limit of one pass, within an hour").toBe(3);
    const twoHours = 7_200_000;
    for (let gone = 51; gone <= 100; gone += 1) {
      clock.time += twoHours;
      state.reading = university(120, disabled(gone));
      await sync();
    }
    // Whoever is held goes on being held with the next ones: more than the limit of one pass.
    expect(lockedIn(matrix)).toBe(3);
  });

  it("let as many people go one by one over a week as the limit of the week says, and no more", async () => {
    const { sync, state, matrix, clock } = campus(120);
    await sync(approveAll);
    for (let gone = 1; gone <= 100; gone += 1) {
      clock.time += 3_600_001;
      state.reading = university(120, disabled(gone));
      await sync();
    }
    expect(lockedIn(matrix)).toBe(10);
  });

  it("do not count what somebody approved", async () => {
    const { sync, state, matrix } = campus(120);
    await sync(approveAll);
    state.reading = university(120, disabled(30));
    expect(await sync(approveAll)).toMatchObject({ status: "done" });
    state.reading = university(120, disabled(31));
    expect(await sync()).toMatchObject({ status: "done", applied: 1 });
    expect(lockedIn(matrix)).toBe(31);
  });

  it("hold a source drained by 4 % per pass for ten passes, and arrivals go on", async () => {
    const { sync, state, matrix, clock } = campus(200);
    await sync(approveAll);
    for (let pass = 1; pass <= 10; pass += 1) {
      clock.day = `2026-10-${String(1 + pass).padStart(2, "0")}`;
      const left = university(200 + pass, (person, index) => (index >= 100 && index < 100 + 8 * pass ? null : person));
      state.reading = { ...left, counts: { ...left.counts, people: left.people.length } };
      expect(await sync()).toMatchObject({ status: "held" });
    }
    expect(lockedIn(matrix)).toBe(0);
    expect(matrix.people.size).toBe(210);
  });

  it("forged-function-in-sensitive-structure-is-held", async () => {
    const policy = { ...testPolicy, structures: { ...testPolicy.structures, sensitive: [structureKey("SERV")] } };
    const { sync, state, matrix } = campus(25, { policy });
    await sync(approveAll);
    const before = matrix.written.length;
    // Person 6 works in LAB2; a row says that they direct SERV.
    state.reading = university(25, (person, index) =>
      index === 5 ? { ...person, functions: [{ structure: "SERV", code: "P00" }] } : person,
    );
    const report = await sync();
    expect(report.status).toBe("held");
    const about = report.plan.plan.changes.filter((change) => "person" in change);
    expect(about.length).toBeGreaterThan(4);
    expect(new Set(about.map(({ held }) => held))).toEqual(new Set(["sensitive-promotions"]));
    // A room for two heads is made, and nobody is let into it.
    expect(matrix.written.slice(before).map(({ what }) => what)).toEqual(["room", "child"]);
  });

  it("forged-plan-file-applies-nothing", async () => {
    const { sync, deps, matrix } = campus(25);
    const { plan } = await sync();
    const apply = (file: { planId: string; sha256: string }) => applyFile(deps, { file, by: "root", approve: approveAll });
    await expect(apply({ planId: plan.id, sha256: plan.sha256.replace(/^./, (c) => (c === "0" ? "1" : "0")) })).rejects.toMatchObject({
      code: "plan.forged",
    });
    await expect(apply({ planId: "no-such-plan", sha256: plan.sha256 })).rejects.toMatchObject({ code: "plan.unknown" });
    await expect(apply({ planId: `${plan.id}'; --`, sha256: plan.sha256 })).rejects.toMatchObject({ code: "plan.unknown" });
    expect(matrix.written).toEqual([]);
  });

  it("a saved plan changed behind the store's back applies nothing", async () => {
    const { sync, deps, store, matrix } = campus(25);
    const { plan } = await sync();
    await store.tamper(plan.id);
    const file = { planId: plan.id, sha256: plan.sha256 };
    await expect(applyFile(deps, { file, by: "root", approve: approveAll })).rejects.toMatchObject({ code: "plan.forged" });
    expect(matrix.written).toEqual([]);
  });

  it("adoption-of-squatted-localpart-refused", async () => {
    const { sync, matrix } = campus(25);
    const squatted = "@agent00007:campus.test" as UserId;
    const details = { externalIds: ["somebody-else"], mails: ["elsewhere@example.org"] };
    matrix.people.set(squatted, {
      userId: squatted,
      displayName: "Personne 00007",
      locked: false,
      deactivated: false,
      erased: false,
      listed: true,
      externalId: "somebody-else",
      mail: "elsewhere@example.org",
      details,
    });
    const report = await sync(approveAll);
    expect(report.problems).toContainEqual(expect.objectContaining({ code: "account-taken", subject: "00007" }));
    expect(report.plan.plan.changes.filter((change) => "person" in change && change.person === "00007")).toEqual([]);
    expect(matrix.people.get(squatted)).toMatchObject({ externalId: "somebody-else", mail: "elsewhere@example.org" });
  });
});
