/** Bytes of a PostgreSQL server while a COPY runs: rows together, chunk by chunk as they arrive, every other message by itself. */

/** Letters of messages: a row of COPY; the server is ready for the next query. */
const copyData = 0x64;
export const readyForQuery = 0x5a;
/** A letter, then the length of what follows, itself included, in 4 bytes. */
const head = 5;
const tab = 0x09;

export interface CopyTarget {
  /** Rows one after the other, a tab after each in place of its newline; `ends` are the places after those tabs. */
  rows(bytes: Buffer, ends: readonly number[]): void;
  /** A whole message of another kind, head included. */
  other(message: Buffer): void;
}

/** Gives what it is fed to `target`, in order. Writes over the bytes it was fed. */
export function createCopyFrames(target: CopyTarget): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const rows = gatherRows(bytes, target);
    let at = 0;
    for (let end = endOf(bytes, at); end <= bytes.length; end = endOf(bytes, at)) {
      if (bytes[at] === copyData) rows.add(at + head, end);
      else {
        rows.give();
        target.other(bytes.subarray(at, end));
      }
      at = end;
    }
    rows.give();
    rest = bytes.subarray(at);
  };
}

/** Where the message that starts there ends; nowhere while its head is not whole. */
function endOf(bytes: Buffer, at: number): number {
  return at + head <= bytes.length ? at + 1 + bytes.readUInt32BE(at + 1) : Number.POSITIVE_INFINITY;
}

/** Rows are moved to the beginning of the bytes, one behind the other. */
function gatherRows(bytes: Buffer, target: CopyTarget) {
  let ends: number[] = [];
  let written = 0;
  return {
    add(start: number, end: number) {
      bytes.copyWithin(written, start, end);
      written += end - start;
      bytes[written - 1] = tab;
      ends.push(written);
    },
    give() {
      if (written > 0) target.rows(bytes.subarray(0, written), ends);
      written = 0;
      ends = [];
    },
  };
}
