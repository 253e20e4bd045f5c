/** `campus lock` and `campus unlock` on a small site: what they say, and that a store somebody else holds stops nothing. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "#adapters/store/open.ts";
import { devicesOf } from "../fakes/homeserver/devices.ts";
import { openSettledSite, type SmallSite } from "./small-site.ts";

const patience = 60_000;
let site: SmallSite;
beforeAll(async () => {
  site = await openSettledSite();
}, patience);
afterAll(() => site.close());

const accountOf = (name: string) => site.homeserver.model.accounts.get(`@${name}:${site.homeserver.serverName}`);

test("locks at once with a reason, deletes sessions when asked, and lifts", { timeout: patience }, async () => {
  const without = await site.campus("lock", "agent00003");
  expect([without.code, accountOf("agent00003")?.locked]).toEqual([1, false]);
  devicesOf(site.homeserver.model, `@agent00003:${site.homeserver.serverName}`).add("VOLE");
  const locked = await site.campus("lock", "agent00003", "--compromised", "--why", "jeton volé");
  expect([locked.code, locked.out]).toEqual([
    0,
    expect.stringMatching(/^@agent00003:\S+ est verrouillé et toutes ses sessions sont supprimées/),
  ]);
  expect(accountOf("agent00003")?.locked).toBe(true);
  expect(devicesOf(site.homeserver.model, `@agent00003:${site.homeserver.serverName}`).size).toBe(0);
  expect((await site.campus("why", "agent00003")).out).toMatch(/Verrouillage d'urgence.*essai.*jeton volé/);
  expect(JSON.parse((await site.campus("plan", "--json")).out)).toMatchObject({ changes: [] });
  const lifted = await site.campus("unlock", "agent00003", "--why", "nouveau mot de passe");
  expect([lifted.code, accountOf("agent00003")?.locked]).toEqual([0, false]);
  expect(JSON.parse((await site.campus("plan", "--json")).out)).toMatchObject({ changes: [] });
});

test("while another process holds the store it locks all the same, and the next pass knows of it", { timeout: patience }, async () => {
  const holder = await openStore({ kind: "embedded", folder: `${site.folder}/.campus/store` });
  try {
    const locked = await site.campus("lock", "agent00004", "--why", "compte volé", "--json");
    expect([locked.code, locked.err]).toEqual([0, expect.stringMatching(/dans un fichier à côté/)]);
    expect(JSON.parse(locked.out)).toMatchObject({ act: "lock", sent: true, storeFailure: "store.locked" });
  } finally {
    await holder.close();
  }
  expect(accountOf("agent00004")?.locked).toBe(true);
  await site.campus("sync");
  expect(accountOf("agent00004")?.locked).toBe(true);
  expect((await site.campus("decide", "list")).out).toMatch(/compte volé/);
});
