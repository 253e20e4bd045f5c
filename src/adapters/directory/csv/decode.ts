/** Bytes of a text file to text: byte order mark, UTF-8 or Latin-1 detected, damaged UTF-8 repaired line by line. */

export interface Decoded {
  readonly text: string;
  /** Numbers of the lines that held bytes invalid in UTF-8, from 1; empty when the whole file is Latin-1. */
  readonly repairedLines: readonly number[];
}

/** Windows-1252 holds all of Latin-1's letters, and the quotes and the œ that French files put in between. */
const latin = new TextDecoder("windows-1252");
const strict = new TextDecoder("utf-8", { fatal: true });

/** Never fails: bytes that aren't UTF-8 are read as Latin-1. UTF-16 is recognised by its mark. */
export function decodeText(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: new TextDecoder("utf-16le").decode(bytes), repairedLines: [] };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: new TextDecoder("utf-16be").decode(bytes), repairedLines: [] };
  try {
    return { text: strict.decode(bytes), repairedLines: [] };
  } catch {
    return hasUtf8Letters(bytes) ? repairLines(bytes) : { text: latin.decode(bytes), repairedLines: [] };
  }
}

/** Latin-1 text practically never holds a lead byte followed by its continuation bytes: `Ã©` is no French. */
function hasUtf8Letters(bytes: Uint8Array): boolean {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return true;
  const binary = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const letters = binary.match(/[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g) ?? [];
  const high = binary.match(/[\x80-\xff]/g)?.length ?? 0;
  const used = letters.reduce((sum, letter) => sum + letter.length, 0);
  return letters.length > high - used;
}

function repairLines(bytes: Uint8Array): Decoded {
  const lines: string[] = [];
  const repairedLines: number[] = [];
  let start = bytes[0] === 0xef ? 3 : 0;
  for (;;) {
    const end = bytes.indexOf(0x0a, start);
    const line = bytes.subarray(start, end < 0 ? bytes.length : end);
    try {
      lines.push(strict.decode(line));
    } catch {
      lines.push(latin.decode(line));
      repairedLines.push(lines.length);
    }
    if (end < 0) return { text: lines.join("\n"), repairedLines };
    start = end + 1;
  }
}
