/** Plans and snapshots as compressed lines of JSON: never one giant string, and a digest of the text before compression. */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { createGunzip, createGzip } from "node:zlib";
import { cleanJson } from "./bulk.ts";

/** A tagged value: `["change", {...}]`. */
export type Line = readonly [tag: string, value: unknown];

export interface Packed {
  readonly sha256: string;
  readonly parts: readonly Uint8Array[];
}

/** Size of one stored part: small enough for one parameter of a statement. */
const partBytes = 1_000_000;
const blockChars = 65_536;

export async function pack(lines: Iterable<Line>): Promise<Packed> {
  const hash = createHash("sha256");
  const chunks: Buffer[] = [];
  const gzip = createGzip({ level: 3 });
  for await (const chunk of Readable.from(hashed(lines, hash)).pipe(gzip)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += partBytes) parts.push(bytes.subarray(at, at + partBytes));
  return { sha256: hash.digest("hex"), parts };
}

function* hashed(lines: Iterable<Line>, hash: ReturnType<typeof createHash>): Generator<Buffer> {
  for (const block of blocks(lines)) {
    const bytes = Buffer.from(block);
    hash.update(bytes);
    yield bytes;
  }
}

function* blocks(lines: Iterable<Line>): Generator<string> {
  let block = "";
  for (const line of lines) {
    block += `${cleanJson(line)}\n`;
    if (block.length < blockChars) continue;
    yield block;
    block = "";
  }
  if (block !== "") yield block;
}

/** Gives every line to `take` and returns the digest of what was really there; throws when it can't be decompressed or parsed. */
export async function unpack(parts: readonly Uint8Array[], take: (line: Line) => void): Promise<string> {
  const hash = createHash("sha256");
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of Readable.from(parts.map((part) => Buffer.from(part))).pipe(createGunzip())) {
    hash.update(chunk);
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(JSON.parse(line) as Line);
  }
  return hash.digest("hex");
}
