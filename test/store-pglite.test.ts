/** The store contract on the embedded database: one instance for the whole file. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openDatabase } from "#adapters/store/open.ts";
import { describeStore } from "./contracts/store.ts";
import { harnessOf } from "./contracts/store-harness.ts";

const folder = await mkdtemp(join(tmpdir(), "campus-store-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

describeStore("PGlite", async () => harnessOf(await openDatabase({ kind: "embedded", folder })));
