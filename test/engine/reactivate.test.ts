/** Somebody returns whose address the server gave to an account that campus does not know. */
import { expect, it } from "vitest";
import { AppError } from "#core/errors.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

it("comes back without it, is kept so, and the address is left where it is", async () => {
  const [matrix, store, clock] = [openFakeMatrix(), openMemoryStore(), fixedClock("2025-06-01")];
  const state = { disabled: false };
  const reading = () => university(12, (one) => (one.id === "00007" && state.disabled ? { ...one, state: "disabled" } : one));
  const deps = depsOf({ homeserver: matrix, store, reading }, { clock });
  const sync = () => syncPass(deps, { by: "root", approve: approveAll });
  await sync();
  state.disabled = true;
  for (const day of ["2025-06-02", "2025-07-03", "2026-06-03"]) {
    clock.day = day;
    await sync();
  }
  const user = "@agent00007:campus.test" as never;
  expect(matrix.people.get(user)).toMatchObject({ deactivated: true });
  const { reactivate } = matrix.accounts;
  matrix.accounts.reactivate = async (account) => {
    if (account.mail !== null) throw new AppError("matrix.conflict", { request: "write address", subject: account.userId });
    await reactivate(account);
  };
  state.disabled = false;
  clock.day = "2026-09-20";
  const report = await sync();
  expect(report).toMatchObject({ failed: 0 });
  expect(matrix.people.get(user)).toMatchObject({ deactivated: false, mail: null });
  const account = [...(await store.loadLedger("test", clock.today())).accounts.values()].find(({ userId }) => userId === user);
  expect(account).toMatchObject({ state: "open", mail: null });
});
