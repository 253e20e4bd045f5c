/** The SCIM endpoint on the embedded database. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openStore } from "#adapters/store/open.ts";
import { describeScim } from "./scim-suite.ts";

const folder = await mkdtemp(join(tmpdir(), "campus-scim-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

describeScim("PGlite", () => openStore({ kind: "embedded", folder }));
