/** A source that may be missing: the pass goes on without it, says so with its age, and takes nothing back. */
import { describe, expect, it } from "vitest";
import type { SourceReading } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import { answerWhy } from "#engine/answer-why.ts";
import { planPass } from "#engine/plan-pass.ts";
import type { DirectorySource } from "#engine/ports.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, testPolicy, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

/** What a feed adds: another structure for the first people, and a mail of its own. */
function feed(): SourceReading {
  const whole = university(25);
  const people = whole.people.slice(0, 6).map((person) => ({
    ...person,
    mail: `${person.id}@feed.univ-demo.example`,
    assignments: [{ structure: "SERV", kind: "AFFECTATION" }],
    functions: [],
  }));
  return { ...whole, source: "feed", structures: [], people, counts: { people: people.length, structures: 0 } };
}

async function campus({ required = false, empty = false } = {}) {
  const broken = { is: false };
  const clock = fixedClock();
  const optional: DirectorySource = {
    name: "feed",
    required,
    async read() {
      if (broken.is && !empty) throw new AppError("source.unreachable", { source: "feed" });
      return broken.is ? { ...feed(), people: [], counts: { people: 0, structures: 0 } } : feed();
    },
  };
  const si: DirectorySource = { name: "si", read: async () => university(25) };
  const merge = { ...testPolicy.merge, people: { mail: ["feed"] } };
  const store = openMemoryStore();
  const matrix = openFakeMatrix();
  const deps = depsOf(
    { homeserver: matrix, store, reading: () => university(25) },
    { clock, sources: [si, optional], policy: { ...testPolicy, merge } },
  );
  const first = await syncPass(deps, { by: "root", approve: approveAll });
  expect(first).toMatchObject({ status: "done", converged: true });
  broken.is = true;
  return { deps, clock, matrix, first, store };
}

describe("an optional source that can't be read", () => {
  it.each([
    ["unreachable", false, "source.unreachable"],
    ["empty", true, "source.empty"],
  ] as const)("%s: nothing it gave is taken back, and its age is told", async (_name, empty, code) => {
    const { deps, clock, matrix, first } = await campus({ empty });
    const readAt = first.sources.find(({ source }) => source === "feed")?.readAt;
    expect(readAt).toMatch(/^2026-08-27T/);
    const written = matrix.written.length;
    for (const day of ["2026-08-28", "2026-09-10", "2026-10-20"]) {
      clock.day = day;
      const report = await syncPass(deps, { by: "root", approve: null });
      expect(report.plan.plan.changes.filter((change) => change.held === undefined)).toEqual([]);
      expect(report.sources).toContainEqual({ source: "feed", readAt, people: null, failure: expect.objectContaining({ code }) });
      expect(report.plan.plan.guards).toContainEqual({ name: "source-missing", value: 1, limit: 0, verdict: "held", subject: "feed" });
    }
    expect(matrix.written.length).toBe(written);
  });

  it("lets arrivals of the other source in, and an approval of something else releases nothing", async () => {
    const { deps, clock, matrix } = await campus();
    clock.day = "2026-08-28";
    const [si, feedSource] = deps.sources;
    const more: DirectorySource = { name: "si", read: async () => university(27) };
    expect(si?.name).toBe("si");
    const report = await syncPass({ ...deps, sources: feedSource ? [more, feedSource] : [] }, { by: "root", approve: null });
    expect(report).toMatchObject({ applied: expect.any(Number), failed: 0 });
    expect(matrix.people.size).toBe(27);
  });

  it("is said by Pourquoi, with where the values come from once it is back", async () => {
    const { deps } = await campus();
    const question = { person: "00001", room: null, last: false };
    const without = await answerWhy(deps, question);
    expect(without).toMatchObject({ found: true });
    if (!without.found) return;
    expect(without.explanation.reasons[0]).toEqual({ code: "source-missing", params: { source: "feed", day: "2026-08-27" } });
    const before = await answerWhy(deps, { ...question, last: true });
    if (!before.found) return;
    expect(before.explanation.reasons).toContainEqual({
      code: "value-from",
      params: { attribute: "mail", source: "feed", value: "00001@feed.univ-demo.example", others: "si: agent00001@univ-demo.example" },
    });
  });

  it("stops the pass when it is required, or when no other source is left", async () => {
    const { deps } = await campus({ required: true });
    await expect(planPass(deps, "root")).rejects.toMatchObject({ code: "source.unreachable" });
    const optional = await campus();
    const alone = { ...optional.deps, sources: optional.deps.sources.slice(1) };
    await expect(planPass(alone, "root")).rejects.toMatchObject({ code: "source.unreachable" });
  });

  it("hides no mistake of ours", async () => {
    const { deps } = await campus();
    const wrong: DirectorySource = { name: "feed", required: false, read: () => Promise.reject(new TypeError("mistake")) };
    await expect(planPass({ ...deps, sources: [...deps.sources.slice(0, 1), wrong] }, "root")).rejects.toThrow("mistake");
  });
});
