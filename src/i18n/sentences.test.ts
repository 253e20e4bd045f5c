/** Catalogues: both languages speak of the same parameters, and those parameters are really given by the code. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { day } from "#core/day.ts";
import { changeKey, personKey, userId } from "#core/ids.ts";
import { problem } from "#core/problem.ts";
import { reason } from "#core/reason.ts";
import { findings } from "./findings.ts";
import { formatNumber, holesOf, neededBy, render } from "./render.ts";
import {
  changeSentence,
  changes,
  errors,
  errorText,
  guardSentence,
  guards,
  problemSentence,
  problems,
  reasons,
  sentence,
} from "./sentences.ts";
import { chooseLang, texts } from "./texts.ts";
import { words } from "./words.ts";

type Catalogue = Readonly<Record<string, string>>;

function flatten(table: object): Catalogue {
  const rows = Object.entries(table).flatMap(([code, value]) =>
    typeof value === "string" ? [[code, value]] : Object.entries(value as object).map(([part, text]) => [`${code}.${part}`, String(text)]),
  );
  return Object.fromEntries(rows);
}

const catalogues = { findings, reasons, problems, errors, guards, changes, texts };

describe("both languages", () => {
  test.each(Object.entries(catalogues))("%s: same codes, same parameters, no empty text", (_, { fr, en }) => {
    const french = flatten(fr);
    const english = flatten(en);
    expect(Object.keys(english).sort()).toEqual(Object.keys(french).sort());
    for (const [code, text] of Object.entries(french)) {
      expect(text.trim(), code).not.toBe("");
      expect([code, ...new Set(holesOf(english[code] ?? ""))].sort()).toEqual([code, ...new Set(holesOf(text))].sort());
      expect([code, ...neededBy(english[code] ?? "")].sort(), code).toEqual([code, ...neededBy(text)].sort());
    }
  });
  test("words that templates look up exist in both languages", () => {
    const tables = Object.values(catalogues).flatMap(({ fr }) =>
      Object.values(flatten(fr)).flatMap((text) => [...text.matchAll(/@(\w+)\}/g)]),
    );
    for (const [, table] of tables) {
      const french = Object.keys(words.fr[table ?? ""] ?? {});
      expect(french.length, table).toBeGreaterThan(0);
      expect(Object.keys(words.en[table ?? ""] ?? {}).sort()).toEqual(french.sort());
    }
  });
});

interface Call {
  readonly names: readonly string[];
  /** Written in place, not computed elsewhere: the names are all there are. */
  readonly isWhole: boolean;
}

type Maker = "reason" | "problem" | "AppError";

