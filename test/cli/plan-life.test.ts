/** The life of a plan at the command line: a mass loss is held while arrivals go on, and only what was approved is applied. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { agents, assignments, goodFiles, openSmallSite, type SmallSite } from "./small-site.ts";

const patience = 60_000;
let site: SmallSite;
beforeAll(async () => {
  site = await openSmallSite();
});
afterAll(() => site.close());

interface PlanJson {
  readonly counts: Record<string, number>;
  readonly guards: readonly { name: string; verdict: string }[];
  readonly changes: readonly { key: string; kind: string; subject: string; held?: string }[];
}

/** Six of the 25 are disabled, more than the guard lets go; one arrives. */
function massLoss(): Record<string, string> {
  const rows = (goodFiles[agents] ?? "").split("\n");
  const gone = rows.map((row, line) => (line >= 20 && line < 26 ? row.replace(";actif;", ";desactive;") : row));
  return {
    [agents]: `${gone.join("\n")}70;agent70;Ada;Neuve;;actif;;N;administratif\n`,
    [assignments]: `${goodFiles[assignments]}70;70;2;AFFECTATION;O;;\n`,
  };
}

const lockedUsers = () => [...site.homeserver.model.accounts.values()].filter(({ locked }) => locked).map(({ userId }) => userId);

test("without an approval the first pass sends no request that writes", { timeout: patience }, async () => {
  const plan = await site.campus("plan", "--json");
  const sync = await site.campus("sync");
  expect([plan.code, sync.code, site.writes()]).toEqual([3, 3, 0]);
  const { counts, changes, guards } = JSON.parse(plan.out) as PlanJson;
  expect(counts).toMatchObject({ "account.create": 25, "space.create": 5 });
  expect(changes.every(({ held }) => held === "first-run")).toBe(true);
  expect(guards.find(({ name }) => name === "first-run")).toMatchObject({ verdict: "held" });
});

test("approved by name it is applied; the next pass finds nothing and writes nothing", { timeout: patience }, async () => {
  const approved = await site.campus("sync", "--approve-as", "Camille", "--comment", "ouverture");
  expect(approved.code, approved.out + approved.err).toBe(0);
  expect(site.writes()).toBeGreaterThan(100);
  const again = await site.campus("sync");
  expect([again.code, again.out, site.writes()]).toEqual([0, expect.stringContaining("Rien à faire : le serveur prod est à jour"), 0]);
});

test("a mass disable is held, arrivals are done, and Pourquoi names the guard", { timeout: patience }, async () => {
  site.put(massLoss());
  const { code, out } = await site.campus("sync");
  expect(code, out).toBe(3);
  expect(out).toMatch(/6 changements retenus par un frein :\n {2}Frein « sorties » : 6 sorties/);
  const { model, serverName } = site.homeserver;
  expect(model.accounts.has(`@agent70:${serverName}`)).toBe(true);
  expect(lockedUsers()).toEqual([]);
  const why = await site.campus("why", "agent00022");
  expect(why.out).toMatch(/sorties/);
  expect((await site.campus("why", "agent00022", "--json")).out).toContain('"guard": "exits"');
});

test("an approved plan file applies its own changes only; a forged or stale one nothing", { timeout: patience }, async () => {
  const planned = await site.campus("plan", "--out", "plan.json");
  expect(planned.code).toBe(3);
  const file = join(site.folder, "plan.json");
  const text = readFileSync(file, "utf8");
  const { sha256, changes } = JSON.parse(text) as PlanJson & { sha256: string };
  expect(changes.map(({ kind }) => kind)).toEqual(Array(6).fill("account.lock"));
  writeFileSync(join(site.folder, "forged.json"), text.replace(sha256, sha256.replace(/^../, sha256.startsWith("00") ? "11" : "00")));
  site.writes();
  const forged = await site.campus("apply", "forged.json", "--approve-as", "Camille");
  const unapproved = await site.campus("apply", "plan.json");
  expect([forged.code, unapproved.code, site.writes(), lockedUsers()]).toEqual([1, 3, 0, []]);

  // Two come back and a third one, unplanned, is disabled too: only what was approved and is still needed is done.
  const moved = massLoss();
  const rows = (moved[agents] ?? "").split("\n");
  const later = rows.map((row) =>
    /^0002[01];/.test(row) ? row.replace(";desactive;", ";actif;") : row.startsWith("00003;") ? row.replace(";actif;", ";desactive;") : row,
  );
  site.put({ ...moved, [agents]: later.join("\n") });
  const applied = await site.campus("apply", "plan.json", "--approve-as", "Camille", "--comment", "départs confirmés");
  expect([0, 2, 3], applied.out + applied.err).toContain(applied.code);
  const { serverName } = site.homeserver;
  expect(lockedUsers().sort()).toEqual(["00022", "00023", "00024", "00025"].map((id) => `@agent${id}:${serverName}`));
});
