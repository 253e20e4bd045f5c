/** Commands that need no server: help, usage errors, sample, configuration, languages. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { askCampus, runCampus } from "./run-campus.ts";

const folder = mkdtempSync(join(tmpdir(), "campus-usage-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const campus = (...args: string[]) => askCampus(folder, args);

const commands = ["demo", "test", "plan", "apply", "sync", "why", "sample", "doctor", "config", "platform"];

describe("help", () => {
  test("lists every command, in the language of the session or of --lang", async () => {
    const french = await campus("--help");
    const english = await campus("--lang", "en", "--help");
    expect([french.code, english.code]).toEqual([0, 0]);
    for (const command of commands) expect(french.out).toMatch(new RegExp(`^ {2}${command}\\b`, "m"));
    expect(french.out).toContain("Commandes");
    expect(english.out).toContain("Commands:");
  });
  test.each(commands)("%s --help describes itself", async (command) => {
    const { code, out } = await campus(command, "--help");
    expect([code, out.includes("Utilisation")]).toEqual([0, true]);
  });
});

test("the real process speaks the language of its locale", { timeout: 60_000 }, async () => {
  const english = await runCampus(folder, ["nothing"], { LANG: "C.UTF-8" });
  expect(english).toMatchObject({ code: 1, out: "", err: expect.stringContaining("there is no command “nothing”") });
});

describe("usage errors", () => {
  test.each([
    [["plna"], "la commande «\u00a0plna\u00a0» n'existe pas"],
    [["plan", "--foo"], "l'option --foo n'existe pas"],
    [["why"], "il manque l'argument person"],
    [["plan", "--out"], "attend une valeur"],
    [["plan", "x"], "trop d'arguments"],
    [["sync", "--approve-as", " "], "--approve-as attend une valeur"],
    [["sample", "--size", "beaucoup"], "beaucoup ne convient pas pour --size"],
    [["demo", "--port", "70000"], "un port de 1 à 65535"],
    [["plan", "--today", "hier"], "un jour AAAA-MM-JJ"],
    [["sample", "--format", "pdf"], "pdf ne convient pas pour --format"],
  ])("%j", async (args, text) => {
    const { code, out, err } = await askCampus(folder, args);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(text);
    expect(err).toContain("Rien n'a été fait.");
  });
});

describe("configuration", () => {
  test("all errors of a file are listed with their line", async () => {
    writeFileSync(join(folder, "bad.yaml"), "servers:\n  - nom: prod\nsources: []\n");
    const { code, err } = await campus("config", "check", "--config", "bad.yaml");
    expect(code).toBe(1);
    for (const text of ["bad.yaml:2 servers.0.nom", "servers.0.url", "bad.yaml:3 sources"]) expect(err).toContain(text);
  });
  test("a missing file says how to begin; the printed sample is valid", async () => {
    const missing = await campus("doctor", "--json", "--config", "absent.yaml");
    expect(missing.code).toBe(1);
    expect(JSON.parse(missing.out)).toMatchObject({
      findings: [{ check: "config", severity: "error", remedy: expect.stringContaining("campus demo") }],
    });
    writeFileSync(join(folder, "sample.yaml"), (await campus("config", "reference", "--sample")).out);
    expect(await campus("config", "check", "--config", "sample.yaml")).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse((await campus("config", "reference", "--json")).out)).toMatchObject({ type: "object" });
  });
});

test("with several servers one has to be named", async () => {
  const server = (name: string) => `  - { name: ${name}, url: "http://127.0.0.1:9", serverName: univ-demo.example, tokenFile: token }\n`;
  writeFileSync(join(folder, "two.yaml"), `servers:\n${server("prod")}${server("essai")}sources:\n  - { kind: csv, folder: data }\n`);
  const { code, err } = await campus("plan", "--config", "two.yaml");
  expect([code, err]).toEqual([1, expect.stringContaining("prod, essai")]);
});

describe("sample", () => {
  test("the same numbers give the same files; csv needs a folder", async () => {
    const first = await campus("sample", "--size", "100", "--seed", "7");
    expect(first.out).toContain("dn: ");
    expect((await campus("sample", "--size", "100", "--seed", "7")).out).toBe(first.out);
    expect((await campus("sample", "--format", "csv")).err).toContain("--out");
    const written = await campus("sample", "--size", "100", "--format", "csv", "--out", "csv");
    expect(written.code).toBe(0);
    expect(readdirSync(join(folder, "csv"))).toContain("V_MATRIX_AGENT.csv");
    await campus("sample", "--size", "100", "--format", "sql", "--out", "sql");
    expect(readFileSync(join(folder, "sql/univ-demo.sql"), "utf8").toUpperCase()).toContain("CREATE");
    const dated = await campus("sample", "--size", "100", "--format", "manifest", "--today", "2026-08-28");
    expect(JSON.parse(dated.out)).toMatchObject({ size: 100, day: 1, today: "2026-08-28" });
    const days = await campus("sample", "--format", "days", "--day", "60");
    const { days: lived } = JSON.parse(days.out) as { days: readonly object[] };
    expect(lived).toHaveLength(61);
    expect(lived[60]).toMatchObject({ day: 60, today: "2026-10-26", accounts: { deactivated: 0 }, spaces: { closed: 4 } });
    expect((await campus("sample", "--today", "2026-08-01")).code).toBe(1);
  });
});
