/** The filter grammar of RFC 7644 §3.4.2.2, read by hand: `userName eq "a" and (active eq true or emails[type eq "work"])`. */
import { badRequest } from "./errors.ts";
import { type AttributePath, findPath, forgotten, type Lookup } from "./path.ts";
import type { ResourceType } from "./schema.ts";
import { type Token, tokenise } from "./tokens.ts";

export type Comparison = "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le";
const comparisons: ReadonlySet<string> = new Set<Comparison>(["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]);

export type Filter =
  | { readonly is: "and" | "or"; readonly left: Filter; readonly right: Filter }
  | { readonly is: "not"; readonly inner: Filter }
  | { readonly is: "pr"; readonly path: AttributePath }
  | { readonly is: "compare"; readonly how: Comparison; readonly path: AttributePath; readonly value: Literal }
  /** One value of a multi-valued attribute that passes `inner`, whose paths are inside it. */
  | { readonly is: "some"; readonly path: AttributePath; readonly inner: Filter }
  /** About something that campus keeps no copy of: nobody has it. */
  | { readonly is: "none" };

export type Literal = string | number | boolean | null;

const longest = 4096;
const deepest = 12;

export function parseFilter(text: string, type: ResourceType): Filter {
  if (text.length > longest) throw badRequest("invalidFilter", `A filter has at most ${longest} characters.`);
  const reader = new Reader(tokenise(text), { type, refusal: "invalidFilter" });
  const filter = reader.readOr(0);
  reader.expectEnd();
  return filter;
}

/** Reads the tokens once, from left to right. */
class Reader {
  private at = 0;
  private readonly tokens: readonly Token[];
  private readonly lookup: Lookup;
  /** Inside `emails[…]`: the attribute whose sub-attributes are meant. */
  private within: AttributePath | null = null;

  constructor(tokens: readonly Token[], lookup: Lookup) {
    this.tokens = tokens;
    this.lookup = lookup;
  }

  readOr(depth: number): Filter {
    if (depth > deepest) throw badRequest("invalidFilter", `A filter is nested at most ${deepest} times.`);
    let left = this.readAnd(depth);
    while (this.takeWord("or")) left = { is: "or", left, right: this.readAnd(depth) };
    return left;
  }

  private readAnd(depth: number): Filter {
    let left = this.readOne(depth);
    while (this.takeWord("and")) left = { is: "and", left, right: this.readOne(depth) };
    return left;
  }

  private readOne(depth: number): Filter {
    if (this.takeWord("not")) {
      this.expect("(");
      return { is: "not", inner: this.readGroup(depth) };
    }
    if (this.takeMark("(")) return this.readGroup(depth);
    return this.readTerm(depth);
  }

  private readGroup(depth: number): Filter {
    const inner = this.readOr(depth + 1);
    this.expect(")");
    return inner;
  }

  private readTerm(depth: number): Filter {
    const path = this.readPath();
    if (this.takeMark("[")) return this.readSome(path, depth);
    const how = this.next("word").text.toLowerCase();
    if (how === "pr") return path === forgotten ? { is: "none" } : { is: "pr", path };
    if (!comparisons.has(how)) throw this.wrong();
    const { value } = this.next("literal");
    return path === forgotten ? { is: "none" } : { is: "compare", how: how as Comparison, path, value: value ?? null };
  }

  private readSome(path: AttributePath | typeof forgotten, depth: number): Filter {
    if (this.within !== null) throw this.wrong();
    if (path !== forgotten && (!path.attribute.multi || path.sub !== null))
      throw badRequest("invalidFilter", "Only a multi-valued attribute has [ ].");
    if (path === forgotten) return this.skipSome();
    this.within = path;
    const inner = this.readOr(depth + 1);
    this.within = null;
    this.expect("]");
    return { is: "some", path, inner };
  }

  private skipSome(): Filter {
    while (this.tokens[this.at] !== undefined && !this.takeMark("]")) this.at += 1;
    return { is: "none" };
  }

  private readPath(): AttributePath | typeof forgotten {
    const { text } = this.next("word");
    if (this.within === null) return findPath(text, this.lookup);
    const { schema, attribute } = this.within;
    const prefix = schema === null ? "" : `${schema}:`;
    return findPath(`${prefix}${attribute.name}.${text}`, this.lookup);
  }

  private takeWord(word: string): boolean {
    const token = this.tokens[this.at];
    if (token?.is !== "word" || token.text.toLowerCase() !== word) return false;
    this.at += 1;
    return true;
  }

  private takeMark(mark: string): boolean {
    const token = this.tokens[this.at];
    if (token?.is !== "mark" || token.text !== mark) return false;
    this.at += 1;
    return true;
  }

  private expect(mark: string): void {
    if (!this.takeMark(mark)) throw this.wrong();
  }

  private next(is: Token["is"]): Token {
    const token = this.tokens[this.at];
    if (token?.is !== is) throw this.wrong();
    this.at += 1;
    return token;
  }

  expectEnd(): void {
    if (this.at < this.tokens.length) throw this.wrong();
  }

  private wrong() {
    const token = this.tokens[this.at];
    return badRequest(
      "invalidFilter",
      token === undefined ? "The filter ends too early." : `Unexpected in the filter: ${token.text.slice(0, 50)}.`,
    );
  }
}
