/** Files of a token's replacement: every step once, every interruption recognised. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { layoutOf, makeLayout } from "./layout.ts";
import { openSecrets } from "./secrets.ts";
import { addSlot, currentToken, dropSlot, finishRotation, formerToken, readRotation, useSlot } from "./token-slots.ts";

let layout: ReturnType<typeof layoutOf>;
beforeEach(() => {
  layout = layoutOf(mkdtempSync(join(tmpdir(), "campus-slots-")));
  makeLayout(layout);
  openSecrets(layout);
});
afterEach(() => rmSync(layout.root, { recursive: true, force: true }));

const slots = () => openSecrets(layout).slots.map(({ name }) => name);
const files = () => readdirSync(layout.secrets).filter((name) => /token|rotation/.test(name));
const inSlot = (name: string) => openSecrets(layout).slots.find((slot) => slot.name === name)?.asToken;

function replace(): void {
  addSlot(layout);
  useSlot(layout);
  dropSlot(layout);
  finishRotation(layout);
}

it("goes from a to b and back, and leaves nothing of the former token", () => {
  const first = currentToken(layout);
  replace();
  const second = currentToken(layout);
  expect([slots(), second === inSlot("b"), files()]).toEqual([["b"], true, ["as-token", "as-token-b", "hs-token-b"]]);
  replace();
  const third = currentToken(layout);
  expect([slots(), third === inSlot("a"), files()]).toEqual([["a"], true, ["as-token", "as-token-a", "hs-token-a"]]);
  expect(new Set([first, second, third]).size).toBe(3);
});

it("has both tokens in force until the old one is dropped, and campus's changes in between", () => {
  const old = currentToken(layout);
  addSlot(layout);
  expect([slots(), currentToken(layout), readRotation(layout).next]).toEqual([["a", "b"], old, "use"]);
  useSlot(layout);
  expect([slots(), currentToken(layout), readRotation(layout).next]).toEqual([["a", "b"], inSlot("b"), "drop"]);
  expect(formerToken(layout)).toBe(old);
  dropSlot(layout);
  expect([slots(), readRotation(layout).next, formerToken(layout)]).toEqual([["b"], "drop", old]);
  finishRotation(layout);
  expect([readRotation(layout), formerToken(layout)]).toEqual([{ from: "b", to: "a", next: "add", isUnderWay: false }, null]);
});

it("takes each step once, however often it is asked", () => {
  addSlot(layout);
  const added = inSlot("b");
  addSlot(layout);
  expect(inSlot("b")).toBe(added);
  useSlot(layout);
  useSlot(layout);
  addSlot(layout);
  expect([currentToken(layout), slots()]).toEqual([added, ["a", "b"]]);
});

it("does nothing before its time", () => {
  const before = files();
  useSlot(layout);
  dropSlot(layout);
  finishRotation(layout);
  expect([files(), slots()]).toEqual([before, ["a"]]);
  addSlot(layout);
  dropSlot(layout);
  finishRotation(layout);
  expect([slots(), readRotation(layout).next]).toEqual([["a", "b"], "use"]);
});

it("makes a slot anew of which a killed attempt wrote one file only", () => {
  addSlot(layout);
  const half = inSlot("b");
  rmSync(join(layout.secrets, "hs-token-b"));
  expect([slots(), readRotation(layout)]).toEqual([["a"], { from: "a", to: "b", next: "add", isUnderWay: true }]);
  addSlot(layout);
  expect(slots()).toEqual(["a", "b"]);
  expect(inSlot("b")).not.toBe(half);
});

it("never uses a second token that was lying there", () => {
  for (const name of ["as-token-b", "hs-token-b"]) writeFileSync(join(layout.secrets, name), "of-unknown-age\n");
  expect(readRotation(layout)).toEqual({ from: "a", to: "b", next: "add", isUnderWay: false });
  addSlot(layout);
  expect(inSlot("b")).not.toBe("of-unknown-age");
});
