/** Settings changed by hand, from the server to the command line: told, closed again where they open a room, and nothing twice. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FakeRoom, setState, stateKey } from "../fakes/homeserver/model.ts";
import { openSettledSite, type SmallSite } from "./small-site.ts";

const patience = 120_000;
let site: SmallSite;
beforeAll(async () => {
  site = await openSettledSite();
}, patience);
afterAll(() => site.close());

const nameOf = (room: FakeRoom) => String(room.state.get(stateKey("m.room.name", ""))?.content.name);
const roomNamed = (part: string) => [...site.homeserver.model.rooms.values()].find((room) => nameOf(room).includes(part)) as FakeRoom;
const contentOf = (room: FakeRoom, type: string) => room.state.get(stateKey(type, ""))?.content;

function byHand(room: FakeRoom, type: string, content: Readonly<Record<string, unknown>>): void {
  setState(site.homeserver.model, room, { type, key: "", sender: "@admin:fake", content });
}

test("a room opened to everybody is closed again, a narrower one is told, and a second pass writes nothing", {
  timeout: patience,
}, async () => {
  const [opened, narrowed] = [roomNamed("Annonces – LAB"), roomNamed("Général – LAB")];
  const rules = contentOf(opened, "m.room.join_rules");
  byHand(opened, "m.room.join_rules", { join_rule: "public" });
  byHand(narrowed, "m.room.history_visibility", { history_visibility: "joined" });
  site.writes();
  const first = await site.campus("sync", "--json");
  expect(JSON.parse(first.out)).toMatchObject({
    status: "done",
    changes: { "room.restore": 1 },
    changesTotal: 1,
    applied: 1,
    converged: true,
  });
  expect(contentOf(opened, "m.room.join_rules")).toEqual(rules);
  expect(contentOf(narrowed, "m.room.history_visibility")).toEqual({ history_visibility: "joined" });
  expect(site.writes()).toBe(1);
  const plan = await site.campus("plan");
  expect(plan.out).toContain("quelqu'un a changé à la main : la visibilité de l'historique, trouvé « joined », attendu « shared ».");
  const again = await site.campus("sync", "--json");
  expect(JSON.parse(again.out)).toMatchObject({ status: "done", changesTotal: 0 });
  expect(site.writes()).toBe(0);
  const { requests } = JSON.parse(again.out) as { requests: number };
  expect(requests).toBeLessThanOrEqual(site.homeserver.model.rooms.size + 20);
});
