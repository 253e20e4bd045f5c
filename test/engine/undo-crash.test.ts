/** An undo that dies at any write, and started again: converged, and no pass in between does again what was taken back. */
import { describe, expect, it } from "vitest";
import { approveAll } from "./campus.ts";
import { Killed, killAt, revive } from "./kill.ts";
import { campusOf, managed, withoutNew, wrongPass } from "./undo-world.ts";

const points = Array.from({ length: 30 }, (_, index) => 1 + 2 * index);

describe("an undo killed while it applies", () => {
  it.each(points)("at write %i goes on from there when it is asked again", async (at) => {
    for (const effect of [false, true]) {
      const campus = campusOf();
      const { before, run } = await wrongPass(campus);
      const dying = killAt(campus.matrix, campus.store, { at, effect });
      await campus.undo(run.id, approveAll, dying).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
      revive(campus.matrix);
      const repaired = await campus.undo(run.id);
      expect(repaired).toMatchObject({ status: "done", failed: 0, held: 0, problems: [] });
      expect(withoutNew(managed(campus.matrix), before)).toEqual(before);
      expect(await campus.undo(run.id)).toMatchObject({ changes: 0 });
      expect(await campus.sync()).toMatchObject({ status: "held", applied: 0 });
    }
  });

  it.each([5, 21, 41])("at write %i: the pass that comes before it is asked again gives back nothing that was taken", async (at) => {
    const campus = campusOf();
    const { before, run } = await wrongPass(campus);
    await campus.undo(run.id, approveAll, killAt(campus.matrix, campus.store, { at, effect: true })).catch(() => {});
    revive(campus.matrix);
    expect(await campus.sync()).toMatchObject({ applied: 0 });
    await campus.undo(run.id);
    expect(withoutNew(managed(campus.matrix), before)).toEqual(before);
  });
});

describe("a pass killed while it applies", () => {
  it.each([3, 12, 25, 40])("at write %i is undone as far as it came, what it had not written down included", async (at) => {
    const campus = campusOf();
    await campus.sync(approveAll);
    const before = managed(campus.matrix);
    const { state, store, matrix } = campus;
    const dying = killAt(matrix, store, { at, effect: true });
    const wrong = campusOf(34).state.reading;
    state.reading = { ...wrong, people: wrong.people.map((one, index) => (index < 8 ? { ...one, displayName: `Autre ${index}` } : one)) };
    const { syncPass } = await import("#engine/sync.ts");
    await syncPass(campus.deps(dying), { by: "root", approve: approveAll }).catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
    revive(matrix);
    const run = await campus.lastRun();
    // The lease of the dead process is taken over by the undo, which marks the run as interrupted.
    expect(await campus.undo(run.id)).toMatchObject({ failed: 0 });
    expect(withoutNew(managed(matrix), before)).toEqual(before);
    expect(managed(matrix).people.filter(({ locked }) => !locked)).toHaveLength(30);
  });
});