/** Every `reason("code", {…})`, `problem("code", …, {…})`, `AppError("code", {…})` written in the code. */
function callsOf(maker: Maker): ReadonlyMap<string, readonly Call[]> {
  const found = new Map<string, Call[]>();
  const sources = join(import.meta.dirname, "..");
  const before = maker === "problem" ? String.raw`,\s*[^{}]*?` : String.raw`,\s*`;
  const call = new RegExp(String.raw`\b${maker}\(\s*"([a-z.-]+)"(\s*\)|${before}\{([^{}]*)\})?`, "g");
  for (const file of readdirSync(sources, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts") || file.endsWith(".test.ts") || file.startsWith("i18n")) continue;
    for (const [, code = "", rest, params = ""] of readFileSync(join(sources, file), "utf8").matchAll(call)) {
      found.set(code, [...(found.get(code) ?? []), { names: namesIn(params), isWhole: rest !== undefined && !params.includes("...") }]);
    }
  }
  return found;
}

function namesIn(params: string): string[] {
  const parts = params.split(/,(?![^(]*\))/).map((part) => part.split(":")[0]?.trim() ?? "");
  return parts.filter((name) => /^\w+$/.test(name));
}

const templates: Readonly<Record<Maker, Readonly<Record<string, string>>>> = {
  reason: reasons.fr,
  problem: problems.fr,
  AppError: Object.fromEntries(Object.entries(errors.fr).map(([code, text]) => [code, Object.values(text).join(" ")])),
};

describe.each(["reason", "problem", "AppError"] as const)("parameters of every %s", (maker) => {
  const calls = [...callsOf(maker)];
  test("were found in the code", () => {
    expect(calls.length).toBeGreaterThan(20);
  });
  test("a sentence needs nothing that a place in the code doesn't give", () => {
    for (const [code, places] of calls) {
      const needed = neededBy(templates[maker][code] ?? "");
      for (const { names } of places.filter(({ isWhole }) => isWhole)) {
        expect(["subject", ...names], `${maker} ${code}`).toEqual(expect.arrayContaining([...needed]));
      }
    }
  });
  test("a sentence speaks of nothing that no place in the code ever gives", () => {
    for (const [code, places] of calls.filter(([, all]) => all.every(({ isWhole }) => isWhole))) {
      // Answers of a Matrix server become errors through a table of the adapter, not in place.
      if (code.startsWith("matrix.")) continue;
      const all = ["subject", ...places.flatMap(({ names }) => names)];
      expect(all, `${maker} ${code}`).toEqual(expect.arrayContaining([...holesOf(templates[maker][code] ?? "")]));
    }
  });
});

test("every answer to the tickets of a university's support desk has its French sentence", () => {
  const answers: Readonly<Record<string, Parameters<typeof reason>>> = {
    "identifiant de connexion": ["no-login"],
    "population n'est pas retenue": ["population-refused", { populations: "étudiant" }],
    "ne commence que le 01/10/2026": ["assignment-future", { structure: "HS_R55", day: "2026-10-01" }],
    "conservé pendant le délai de grâce, jusqu'au 30/09/2026": [
      "assignment-grace",
      { structure: "HS_R55", day: "2026-08-31", until: "2026-09-30" },
    ],
    "est fermée": ["structure-closed", { structure: "HS_R55" }],
    "trop peu d'agents (2 pour un minimum de 3)": ["structure-too-small", { structure: "HS_R55", size: 2, minimum: 3 }],
    "hors établissement": ["structure-excluded", { structure: "EXT_1", nature: "external" }],
    "liste rouge": ["red-list", { structure: "UNIV" }],
    "de sa propre initiative le 02/09/2026": ["left-by-themselves", { day: "2026-09-02" }],
    "forcé par c.durand le 02/09/2026": ["forced-disabled", { by: "c.durand", day: "2026-09-02" }],
    "identifiant porté par plusieurs personnes": ["conflict", { why: "login-shared", subject: "dupont" }],
    "illisible depuis le 02/09/2026": ["source-unreadable", { source: "annuaire", day: "2026-09-02" }],
    "exclu de ce salon par un modérateur": ["removed-by-moderator", { day: "2026-09-02" }],
    "banni de ce salon par un modérateur": ["banned", { day: "2026-09-02" }],
    "hors connecteur": ["room-unmanaged", { room: "x" }],
    "prochain passage": ["joins-next-pass"],
    "Le frein «\u00a0premier passage\u00a0» retient": ["guard-holds", { guard: "first-run" }],
  };
  for (const [text, given] of Object.entries(answers)) expect(sentence("fr", reason(...given))).toContain(text);
});

describe("rendering", () => {
  test("days, numbers, plurals and typography follow the language", () => {
    expect(sentence("fr", reason("assignment-ended", { structure: "HS_R55", day: "2026-08-31" }))).toBe(
      "Le rattachement à HS_R55 s'est terminé le 31/08/2026.",
    );
    expect(sentence("en", reason("assignment-ended", { structure: "HS_R55", day: "2026-08-31" }))).toBe(
      "The link to HS_R55 ended on 2026-08-31.",
    );
    expect(formatNumber("fr", 8886)).toBe("8\u202f886");
    expect(formatNumber("fr", 4.5)).toBe("4,5");
    expect(formatNumber("en", 1234567)).toBe("1,234,567");
    expect(render("fr", "{n} {n#salon#salons}", { n: 1 })).toBe("1 salon");
    expect(render("fr", "{n} {n#salon#salons}", { n: 0 })).toBe("0 salon");
    expect(render("en", "{n} {n#room#rooms}", { n: 0 })).toBe("0 rooms");
    expect(render("fr", "Nom : « {name} » ?", { name: "a : b" })).toBe("Nom\u00a0: «\u00a0a : b\u00a0»\u202f?");
  });
  test("an optional part without its parameter disappears; a text from outside is not a template", () => {
    expect(sentence("fr", reason("forced-disabled", { by: "{until}" }))).toBe("Le statut «\u00a0désactivé\u00a0» a été forcé par {until}.");
    expect(sentence("fr", reason("leaving-until", { day: "" }))).toBe("Désactivation en attente.");
  });
  test("an error says what happened, what was not done, what to do", () => {
    const text = errorText("fr", { code: "source.empty", params: { source: "annuaire", branch: "ou=people" } });
    expect(text.what).toContain("annuaire");
    expect(text.notDone).toContain("rien n'a été modifié");
    expect(text.toDo).not.toBe("");
  });
  test("a change, a guard, a problem", () => {
    const lock = {
      kind: "account.lock" as const,
      key: changeKey("account.lock:1"),
      reason: reason("source-disabled"),
      person: personKey("1"),
      userId: userId("@a:b"),
      before: "open" as const,
      after: "locked" as const,
      cause: null,
      due: day("2026-09-01"),
    };
    expect(changeSentence("fr", lock)).toBe("Désactiver @a:b (réversible)");
    expect(guardSentence("fr", { name: "exits", value: 12, limit: 3, verdict: "held" })).toContain("12 sorties");
    expect(problemSentence("en", problem("person-without-login", "42"))).toBe("42 has no login: no account possible.");
  });
  test("the language is --lang's, else the locale's", () => {
    expect([
      chooseLang(undefined, "fr_FR.UTF-8"),
      chooseLang("en", "fr_FR"),
      chooseLang("fr", "C"),
      chooseLang(undefined, "de_DE"),
    ]).toEqual(["fr", "en", "fr", "en"]);
  });
});
