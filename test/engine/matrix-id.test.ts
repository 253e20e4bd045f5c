/** A guided change of Matrix id, from the decision to a server that needs nothing more. */
import { expect, test } from "vitest";
import { type PersonKey, personKey, type UserId } from "#core/ids.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, approveByTwo, depsOf, fixedClock, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

test("ends in one pass: the new account bears the link, the former one is locked, and the next pass finds nothing", async () => {
  const [matrix, store, clock] = [openFakeMatrix(), openMemoryStore(), fixedClock("2026-10-01")];
  const deps = depsOf({ homeserver: matrix, store, reading: () => university(12) }, { clock });
  await syncPass(deps, { by: "root", approve: approveAll });
  const made = { by: "gestion", reason: "nom changé", since: clock.today(), until: null };
  await store.decide(
    "test",
    [{ kind: "move", value: { person: "00002" as PersonKey, localpart: "nouveau.nom", rooms: [], ...made } }],
    clock.now(),
  );
  expect(await syncPass(deps, { by: "root", approve: null })).toMatchObject({ status: "held", applied: 0 });
  await approveByTwo(deps);
  expect(await syncPass(deps, { by: "root", approve: null })).toMatchObject({ status: "done", failed: 0, converged: true, remaining: [] });
  const accountOf = (localpart: string) => matrix.people.get(`@${localpart}:campus.test` as UserId);
  expect(accountOf("nouveau.nom")).toMatchObject({ externalId: "agent00002", locked: false, mail: "agent00002@univ-demo.example" });
  expect(accountOf("agent00002")).toMatchObject({ externalId: null, locked: true, mail: null });
  const row = (await store.loadLedger("test", clock.today())).accounts.get(personKey("00002"));
  expect(row).toMatchObject({ userId: "@nouveau.nom:campus.test", login: "agent00002", intended: false });
  expect(await syncPass(deps, { by: "root", approve: null })).toMatchObject({ status: "done", changes: 0 });
});
