/** The rules of the code base as functions: a file in, what it breaks out. */
import { posix } from "node:path";
import { defaultExporters, environmentReaders, freeFiles, lineLimit, ringOf, rings, wireImporters } from "./rings.ts";
import { type Import, type Scan, scan } from "./scan.ts";

export interface Violation {
  readonly rule: string;
  /** `file:line what` */
  readonly at: string;
}

type Found = { readonly rule: string; readonly line: number; readonly what: string };

const isOneOf = (file: string, patterns: readonly RegExp[]): boolean => patterns.some((pattern) => pattern.test(file));

export function checkFile(file: string, source: string): readonly Violation[] {
  const found = /\.tsx?$/.test(file) ? [...checkSize(source), ...checkTypeScript(file, source)] : checkSize(source);
  return found.map(({ rule, line, what }) => ({ rule, at: `${file}:${line} ${what}` }));
}

function checkTypeScript(file: string, source: string): readonly Found[] {
  const scanned = scan(source);
  return [
    ...checkHeader(file, source),
    ...checkName(file),
    ...scanned.imports.flatMap((one) => checkImport(file, one)),
    ...checkWords(file, scanned),
    ...checkSilencers(source),
  ];
}

function checkSize(source: string): readonly Found[] {
  const lines = source.trimEnd().split("\n").length;
  return lines > lineLimit ? [{ rule: "size", line: lines, what: `${lines} lines, at most ${lineLimit}` }] : [];
}

function checkHeader(file: string, source: string): readonly Found[] {
  return source.startsWith("/**") || file === "vitest.config.ts"
    ? []
    : [{ rule: "header", line: 1, what: "no sentence that says what it is" }];
}

function checkName(file: string): readonly Found[] {
  const vague = /(^|[/-])(utils?|helpers?|manager|misc|common)(?=[/.-])/.exec(file);
  return vague ? [{ rule: "name", line: 1, what: `"${vague[2]}" says nothing` }] : [];
}

function checkImport(file: string, one: Import): readonly Found[] {
  const broken = one.specifier.startsWith(".")
    ? relativeRule(file, one)
    : one.specifier.startsWith("#")
      ? ringRule(file, one)
      : packageRule(file, one);
  return broken === null ? [] : [{ rule: broken[0], line: one.line, what: `${one.specifier}: ${broken[1]}` }];
}

type Broken = readonly [rule: string, what: string] | null;

function relativeRule(file: string, one: Import): Broken {
  if (leavesRing(file, one.specifier)) return ["relative", "leaves its ring, use #ring/"];
  return one.specifier.endsWith(".ts") ? null : ["extension", "write the .ts"];
}

function ringRule(file: string, one: Import): Broken {
  if (isWire(one.specifier)) return isOneOf(file, wireImporters) ? null : ["wire", "only main.ts and test/ may"];
  if (!one.specifier.endsWith(".ts")) return ["extension", "write the .ts"];
  const ring = ringOf(file) ?? "";
  return isOneOf(file, freeFiles) || mayImport(ring, one) ? null : ["table", `${ring} may not`];
}

function packageRule(file: string, one: Import): Broken {
  const ring = ringOf(file) ?? "";
  const name = packageOf(one.specifier);
  return isOneOf(file, freeFiles) || rings[ring]?.packages.includes(name) ? null : ["package", `${ring} may not use ${name}`];
}

function isWire(specifier: string): boolean {
  return /^#wire(\.ts)?$/.test(specifier);
}

/** Tests, tools and benchmarks may know one another; what is in `src/` is reached by `#ring/` only. */
function leavesRing(file: string, specifier: string): boolean {
  const target = posix.normalize(posix.join(posix.dirname(file), specifier));
  const outside = ringOf(file) === null && ringOf(target) === null && !target.startsWith("..");
  return !outside && ringOf(file) !== ringOf(target);
}

function mayImport(ring: string, one: Import): boolean {
  const target = one.specifier.slice(1);
  const within = (entry: string): boolean => target === entry || target.startsWith(`${entry}/`);
  const table = rings[ring];
  if (table === undefined) return false;
  return table.rings.some(within) || (one.typeOnly && table.types.some(within));
}

function packageOf(specifier: string): string {
  if (specifier.startsWith("node:")) return "node";
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** Words that code may not say: everywhere, outside listed files, or in pure rings. */
function checkWords(file: string, { code }: Scan): readonly Found[] {
  const pure = !/\.test\.ts$/.test(file) && rings[ringOf(file) ?? ""]?.pure === true;
  return [
    ...findWords("module-mock", /\b(?:vi|jest)\s*\.\s*(?:do)?[mM]ock\b/g, code),
    ...(isOneOf(file, defaultExporters) ? [] : findWords("default-export", /\bexport\s+default\b|\bas\s+default\b/g, code)),
    ...(isOneOf(file, environmentReaders) ? [] : findWords("environment", /\bprocess\s*\.\s*env\b/g, code)),
    ...(pure ? findWords("pure", impure, code) : []),
  ];
}

const impure =
  /\bMath\s*\.\s*random\b|(?<![.\w"])\bDate\b(?=\s*[.(])|(?<![.\w])(?:fetch|setTimeout|setInterval|queueMicrotask)\s*\(|(?<![.\w])(?:process|console|crypto|performance|globalThis)\s*[.[]/g;

function findWords(rule: string, words: RegExp, code: string): readonly Found[] {
  return [...code.matchAll(words)].map((one) => ({ rule, line: code.slice(0, one.index).split("\n").length, what: one[0].trim() }));
}

/** Comments that switch a check off. The brackets keep this file from breaking its own rule. */
function checkSilencers(source: string): readonly Found[] {
  return findWords("silencer", /@ts-(?:ignor[e]|expect-erro[r]|nochec[k])|biome-ignor[e]/g, source);
}
