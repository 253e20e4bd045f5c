/** Text as sources write it, made fit to show, compare and search. */

/** Letters that Unicode decomposition leaves alone. */
const folded: Readonly<Record<string, string>> = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d", þ: "th", ð: "d", ı: "i" };

/** Lower case, without accents or ligatures: for comparing names and for search. */
export function fold(text: string): string {
  const bare = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return /^[ -~]*$/.test(bare) ? bare : bare.replace(/[œæßøłđþðı]/g, (letter) => folded[letter] ?? letter);
}

/** One line: NFC, control and invisible direction characters gone, blanks (no-break ones included) single, ends trimmed. */
export function clean(text: string | null | undefined): string {
  if (!text) return "";
  if (/^[!-~](?:[!-~]| (?! ))*$/.test(text) && !text.endsWith(" ")) return text;
  return text
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
    .replace(/[\s\u00a0]+/g, " ")
    .trim();
}

/** At most `max` Unicode code points, cut with an ellipsis. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const points = [...text];
  return points.length <= max
    ? text
    : `${points
        .slice(0, max - 1)
        .join("")
        .trimEnd()}…`;
}

/** Does `pattern` (`D30`, or `J*` for a prefix) match the code? */
export function matchesCode(pattern: string, code: string): boolean {
  return pattern.endsWith("*") ? code.startsWith(pattern.slice(0, -1)) : pattern === code;
}

/** Order of code points, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
