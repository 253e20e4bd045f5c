/** Bad CSV files, through the command line: what stops the pass, what is set aside, and nothing destroyed either way. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  agents,
  assignments,
  expectRefusal,
  expectUnharmed,
  goodFiles,
  openSettledSite,
  type SmallSite,
  structures,
} from "./small-site.ts";

const patience = 60_000;
let site: SmallSite;
beforeAll(async () => {
  site = await openSettledSite();
}, patience);
afterAll(() => site.close());

const rows = goodFiles[agents] ?? "";
const units = goodFiles[structures] ?? "";
const links = goodFiles[assignments] ?? "";

describe("stops the pass before anything is written", () => {
  afterEach(() => expectUnharmed(site), patience);

  test.each<[string, Record<string, string>, (string | RegExp)[]]>([
    ["nobody at all", { [agents]: rows.slice(0, rows.indexOf("\n") + 1) }, ["octopus", "V_MATRIX_AGENT"]],
    ["no structure at all", { [structures]: units.slice(0, units.indexOf("\n") + 1) }, ["octopus", "V_MATRIX_STRUCTURE"]],
    ["an empty file", { [agents]: "" }, ["V_MATRIX_AGENT"]],
    ["a missing column", { [agents]: rows.replace(";login;", ";identifiant;") }, ["login", "V_MATRIX_AGENT"]],
    ["a quote that is never closed", { [agents]: rows.replace("Essai 00003", '"Essai 00003') }, ["V_MATRIX_AGENT", /ligne 4|line 4/]],
  ])("%s", { timeout: patience }, async (_, files, named) => {
    site.put(files);
    await expectRefusal(site, named);
  });

  test("a missing file", { timeout: patience }, async () => {
    site.remove(assignments);
    await expectRefusal(site, ["octopus", assignments]);
  });
});

describe("is read all the same, and changes nothing", () => {
  test.each<[string, Record<string, string | Buffer>]>([
    ["a byte order mark and CRLF", { [agents]: `\ufeff${rows.replaceAll("\n", "\r\n")}` }],
    ["commas for semicolons", { [agents]: rows.replaceAll(";", ",") }],
    ["Latin-1", { [structures]: Buffer.from(units, "latin1") }],
    ["rows in another order", { [agents]: shuffled(rows), [assignments]: shuffled(links) }],
  ])("%s", { timeout: patience }, async (_, files) => {
    site.put(files);
    const plan = await site.campus("plan", "--json");
    expect(JSON.parse(plan.out)).toMatchObject({ changes: [] });
    expect([plan.code, site.writes()]).toEqual([0, 0]);
    site.put({});
  });
});

describe("is set aside with a sentence, without harm to anybody", () => {
  afterEach(() => expectUnharmed(site), patience);

  test.each<[string, Record<string, string | Buffer>, string, RegExp, RegExp]>([
    [
      "a login twice",
      { [agents]: `${rows}77777;agent00002;Autre;Personne;;actif;;N;administratif\n` },
      "login-shared",
      /plusieurs/,
      /several/,
    ],
    ["an unknown structure", { [assignments]: `${links}99;00002;404;AFFECTATION;N;;\n` }, "structure-unknown", /inconnue/, /unknown/],
    [
      "an orphan parent",
      { [structures]: units.replace("DSI;COMP;;;1", "DSI;COMP;;;404") },
      "structure-parent-unknown",
      /inconnu/,
      /unknown/,
    ],
    [
      "a cycle of parents",
      { [structures]: units.replace("LAB;COMP;;;1", "LAB;COMP;;;4").replace("SERV;COMP;;;1", "SERV;COMP;;;3") },
      "structure-cycle",
      /boucle/,
      /loop|cycle/,
    ],
    ["a row too short", { [agents]: `${rows}88888;bref\n` }, "row-unusable", /inutilisable/, /can.t be used/],
    [
      "invalid UTF-8",
      { [agents]: Buffer.concat([Buffer.from(rows), Buffer.from("99999;;Zo\xeb;\xc9t\xe9;;actif;;N;administratif\n", "latin1")]) },
      "encoding-repaired",
      /UTF-8/,
      /UTF-8/,
    ],
  ])("%s", { timeout: patience }, async (_, files, code, ...sentences) => {
    site.put(files);
    for (const [index, lang] of ["fr", "en"].entries()) {
      const plan = await site.campus("plan", "--json", "--lang", lang);
      const { problems, changes } = JSON.parse(plan.out) as { problems: { code: string; text: string }[]; changes: { kind: string }[] };
      expect(problems.find((one) => one.code === code)?.text, plan.out.slice(0, 3000)).toMatch(sentences[index] ?? /^$/);
      expect(changes.filter(({ kind }) => /lock|deactivate|erase|leav|close/.test(kind))).toEqual([]);
    }
    expect(site.writes()).toBe(0);
  });
});

test("a source that lost more than the guard allows holds what takes away, and says how to go on", { timeout: patience }, async () => {
  site.put({ [agents]: rows.split("\n").slice(0, 15).join("\n") });
  const french = await site.campus("sync");
  const english = await site.campus("sync", "--lang", "en");
  expect([french.code, english.code], french.out + french.err).toEqual([3, 3]);
  expect(french.out).toContain("--approve-as");
  expect(english.out).toContain("--approve-as");
  expect(french.out).toMatch(/source/i);
  expect(site.writes()).toBe(0);
  await expectUnharmed(site);
});

function shuffled(text: string): string {
  const [header = "", ...rest] = text.trimEnd().split("\n");
  return `${[header, ...rest.reverse()].join("\n")}\n`;
}
