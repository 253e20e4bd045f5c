/** Renders a sentence template: parameters, optional parts, plurals, words of the domain, French typography. */
import { type Lang, words } from "./words.ts";

export type Params = Readonly<Record<string, string | number>>;

/**
 * Template syntax: `{name}` a parameter (days and numbers are written as the language does); `{name@table}` the same, looked up in the
 * words of the domain; `{count#one#many}` a word that agrees with a number; `[…]` dropped when a parameter inside it is absent or empty.
 */
export function render(lang: Lang, template: string, params: Params): string {
  const typeset = lang === "fr" ? typesetFrench(template) : template;
  const kept = typeset.replace(/\[([^\]]*)\]/g, (_, part: string) => (isComplete(part, params) ? part : ""));
  return kept.replace(/\{([^}]+)\}/g, (_, hole: string) => fill(lang, hole, params));
}

/** Names of the parameters a template speaks of. */
export function holesOf(template: string): readonly string[] {
  return [...template.matchAll(/\{([^}@#]+)[^}]*\}/g)].map((match) => match[1] ?? "");
}

/** Parameters a template can't do without: those outside its optional parts. */
export function neededBy(template: string): readonly string[] {
  return holesOf(template.replace(/\[[^\]]*\]/g, ""));
}

function isComplete(part: string, params: Params): boolean {
  return holesOf(part).every((name) => params[name] !== undefined && params[name] !== "");
}

function fill(lang: Lang, hole: string, params: Params): string {
  const [name = "", one, many] = hole.split("#");
  if (one !== undefined && many !== undefined) return isPlural(lang, Number(params[name] ?? 0)) ? many : one;
  const [key = "", table] = hole.split("@");
  const value = params[key];
  if (value === undefined) return "?";
  if (table !== undefined) return words[lang][table]?.[String(value)] ?? String(value);
  return asWritten.has(key) ? String(value) : formatValue(lang, value);
}

/** Numbers that name something rather than count it. */
const asWritten: ReadonlySet<string> = new Set(["pid", "port", "line", "status", "result", "level", "before", "after", "expected"]);

/** French has no plural for 0 and 1; English has one for everything but 1. */
function isPlural(lang: Lang, count: number): boolean {
  return lang === "fr" ? Math.abs(count) >= 2 : count !== 1;
}

function formatValue(lang: Lang, value: string | number): string {
  if (typeof value === "number") return formatNumber(lang, value);
  return formatDay(lang, value);
}

/** `JJ/MM/AAAA` in French; ISO in English, where no order is universal. */
export function formatDay(lang: Lang, value: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  return parts && lang === "fr" ? `${parts[3]}/${parts[2]}/${parts[1]}` : value;
}

/** `8 886` (narrow no-break space) and a decimal comma in French, `8,886` and a point in English. */
export function formatNumber(lang: Lang, value: number): string {
  const [whole = "", decimals] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, lang === "fr" ? "\u202f" : ",");
  return decimals === undefined ? grouped : `${grouped}${lang === "fr" ? "," : "."}${decimals}`;
}

/** A name between the quotation marks of the language. */
export function quote(lang: Lang, name: string): string {
  return lang === "fr" ? `«\u00a0${name}\u00a0»` : `“${name}”`;
}

/** No-break spaces where French typography wants them, so that catalogues are written with ordinary ones. */
function typesetFrench(text: string): string {
  return text
    .replace(/« /g, "«\u00a0")
    .replace(/ (»|:)/g, "\u00a0$1")
    .replace(/ ([;!?])/g, "\u202f$1")
    .replace(/(\{[^}]+\}|\d) %/g, "$1\u00a0%");
}
