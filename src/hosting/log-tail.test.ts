/** What an operator is shown of a program's last words. */
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sizeOf, tailSince, turnOver, withoutFrames } from "./log-tail.ts";

it("shows the last lines written since a mark, and turns a large file over", () => {
  const folder = mkdtempSync(join(tmpdir(), "campus-tail-"));
  const log = join(folder, "log");
  expect([sizeOf(log), tailSince(log, 0, 5)]).toEqual([0, []]);
  appendFileSync(log, "old\n");
  const mark = sizeOf(log);
  appendFileSync(log, "one\n\ntwo\nthree\n");
  expect(tailSince(log, mark, 10)).toEqual(["one", "two", "three"]);
  expect(tailSince(log, mark, 2)).toEqual(["two", "three"]);
  turnOver(log, 5);
  expect([sizeOf(log), tailSince(log, mark, 2), sizeOf(`${log}.1`)]).toEqual([0, [], 19]);
  rmSync(folder, { recursive: true });
});

it("drops the frames of a Python traceback and what is said twice", () => {
  const seen = [
    "Traceback (most recent call last):",
    '  File "/x/start.py", line 3, in main',
    "    run(settings)",
    "    ^^^^^^^^^^^^^",
    "Exception: wrong name!",
    "    Exception: wrong name!",
    "*****************",
    "    - indented explanation",
  ];
  expect(withoutFrames(seen)).toEqual(["Exception: wrong name!", "- indented explanation"]);
});
