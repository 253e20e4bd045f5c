/** The end of a log, from where it stood when a program was started: what an operator needs to see when it dies. */
import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from "node:fs";

const most = 16_384;

/** Size of a file now; 0 when it doesn't exist. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Moves a log aside once it is larger than `bytes`; one older copy is kept. */
export function turnOver(path: string, bytes: number): void {
  if (sizeOf(path) > bytes) renameSync(path, `${path}.1`);
}

/** At most `lines` last non-empty lines written after `from` bytes. */
export function tailSince(path: string, from: number, lines: number): readonly string[] {
  if (sizeOf(path) === 0) return [];
  const file = openSync(path, "r");
  try {
    const end = fstatSync(file).size;
    const start = Math.max(Math.min(from, end), end - most);
    const buffer = Buffer.alloc(end - start);
    readSync(file, buffer, 0, buffer.length, start);
    const all = buffer.toString("utf8").split("\n");
    return all.filter((line) => line.trim() !== "").slice(-lines);
  } finally {
    closeSync(file);
  }
}

/** A Python traceback without its frames, each remaining line once: what went wrong, without where in the program. */
export function withoutFrames(lines: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let afterFrame = false;
  for (const line of lines) {
    const text = line.trim();
    const isFrame = /^File ".*", line \d+/.test(text);
    const isNoise = /^(Traceback \(|[~^]+$|\*{5,}$|[)\]}],?$)/.test(text);
    if (!isFrame && !isNoise && !(afterFrame && /^\s{4}/.test(line)) && !kept.includes(text)) kept.push(text);
    afterFrame = isFrame || (afterFrame && isNoise);
  }
  return kept;
}
