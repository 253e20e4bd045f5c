/** A pass over one person takes along the accounts of theirs that end: of a former Matrix id, of another id of the same human. */
import { expect, it } from "vitest";
import type { Decision } from "#core/decision.ts";
import { personKey, type UserId } from "#core/ids.ts";
import { everything } from "#core/scope.ts";
import { approvePart, onTheTable } from "#engine/held.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

async function campus() {
  const [matrix, store, clock] = [openFakeMatrix(), openMemoryStore(), fixedClock("2026-10-01")];
  const deps = depsOf({ homeserver: matrix, store, reading: () => university(12) }, { clock });
  await syncPass(deps, { by: "root", approve: approveAll });
  const over = (person: string) =>
    syncPass(deps, { by: "svc", approve: null, trigger: "refresh", scope: { ...everything, people: [personKey(person)] } });
  const all = { guards: [], people: [], structures: [], kinds: [], keys: [] };
  return {
    matrix,
    clock,
    over,
    decide: (decision: Decision) => store.decide("test", [decision], clock.now()),
    /** Two people release what the pass over that person holds. */
    async released(person: string) {
      const { plan, status } = await over(person);
      expect(status).toBe("held");
      for (const by of ["camille", "dominique"])
        await approvePart(deps, await onTheTable(deps, plan.id), all, { by, label: by, comment: "" });
      return over(person);
    },
    account: (login: string) => matrix.people.get(`@${login}:campus.test` as UserId),
  };
}

const made = { by: "root", reason: "mariage", since: "2026-10-01" as never, until: null };

it("another Matrix id: the former account is locked by the same pass", async () => {
  const { decide, released, account } = await campus();
  await decide({ kind: "move", value: { person: personKey("00003"), localpart: "zoe", rooms: [], ...made } });
  expect(await released("00003")).toMatchObject({ failed: 0 });
  expect(account("zoe")).toMatchObject({ locked: false });
  expect(account("agent00003")).toMatchObject({ locked: true });
});

it("two ids of one human: the absorbed account leaves, and is locked on its day, whichever of the two is asked for", async () => {
  const { decide, released, over, account, clock } = await campus();
  await decide({ kind: "merge", value: { absorbed: personKey("00003"), survivor: personKey("00007"), rooms: [], ...made } });
  expect(await released("00007")).toMatchObject({ failed: 0 });
  expect(account("agent00003")).toMatchObject({ locked: false });
  clock.day = "2026-11-02";
  await over("00007");
  expect(account("agent00003")).toMatchObject({ locked: true });
});
