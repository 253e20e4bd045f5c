/** An embedded store killed while it writes: the next opening finds every committed transaction whole, and takes the stale lock. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "#adapters/store/open.ts";
import { day } from "#core/day.ts";
import { startScript } from "../lab/processes.ts";
import { rowsPerBatch } from "../lab/store-writer.ts";

/** Milliseconds after the first commit of a life: seeded, spread over starts, commits and checkpoints. */
const moments = [0, 7, 31, 83, 149, 211];

describe("an embedded store killed while writing", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "campus-kill-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("keeps every committed transaction whole", async () => {
    let last = 0;
    for (const moment of moments) {
      const writer = await startScript("test/lab/store-writer.ts", ["embedded", folder]);
      const told: number[] = [Number(await writer.nextLine())];
      void (async () => {
        for (;;) told.push(Number(await writer.nextLine()));
      })().catch(() => {});
      await pause(moment);
      await writer.end("SIGKILL");
      await pause(20);
      const store = await openStore({ kind: "embedded", folder });
      const ledger = await store.loadLedger("main", day("2026-09-01"));
      await store.close();
      const found = ledger.base.sources.get("batches") ?? 0;
      expect(found).toBeGreaterThanOrEqual(told.at(-1) ?? 0);
      expect(ledger.accounts.size).toBe(found * rowsPerBatch);
      expect(found).toBeGreaterThan(last);
      last = found;
    }
  });

  it("survives a kill during its very first start", async () => {
    for (const moment of [150, 450, 900]) {
      const writer = await startScript("test/lab/store-writer.ts", ["embedded", folder]);
      await pause(moment);
      await writer.end("SIGKILL");
    }
    const store = await openStore({ kind: "embedded", folder });
    expect((await store.runs("main", 1)).length).toBe(0);
    await store.close();
  });

  it("refuses a second process while the first lives, and names it", async () => {
    const writer = await startScript("test/lab/store-writer.ts", ["embedded", folder]);
    await writer.nextLine();
    const locked = { code: "store.locked", params: { folder, pid: writer.pid, since: expect.stringMatching(/^\d{4}-/) } };
    await expect(openStore({ kind: "embedded", folder })).rejects.toMatchObject(locked);
    expect(JSON.parse(await readFile(join(folder, "lock"), "utf8"))).toMatchObject({ pid: writer.pid });
    await writer.end("SIGKILL");
    await (await openStore({ kind: "embedded", folder })).close();
  });
});
