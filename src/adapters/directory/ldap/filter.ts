/** Search filters (RFC 4515) written by people. */
import { FilterParser } from "ldapts";
import { AppError } from "#core/errors.ts";

/** Throws config.invalid {details}. ldapts's parser forgives parentheses that don't match, and would read something else. */
export function checkFilter(filter: string, where: string): void {
  try {
    FilterParser.parseString(filter);
    if (!isBalanced(filter)) throw new Error("parentheses do not match");
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError("config.invalid", { details: `  ${where}: ${filter}: ${why}` }, cause);
  }
}

/** Parentheses inside values are written \28 and \29. Nothing may follow the one that closes the first. */
function isBalanced(filter: string): boolean {
  let depth = 0;
  for (let at = 0; at < filter.length; at += 1) {
    if (filter[at] === "(") depth += 1;
    else if (filter[at] === ")") depth -= 1;
    if (depth <= 0) return depth === 0 && at === filter.length - 1;
  }
  return false;
}

/** Attributes that a filter compares: `(&(objectClass=person)(!(uid=x*)))` → objectClass, uid. */
export function filterAttributes(filter: string): string[] {
  return [...filter.matchAll(/\(\s*([A-Za-z][\w.-]*)(?:;[\w-]+)*\s*(?:[~<>]?=|:)/g)].map((match) => match[1] ?? "");
}
