/** Markdown page of every code and its text, generated from the catalogues. */
import { findings } from "./findings.ts";
import { changes, errors, guards, problems, reasons } from "./sentences.ts";
import type { Lang } from "./words.ts";

const titles = {
  fr: {
    page: "Codes et phrases",
    note: "Page produite par `node test/write-reference.ts`. `{nom}` est un paramètre ; une partie entre crochets disparaît quand il manque.",
    reasons: "Motifs",
    problems: "Anomalies",
    changes: "Changements",
    guards: "Freins",
    errors: "Erreurs",
    findings: "Constats sur une plateforme",
    finding: "constat | que faire",
    code: "code",
    sentence: "phrase",
    parts: "ce qui s'est passé | ce qui n'a pas été fait | que faire",
  },
  en: {
    page: "Codes and sentences",
    note: "Made by `node test/write-reference.ts`. `{name}` is a parameter; a part in brackets disappears when it is missing.",
    reasons: "Reasons",
    problems: "Problems",
    changes: "Changes",
    guards: "Guards",
    errors: "Errors",
    findings: "Findings about a platform",
    finding: "finding | what to do",
    code: "code",
    sentence: "sentence",
    parts: "what happened | what was not done | what to do",
  },
} as const;

/** The page in one language; ends with a newline. */
export function codesMarkdown(lang: Lang): string {
  const title = titles[lang];
  const head = (name: string, columns: string) => [
    "",
    `## ${name}`,
    "",
    `| ${title.code} | ${columns} |`,
    `|---|${"---|".repeat(columns.split("|").length)}`,
  ];
  const rows = (table: object, text: (value: never) => string) =>
    Object.entries(table).map(([code, value]) => `| \`${code}\` | ${text(value as never)} |`);
  return [
    `# ${title.page}`,
    "",
    title.note,
    ...head(title.reasons, title.sentence),
    ...rows(reasons[lang], cell),
    ...head(title.problems, title.sentence),
    ...rows(problems[lang], cell),
    ...head(title.changes, title.sentence),
    ...rows(changes[lang], ({ one }: { one: string }) => cell(one)),
    ...head(title.guards, title.sentence),
    ...rows(guards[lang], ({ held }: { held: string }) => cell(held)),
    ...head(title.findings, title.finding),
    ...rows(findings[lang], (found: { text: string; remedy: string }) => `${cell(found.text)} | ${cell(found.remedy)}`),
    ...head(title.errors, title.parts),
    ...rows(errors[lang], (text: { what: string; notDone: string; toDo: string }) =>
      [text.what, text.notDone, text.toDo].map(cell).join(" | "),
    ),
    "",
  ].join("\n");
}

function cell(text: string): string {
  return text.replace(/\|/g, "\\|").replace(/\n/g, " ");
}
