/** Turns what is wrong in a YAML file into lines "file:line path: message", all of them. */
import { type Document, isNode, type LineCounter } from "yaml";
import type { z } from "zod";

export interface Located {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

type Path = readonly PropertyKey[];

/** One line per issue, in the order of the file. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], where: Located): readonly string[] {
  const found = issues.flatMap((issue) => splitIssue(issue));
  const placed = found.map(({ path, message }) => ({
    line: lineOf(path, where),
    text: `${path.map(String).join(".") || "/"}: ${message}`,
  }));
  placed.sort((a, b) => a.line - b.line);
  return placed.map(({ line, text }) => `  ${where.file}:${line} ${text}`);
}

/** An unknown key is an issue of its own, at its own line; of a union's branches the nearest one speaks. */
function splitIssue(issue: z.core.$ZodIssue): { path: Path; message: string }[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: issue.message }));
  }
  return [{ path: issue.path, message: issue.message }];
}

/** Line of the nearest ancestor that the file holds; 1 when there is none. */
function lineOf(path: Path, { document, lines }: Located): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = keyOrValue(document, path.slice(0, length));
    if (node !== null) return lines.linePos(node).line;
  }
  return 1;
}

function keyOrValue(document: Document, path: Path): number | null {
  const node = document.getIn(path, true);
  return isNode(node) && node.range ? node.range[0] : null;
}
