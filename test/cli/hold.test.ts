/** `campus hold` on a small site: what waits is listed, approved in part, refused, and the next pass does what was said. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { agents, goodFiles, openSettledSite, type SmallSite } from "./small-site.ts";

const patience = 60_000;
let site: SmallSite;
beforeAll(async () => {
  site = await openSettledSite();
}, patience);
afterAll(() => site.close());

const disabled = (...ids: string[]) => ({
  [agents]: (goodFiles[agents] ?? "")
    .split("\n")
    .map((row) => (ids.some((id) => row.startsWith(`${id};`)) ? row.replace(";actif;", ";desactive;") : row))
    .join("\n"),
});
const lockedUsers = () => [...site.homeserver.model.accounts.values()].filter(({ locked }) => locked).map(({ userId }) => userId);

test("what is held is listed, approved in part and rejected in part, by name and with a comment", { timeout: patience }, async () => {
  expect((await site.campus("hold", "list")).out).toMatch(/ne retient rien/);
  site.put(disabled("00001", "00002", "00003", "00004", "00005"));
  expect((await site.campus("sync")).code).toBe(3);
  const listed = await site.campus("hold", "list");
  expect([listed.code, listed.out]).toEqual([3, expect.stringMatching(/demandé par essai[\s\S]*Frein « sorties » : 5 sorties/)]);
  const shown = await site.campus("hold", "show", "--person", "agent00002");
  expect(shown.out).toMatch(/^\[sorties\] Désactiver @agent00002:\S+ \(réversible\) — .+\n$/);

  const nothing = await site.campus("hold", "approve", "--comment", "tout");
  expect([nothing.code, nothing.err]).toEqual([1, expect.stringMatching(/--all/)]);
  expect((await site.campus("hold", "approve", "--all")).code, "a comment is required").toBe(1);
  const part = await site.campus("hold", "approve", "--person", "00001", "agent00002", "--comment", "départs confirmés");
  expect([part.code, part.out]).toEqual([0, expect.stringMatching(/^2 changements à appliquer/)]);
  const refused = await site.campus("hold", "reject", "--person", "00003", "--as", "Camille", "--comment", "encore là");
  expect(refused.out).toMatch(/^1 changement refusé/);

  expect((await site.campus("sync")).code).toBe(3);
  expect(lockedUsers()).toEqual(["@agent00001", "@agent00002"].map((name) => `${name}:${site.homeserver.serverName}`));
  const table = JSON.parse((await site.campus("hold", "list", "--json")).out) as {
    waiting: { held: string }[];
    standing: { by: string; label: string; comment: string }[];
  };
  expect(table.waiting.map(({ held }) => held).sort()).toEqual(["exits", "exits", "rejected"]);
  expect(table.standing).toMatchObject([{ by: "essai", label: "Camille", comment: "encore là" }]);
  expect((await site.campus("hold", "list", "--lang", "en")).out).toMatch(/1 change rejected by Camille \(essai\) on .+: encore là/);
});
