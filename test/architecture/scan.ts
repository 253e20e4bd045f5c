/** Reads just enough TypeScript for the rules: code without comments and string contents, and the imports with their line. */

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

export interface Scan {
  /** Same length as the source; comments and contents of strings and regular expressions are blank. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** After these, a slash begins a regular expression; after anything else it divides. */
const beforeRegex = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|do|else|await|yield))\s*$/;

export function scan(source: string): Scan {
  const code = blank(source);
  return { code, imports: findImports(source, code) };
}

/** `templates` holds, for each open template, the depth of braces at which its `${` ends. */
interface Reading {
  out: string;
  depth: number;
  readonly templates: number[];
}

function blank(source: string): string {
  const reading: Reading = { out: "", depth: 0, templates: [] };
  while (reading.out.length < source.length) {
    const at = reading.out.length;
    const closesHole = source[at] === "}" && reading.templates.at(-1) === reading.depth;
    if (closesHole) reading.templates.pop();
    reading.out += closesHole || source[at] === "`" ? readTemplate(source, at, reading) : readToken(source, at, reading);
  }
  return reading.out;
}

/** Text of a template, from a backtick or from the brace that closes a hole, up to the next hole or the end. */
function readTemplate(source: string, at: number, reading: Reading): string {
  const text = source.slice(at, templateEnd(source, at + 1));
  if (text.endsWith("${")) reading.templates.push(reading.depth);
  return hide(text);
}

function readToken(source: string, at: number, reading: Reading): string {
  const end = tokenEnd(source, at, reading.out);
  if (end > at + 1) return hide(source.slice(at, end));
  const char = source[at] ?? "";
  if (char === "{") reading.depth++;
  if (char === "}") reading.depth--;
  return char;
}

/** End of the comment, string or regular expression that begins at `at`; `at + 1` when none does. */
function tokenEnd(source: string, at: number, before: string): number {
  const two = source.slice(at, at + 2);
  if (two === "//") return indexOrEnd(source, "\n", at);
  if (two === "/*") return indexOrEnd(source, "*/", at) + 2;
  const char = source[at];
  if (char === '"' || char === "'") return match(/(?:\\.|[^\\\n])*?/, char, source, at);
  if (char === "/" && beforeRegex.test(before.slice(-40))) return match(/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^[/\\\n])*/, "/", source, at);
  return at + 1;
}

function match(inside: RegExp, quote: string, source: string, at: number): number {
  const whole = new RegExp(`${quote}${inside.source}${quote}`, "y");
  whole.lastIndex = at;
  return whole.test(source) ? whole.lastIndex : at + 1;
}

/** End of a template's text: after the closing backtick, or after `${`. */
function templateEnd(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === "`") return at + 1;
    else if (source.startsWith("${", at)) return at + 2;
  }
  return source.length;
}

function indexOrEnd(source: string, text: string, from: number): number {
  const at = source.indexOf(text, from);
  return at === -1 ? source.length : at;
}

/** Keeps length, line breaks and quotes; everything else becomes a space. */
function hide(token: string): string {
  const quoted = /^(["'`]).*\1$/s.test(token);
  const inner = token.replace(/[^\n]/g, " ");
  return quoted ? `${token[0]}${inner.slice(1, -1)}${token.at(-1)}` : inner;
}

function findImports(source: string, code: string): readonly Import[] {
  const found: Import[] = [];
  const patterns = [
    /\b(?:import|export)\b(?<what>[^"'`;()]*?)\bfrom\s*["'](?<blank> *)["']/g,
    /\bimport\s*(?:\(\s*)?["'](?<blank> *)["']/g,
  ];
  for (const one of patterns.flatMap((pattern) => [...code.matchAll(pattern)])) {
    const end = one.index + one[0].length - 1;
    const blankLength = one.groups?.blank?.length ?? 0;
    const what = one.groups?.what ?? "";
    found.push({
      specifier: source.slice(end - blankLength, end),
      typeOnly: /^\s*type\b/.test(what) || /^\s*\{(\s*type\s+[\w\s]+,?)+\}\s*$/.test(what),
      line: code.slice(0, one.index).split("\n").length,
    });
  }
  return found;
}
