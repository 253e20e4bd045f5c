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

/** Latin-1 text practically never holds a lead byte followed by continuation bytes: `Ã©` is no French. */
function hasUtf8Letters(bytes: Uint8Array): boolean {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  if (hasMark) return true;
  let valid = 0;
  let invalid = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    let follows = 1;
    while (follows < length && ((bytes[i + follows] ?? 0) & 0xc0) === 0x80) follows += 1;
    if (length > 1 && follows === length) valid += 1;
    else invalid += 1;
    i += follows - 1;
  }
  return valid > invalid;
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
