/** The store contract on a real PostgreSQL, and what only a server can do wrong. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrations } from "#adapters/store/migrate.ts";
import { createStore, openDatabase, openStore } from "#adapters/store/open.ts";
import { day } from "#core/day.ts";
import { describeStore } from "../contracts/store.ts";
import { harnessOf } from "../contracts/store-harness.ts";
import { everyKind } from "../contracts/store-ledger.ts";
import { instant, start } from "../contracts/store-world.ts";
import { findPostgres, type LabPostgres, startPostgres } from "../lab/postgres.ts";
import { eventually, startScript } from "../lab/processes.ts";

const bin = findPostgres();
if (bin === null && !process.env.CI) console.warn("skipped: PostgreSQL is not installed (apt-get install postgresql)");

describe.skipIf(bin === null && !process.env.CI)("PostgreSQL", () => {
  let server: LabPostgres;
  beforeAll(async () => {
    if (bin === null) throw new Error("PostgreSQL is not installed");
    server = await startPostgres(bin);
  });
  afterAll(async () => server?.stop());
  const config = () => ({ kind: "postgres", url: server.url }) as const;

  describeStore("Postgres", async () => harnessOf(await openDatabase(config())));

  it("migrates once when several open it at the same moment", async () => {
    const stores = await Promise.all([1, 2, 3].map(() => openStore(config())));
    await Promise.all(stores.map((store) => store.close()));
    const { db, close } = await openDatabase(config());
    expect(
      await db
        .selectFrom("campus_schema" as never)
        .selectAll()
        .execute(),
    ).toHaveLength(migrations.length);
    await close();
  });

  it("lets one pass at a time work on a server, over two stores", async () => {
    const [one, two] = [await openStore(config()), await openStore(config())];
    const lock = await one.lock("shared", "campus sync");
    const busy = { code: "run.busy", params: expect.objectContaining({ server: "shared", owner: "campus sync", pid: process.pid }) };
    await expect(two.lock("shared", "campus apply")).rejects.toMatchObject(busy);
    await lock.release();
    await (await two.lock("shared", "campus apply")).release();
    await Promise.all([one.close(), two.close()]);
  });

  it("frees the pass of a process that was killed", async () => {
    const holder = await startScript("test/lab/store-writer.ts", ["lock", server.url]);
    expect(await holder.nextLine()).toBe("locked");
    const store = await openStore(config());
    await expect(store.lock("held", "me")).rejects.toMatchObject({ code: "run.busy", params: { pid: holder.pid } });
    await holder.end("SIGKILL");
    await expect
      .poll(() =>
        store.lock("held", "me").then(
          (lock) => lock.release(),
          () => "busy",
        ),
      )
      .toBe(undefined);
    await store.close();
  });

  it("takes over from a process that froze, and refuses it everything once it wakes up", async () => {
    const writer = await startScript("test/lab/store-writer.ts", ["lease", server.url]);
    expect(await writer.nextLine()).toBe("locked");
    expect(await writer.nextLine()).toBe("mine written");
    writer.child.kill("SIGSTOP");
    const store = await openStore(config());
    await expect(store.lock("frozen", "second")).rejects.toMatchObject({ code: "run.busy", params: { pid: writer.pid } });
    const take = () => store.lock("frozen", "second").catch(() => null);
    const lock = await eventually(take, (taken) => taken !== null);
    expect(lock?.fence).toBe(2);
    await lock?.store.writeLedger("frozen", [{ kind: "source.set", source: "batches", people: -1 }]);
    writer.child.kill("SIGCONT");
    let line = await writer.nextLine();
    while (line === "mine written") line = await writer.nextLine();
    // What was on its way when it froze is refused by the store; from then on the process knows before it asks.
    if (line !== "run.fenced run.fenced") expect(line).toMatch(/^mine (run\.fenced|store\.unreachable)$/);
    expect(await writer.nextLine()).toBe("run.fenced run.fenced");
    expect((await store.loadLedger("frozen", day("2026-09-01"))).base.sources.get("batches")).toBe(-1);
    await writer.end("SIGKILL");
    await expect(store.lock("frozen", "third")).rejects.toMatchObject({ code: "run.busy", params: { owner: "second" } });
    await lock?.release();
    await store.close();
  });

  it("says unreachable when the server goes, and works again when it is back", async () => {
    const database = await openDatabase(config());
    const store = createStore(database);
    await store.writeLedger("outage", everyKind);
    await server.kill();
    await expect(store.runs("outage", 1)).rejects.toMatchObject({ code: "store.unreachable" });
    await expect(openStore(config())).rejects.toMatchObject({ code: "store.unreachable" });
    await server.start();
    expect((await store.loadLedger("outage", day("2026-09-01"))).accounts.size).toBe(3);
    await store.close();
  });

  it("says unreachable for a database that doesn't exist, without the password", async () => {
    const url = server.url.replace("campus@", "campus:s3cret@").replace("/postgres", "/nowhere");
    const error = await openStore({ kind: "postgres", url }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "store.unreachable", params: { why: expect.stringContaining("nowhere") } });
    expect(JSON.stringify(error)).not.toContain("s3cret");
  });

  it("leaves nothing of a call that fails half-way", async () => {
    const store = await openStore(config());
    const run = await start(store, "half");
    const huge = { kind: "source.set", source: "ldap", people: 3_000_000_000 } as const;
    await expect(store.writeLedger("half", [...everyKind, huge])).rejects.toThrow();
    expect((await store.loadLedger("half", run.today)).accounts.size).toBe(0);
    await store.finishRun(run.id, { status: "failed", endedAt: instant, figures: {}, error: null });
    await store.close();
  });
});
