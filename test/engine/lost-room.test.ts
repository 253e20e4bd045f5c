/** A managed room that Agent Smith lost: taken back by a pass, the rest done by the next one; one that nobody can give back is left alone. */
import { expect, it } from "vitest";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

async function settled() {
  const homeserver = openFakeMatrix();
  const deps = depsOf({ homeserver, store: openMemoryStore(), reading: () => university(25) });
  await syncPass(deps, { by: "root", approve: approveAll });
  const room = [...homeserver.open.values()].find((one) => one.name === "Général – LAB1");
  if (room === undefined) throw new Error("no such room");
  const pass = () => syncPass(deps, { by: "root", approve: null });
  return { homeserver, room, pass };
}

it("is taken back by one pass, and what was to be done in it follows", async () => {
  const { homeserver, room, pass } = await settled();
  homeserver.strayed.set(room.roomId, true);
  room.name = "Renommé à la main";
  expect(await pass()).toMatchObject({ counts: { "room.regain": 1 }, applied: 1, failed: 0 });
  expect(homeserver.strayed.size).toBe(0);
  await pass();
  expect(room.name).toBe("Général – LAB1");
  expect(await pass()).toMatchObject({ status: "done", changes: 0 });
});

it("is told and left alone when nobody in it can give it back", async () => {
  const { homeserver, room, pass } = await settled();
  homeserver.strayed.set(room.roomId, false);
  const report = await pass();
  expect(report).toMatchObject({ status: "done", changes: 0 });
  expect(report.problems).toContainEqual(expect.objectContaining({ code: "room-without-administrator", severity: "error" }));
});
