/** News of a run: a moving line on a terminal, a few whole lines elsewhere. */
import { expect, test } from "vitest";
import { type CliContext, openContext } from "./context.ts";
import { showProgress } from "./progress.ts";

function contextOn(err: CliContext["err"]): CliContext {
  const nothing = { write: () => true };
  const deps = () => Promise.reject(new Error("not needed"));
  const given = { out: nothing, err, folder: "/", home: "/", version: "0", user: "essai", signal: new AbortController().signal, deps };
  return { ...openContext(given, {}), lang: "fr" };
}

test("off a terminal a line is written for every tenth, never more", () => {
  const lines: string[] = [];
  const { watch } = showProgress(contextOn({ write: (text) => lines.push(text) }));
  for (let done = 0; done <= 1000; done += 1) watch({ at: "applying", done, total: 1000, last: "member.join" });
  expect(lines).toHaveLength(11);
  expect(lines.at(-1)).toBe("1\u202f000/1\u202f000\u00a0: entrées dans un salon\n");
});

test("on a terminal one line moves and is gone at the end", () => {
  let screen = "";
  const view = showProgress(contextOn({ write: (text) => (screen += text), isTTY: true, columns: 60 }));
  view.watch({ at: "reading", source: "annuaire\u001b[2J" });
  view.watch({ at: "applying", done: 5, total: 10, last: "account.create" });
  view.end();
  expect(screen).not.toContain("\n");
  expect(screen).not.toContain("\u001b[2J");
  expect(screen).toContain("████████████░░░░░░░░░░░░ 5/10");
  expect(screen.endsWith("\r\u001b[2K")).toBe(true);
});
