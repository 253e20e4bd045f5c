/** Files of the state folder on real disks: modes, wholeness, no room left. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { AppError } from "#core/errors.ts";
import { secretNames } from "#platform/site.ts";
import { layoutOf, makeLayout } from "./layout.ts";
import { onDisk, readIfThere, requireSpace, writePrivate } from "./private-files.ts";
import { openSecrets } from "./secrets.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function codeOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
  return "nothing thrown";
}

it("writes for the owner only, and leaves nothing beside", () => {
  writePrivate(join(folder, "a"), "one");
  writePrivate(join(folder, "a"), "two");
  expect(readIfThere(join(folder, "a"))).toBe("two");
  expect(statSync(join(folder, "a")).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["a"]);
  expect(readIfThere(join(folder, "b"))).toBeNull();
});

it("names the folder when the disk is full", () => {
  expect(codeOf(() => onDisk("/state", () => writeFileSync("/dev/full", "x")))).toBe("platform.disk-full");
  expect(codeOf(() => requireSpace(folder, Number.MAX_SAFE_INTEGER))).toBe("platform.disk-full");
  expect(codeOf(() => requireSpace(folder, 1))).toBe("nothing thrown");
});

it("makes secrets once, unlike each other, 0600 in a 0700 folder", () => {
  const layout = layoutOf(folder);
  makeLayout(layout);
  const first = openSecrets(layout);
  expect(openSecrets(layout)).toEqual(first);
  const names = readdirSync(layout.secrets);
  const { pgpass, ...random } = secretNames; // Rendered from the others where it is needed.
  const made = ["as-token-a", "hs-token-a", "signing-key", ...Object.values(random)];
  expect(names.sort()).toEqual(made.sort());
  expect(names).not.toContain(pgpass);
  const texts = new Map(names.map((name) => [name, readIfThere(join(layout.secrets, name))]));
  // Campus uses the token of the slot in force; every other secret is its own.
  expect(texts.get("as-token")).toBe(texts.get("as-token-a"));
  expect(new Set(texts.values()).size).toBe(names.length - 1);
  expect(names.map((name) => statSync(join(layout.secrets, name)).mode & 0o777)).toEqual(names.map(() => 0o600));
  expect(statSync(layout.secrets).mode & 0o777).toBe(0o700);
  expect(first.signingKey).toMatch(/^ed25519 a_[0-9a-f]{6} [A-Za-z0-9+/]{43}$/);
});
