/** Messages of PostgreSQL's protocol, however the network cuts them. */
import { expect, test } from "vitest";
import { createCopyFrames } from "./copy-frames.ts";

function message(letter: string, content: string): Buffer {
  const body = Buffer.from(content);
  const head = Buffer.alloc(5);
  head.write(letter);
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** What is given on, rows as text between "⏎" and other messages by their letter. */
function readAll(chunks: readonly Buffer[]): string {
  let seen = "";
  const push = createCopyFrames({
    rows(bytes, ends) {
      let start = 0;
      for (const end of ends) {
        seen += `${bytes.toString("utf8", start, end - 1)}⏎`;
        if (bytes[end - 1] !== 9) throw new Error("no tab");
        start = end;
      }
      if (start !== bytes.length) throw new Error("bytes after the last row");
    },
    other: (one) => {
      seen += `[${one.toString("latin1", 0, 1)}${one.length}]`;
    },
  });
  for (const chunk of chunks) push(Buffer.from(chunk));
  return seen;
}

const stream = Buffer.concat([
  message("H", "\0\0\0"),
  message("d", "1\tZoé\n"),
  message("d", "2\t\n"),
  message("N", "notice"),
  message("d", "3\tœuvre\n"),
  message("c", ""),
  message("C", "COPY 3\0"),
  message("Z", "T"),
]);
const expected = "[H8]1\tZoé⏎2\t⏎[N11]3\tœuvre⏎[c5][C12][Z6]";

test("rows and other messages come in order", () => expect(readAll([stream])).toBe(expected));

test("wherever it is cut, in two or byte by byte", () => {
  for (let at = 1; at < stream.length; at += 1) {
    expect(readAll([stream.subarray(0, at), stream.subarray(at)]), `cut at ${at}`).toBe(expected);
  }
  expect(readAll([...stream].map((byte) => Buffer.from([byte])))).toBe(expected);
});
