/** `campus undo` on a small site: shown, refused, held, applied, told, and left undone by the next pass. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { agents, goodFiles, openSettledSite, type SmallSite } from "./small-site.ts";

const patience = 60_000;
let site: SmallSite;
beforeAll(async () => {
  site = await openSettledSite();
}, patience);
afterAll(() => site.close());

const changed = (change: (row: string) => string) => ({ [agents]: (goodFiles[agents] ?? "").split("\n").map(change).join("\n") });
/** Two people are disabled, two others get another name. */
const wrong = changed((row) =>
  /^0000[12];/.test(row) ? row.replace(";actif;", ";desactive;") : /^0000[34];/.test(row) ? row.replace("Essai", "Faux") : row,
);
const account = (id: string) => site.homeserver.model.accounts.get(`@agent${id}:${site.homeserver.serverName}` as never);
const lastRun = async () =>
  (JSON.parse((await site.campus("runs", "--last", "1", "--json")).out) as { runs: { id: string }[] }).runs[0]?.id ?? "";
const because = ["--reason", "mauvaise extraction"];

test("a run is shown, then undone, and says which run it undoes", { timeout: patience }, async () => {
  site.put(wrong);
  expect((await site.campus("sync")).code).toBe(0);
  const run = await lastRun();
  site.writes();

  const shown = await site.campus("undo", run, ...because, "--plan", "--out", "annulation.json");
  expect([shown.code, shown.out]).toEqual([
    2,
    expect.stringMatching(/^Annulation du passage \d+ sur le serveur prod \(mauvaise extraction\)\.\n4 changements :/),
  ]);
  expect(shown.out).toMatch(/Réactiver @agent00001\S* — Annule le passage \d+, décidé par essai : mauvaise extraction\./);
  expect(JSON.parse(readFileSync(join(site.folder, "annulation.json"), "utf8"))).toMatchObject({ undoes: run, why: "mauvaise extraction" });
  expect([site.writes(), account("00001")?.locked]).toEqual([0, true]);

  const undone = await site.campus("undo", run, ...because, "--json");
  expect(undone.code, undone.err).toBe(0);
  expect(JSON.parse(undone.out)).toMatchObject({
    undoes: run,
    by: "essai",
    status: "done",
    applied: 4,
    held: 0,
    converged: true,
    problems: [],
  });
  expect(["00001", "00002"].map((id) => account(id)?.locked)).toEqual([false, false]);
  expect(account("00003")?.displayName).toBe("Zoé Essai 00003");
  expect((await site.campus("runs", "show", await lastRun())).out).toMatch(new RegExp(`\\(annulation\\)\\nAnnule le passage ${run}\\n`));
  const again = await site.campus("undo", run, ...because);
  expect([again.code, again.out]).toEqual([0, expect.stringMatching(/Plus rien à annuler/)]);
});

test("the next pass holds what was undone; hold and why say so; a plan file is applied as an undo", { timeout: patience }, async () => {
  expect((await site.campus("hold", "list")).out).toMatch(/ne retient rien[\s\S]*4 changements restent annulés \(passage \d+\) par essai/);
  expect((await site.campus("sync")).code).toBe(3);
  expect(account("00001")?.locked).toBe(false);
  const why = await site.campus("why", "agent00001");
  expect(why.out).toMatch(
    /Le passage \d+ a été annulé par essai le \S+ : cela reste comme c'était jusqu'à ce que quelqu'un l'approuve \(mauvaise extraction\)/,
  );
  expect((await site.campus("hold", "approve", "--guard", "undone", "--comment", "c'était juste")).code).toBe(0);
  expect((await site.campus("sync")).code).toBe(0);
  expect(account("00001")?.locked).toBe(true);

  await site.campus("undo", await lastRun(), ...because, "--plan", "--out", "annulation.json");
  const applied = await site.campus("apply", "annulation.json");
  expect(applied.code, applied.err).toBe(0);
  expect(account("00001")?.locked).toBe(false);
  expect((await site.campus("hold", "list", "--lang", "en")).out).toMatch(/4 changes stay undone \(run \d+\) by essai/);
});

test("without a reason, or for a run that does not exist, nothing is done and it says what to do", { timeout: patience }, async () => {
  site.writes();
  expect(await site.campus("undo", "1")).toMatchObject({ code: 1, err: expect.stringMatching(/--reason/) });
  expect(await site.campus("undo", "1", "--reason", " ")).toMatchObject({ code: 1, err: expect.stringMatching(/Donnez le motif/) });
  expect(await site.campus("undo", "4242", ...because)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/Le passage 4.?242 n'existe pas/),
  });
  expect(site.writes()).toBe(0);
});
