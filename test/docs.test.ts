/** Documents tell the truth: links lead somewhere, decisions are numbered, commands exist, the import table is the enforced one. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { errorTable } from "#core/errors.ts";
import { rings } from "./architecture/rings.ts";

const root = join(import.meta.dirname, "..");
const pages = execFileSync("git", ["ls-files", "--deduplicate", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(root, file)));

function readText(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** Links of a page to files, fenced and inline code left out. */
function linksOf(text: string): readonly string[] {
  const prose = text.replace(/```.*?```/gs, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "").filter((link) => !/^[a-z]+:/.test(link));
}

/** Anchors as the usual renderers make them from headings. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function deadLinks(page: string, text: string): readonly string[] {
  return linksOf(text).filter((link) => {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : join(dirname(page), path);
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && target.endsWith(".md") && !anchorsOf(readText(target)).includes(anchor);
  });
}

describe("links", () => {
  test.each(pages)("of %s lead to files and headings", (page) => {
    expect(deadLinks(page, readText(page))).toEqual([]);
  });

  test("a dead one would be seen", () => {
    const text = "[a](nowhere.md) [b](README.md#no-such-heading) [c](https://example.org) `[d](code.md)` [e](README.md#commands)";
    expect(deadLinks("README.md", text)).toEqual(["nowhere.md", "README.md#no-such-heading"]);
  });
});

describe("decisions", () => {
  const records = readdirSync(join(root, "docs/adr")).sort();

  test("have each a number of their own", () => {
    expect(records.length).toBeGreaterThan(4);
    const numbers = records.map((file) => /^(\d{4})-/.exec(file)?.[1]);
    expect(numbers).not.toContain(undefined);
    expect(new Set(numbers).size).toBe(records.length);
  });

  test.each(records)("%s has its number, a status and the three parts", (file) => {
    const text = readText(join("docs/adr", file));
    expect(text.startsWith(`# ${file.slice(0, 4)} · `)).toBe(true);
    expect(text).toMatch(/^\*\*Status:\*\* (accepted|replaced by \[\d{4}\])/m);
    expect(anchorsOf(text)).toEqual(expect.arrayContaining(["context", "decision", "consequences"]));
  });
});

describe("commands", () => {
  /** Rows of a table of commands: the command, the options and the sub-commands that the row speaks of. */
  const rowsIn = (text: string) =>
    [...text.matchAll(/^\| `\.\/campus (\w+)[^`]*` \|(.*)$/gm)].map(([, command = "", rest = ""]) => ({
      command,
      options: [...rest.matchAll(/`(--[a-z-]+)/g)].map((match) => match[1] ?? ""),
      subcommands: [...rest.matchAll(/`([a-z]+)`/g)].map((match) => match[1] ?? ""),
    }));
  const english = rowsIn(readText("README.md"));

  function helpOf(...words: readonly string[]): string {
    return execFileSync(process.execPath, ["src/main.ts", ...words, "--help", "--lang", "en"], { cwd: root, encoding: "utf8" });
  }

  function firstWords(help: string): readonly string[] {
    return [...help.matchAll(/^ {2}([a-z]+)(?= |$)/gm)].map((match) => match[1] ?? "");
  }

  test("of the readme are those that the program offers", () => {
    const offered = firstWords(helpOf());
    expect(offered.length).toBeGreaterThan(5);
    expect(english.flatMap((row) => [...row.options, ...row.subcommands]).length).toBeGreaterThan(8);
    expect(english.map((row) => row.command).sort()).toEqual([...offered].sort());
  });

  test.each(english)("$command has what the readme says", ({ command, options, subcommands }) => {
    const help = helpOf(command);
    expect(options.filter((option) => !new RegExp(`^ +(-\\w, )?${option}\\b`, "m").test(help))).toEqual([]);
    expect(subcommands.filter((name) => !firstWords(help).includes(name))).toEqual([]);
  });

  test("are the same in French", () => {
    expect(rowsIn(readText("README.fr.md"))).toEqual(english);
  });
});

test("every ring has its line in ARCHITECTURE.md", () => {
  const text = readText("docs/ARCHITECTURE.md");
  const places = readdirSync(join(root, "src"), { withFileTypes: true }).map(
    (entry) => `src/${entry.name}${entry.isDirectory() ? "/" : ""}`,
  );
  expect(places.filter((place) => !text.includes(`    ${place} `))).toEqual([]);
});

describe("codes", () => {
  test.each(["docs/reference/codes.fr.md", "docs/reference/codes.en.md"])("every error has its line in %s", (page) => {
    const documented = [...readText(page).matchAll(/^\| `([a-z.-]+)`/gm)].map((match) => match[1]);
    expect(Object.keys(errorTable).filter((code) => !documented.includes(code))).toEqual([]);
  });

  /** Members of a union of string literals, in the order of the file: types leave nothing at run time. */
  const unionOf = (file: string, name: string): readonly string[] => {
    const body = new RegExp(`export type ${name} =([^;]*);`).exec(readText(file))?.[1] ?? "";
    return [...body.replace(/\/\/.*$/gm, "").matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "");
  };

  test.each([
    ["src/core/reason.ts", "ReasonCode"],
    ["src/core/problem.ts", "ProblemCode"],
    ["src/core/guard-names.ts", "GuardName"],
  ])("every code of %s has its line in both languages", (file, name) => {
    const codes = unionOf(file, name);
    expect(codes.length).toBeGreaterThan(10);
    for (const lang of ["fr", "en"]) {
      const text = readText(`docs/reference/codes.${lang}.md`);
      expect(codes.filter((code) => !text.includes(`| \`${code}\` |`))).toEqual([]);
    }
  });
});

test("the import table of ARCHITECTURE.md is the one enforced", () => {
  const cell = (list: readonly string[]): string => (list.length > 0 ? list.join(", ") : "–");
  const rows = Object.entries(rings).map(([name, ring]) =>
    ["", ` ${name} `, ` ${cell(ring.rings)} `, ` ${cell(ring.types)} `, ` ${cell(ring.packages)} `, ring.pure ? " yes " : "  ", ""].join(
      "|",
    ),
  );
  const text = readText("docs/ARCHITECTURE.md");
  expect(rows.filter((row) => !text.includes(row))).toEqual([]);
});

describe("rules", () => {
  const sources = execFileSync("git", ["grep", "-hoE", "--untracked", "docs/RULES\\.md §[0-9]+", "--", "src", "test", "docs"], {
    cwd: root,
    encoding: "utf8",
  });
  const cited = [
    ...new Set(
      sources
        .trim()
        .split("\n")
        .map((line) => line.split("§")[1] ?? ""),
    ),
  ];

  test("every section that the code cites exists", () => {
    const sections = [...readText("docs/RULES.md").matchAll(/^#+ §?(\d+)\b/gm)].map((match) => match[1]);
    expect(cited.length).toBeGreaterThan(3);
    expect(cited.filter((section) => !sections.includes(section))).toEqual([]);
  });
});

test("a word of the glossary is defined once", () => {
  const words = [...readText("GLOSSARY.md").matchAll(/^\| ([^|]+) \|/gm)]
    .flatMap((match) => (match[1] ?? "").split(", "))
    .filter((word) => !/^(code|-+)$/.test(word));
  expect(words.length).toBeGreaterThan(40);
  expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
});
