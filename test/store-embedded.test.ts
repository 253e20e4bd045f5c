/** What only an embedded store can meet: a folder with another owner, damaged, full or written by a later version. */
import fs from "node:fs";
import { appendFile, mkdtemp, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { lockFolder } from "#adapters/store/folder-lock.ts";
import { migrate, migrations } from "#adapters/store/migrate.ts";
import { structures } from "#adapters/store/migrations/0006-structures.ts";
import { createStore, openDatabase, openStore } from "#adapters/store/open.ts";
import { thisProcess } from "#adapters/store/process.ts";
import { day } from "#core/day.ts";
import { personKey, structureOf, templateOf } from "#core/ids.ts";
import type { LedgerWrite } from "#core/ledger.ts";
import { account, grant, instant, outcome, room, smallPlan, someone, space, start } from "./contracts/store-world.ts";

let folder: string;
const config = () => ({ kind: "embedded", folder }) as const;
const today = day("2026-09-01");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "campus-embedded-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the lock of a folder", () => {
  const mark = (fields: object) =>
    writeFile(join(folder, "lock"), JSON.stringify({ ...thisProcess(), since: instant, nonce: "x", ...fields }));
  const taken = async () => {
    const lock = await lockFolder(folder).catch((error: unknown) => error);
    if (lock instanceof Error) return lock;
    await (lock as Awaited<ReturnType<typeof lockFolder>>).release();
    return "taken";
  };

  it("refuses a folder whose owner lives, and names it", async () => {
    await mark({});
    expect(await taken()).toMatchObject({ code: "store.locked", params: { folder, pid: process.pid, since: instant } });
  });

  it.each([
    ["a process that is gone", { pid: 4_194_304 }],
    ["an earlier process with the same number", { start: "boot:1" }],
    ["another host that went silent", { host: "elsewhere", old: true }],
  ])("takes the stale lock of %s", async (_name, { old, ...fields }: { old?: boolean; pid?: number; start?: string; host?: string }) => {
    await mark(fields);
    if (old) await utimes(join(folder, "lock"), new Date(0), new Date(0));
    expect(await taken()).toBe("taken");
  });

  it("refuses the lock of another host that still touches it", async () => {
    await mark({ host: `not-${hostname()}`, pid: 1, start: null });
    expect(await taken()).toMatchObject({ code: "store.locked", params: { pid: 1 } });
  });

  it("takes a damaged lock, and leaves nothing behind", async () => {
    await writeFile(join(folder, "lock"), "{");
    expect(await taken()).toBe("taken");
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it("goes to one of many who ask at once over a stale lock", async () => {
    await mark({ pid: 4_194_304 });
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
    const locks = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const owners = await Promise.allSettled(locks.map((lock) => lock.check()));
    expect(owners.filter((owner) => owner.status === "fulfilled")).toHaveLength(1);
    await Promise.all(locks.map((lock) => lock.release()));
  });
});

/** The first opening makes a database: some seconds on a busy machine. */
const patience = { timeout: 60_000 };

describe("an embedded store", patience, () => {
  it("keeps what was written after closing, and frees its folder", async () => {
    const store = await openStore(config());
    const run = await start(store, "main");
    await expect(openStore(config())).rejects.toMatchObject({ code: "store.locked", params: { pid: process.pid } });
    await store.close();
    const again = await openStore(config());
    expect(await again.runs("main", 5)).toEqual([run]);
    await again.close();
  });

  it("writes 10,000 rows and 10,000 outcomes in a handful of statements", async () => {
    let statements = 0;
    const database = await openDatabase(config(), () => {
      statements += 1;
    });
    const store = createStore(database);
    const writes = Array.from({ length: 5_000 }, (_, n): LedgerWrite[] => [
      { kind: "account.set", account: account(n) },
      { kind: "grant.set", room: space, grant: grant(n) },
    ]).flat();
    statements = 0;
    await store.writeLedger("bulk", [{ kind: "room.set", room: room(space) }, ...writes]);
    expect(statements).toBeLessThanOrEqual(5);
    const run = await start(store, "bulk");
    statements = 0;
    await store.saveOutcomes(
      run.id,
      today,
      Array.from({ length: 10_000 }, (_, n) => outcome(`change-${n}`, "applied")),
    );
    expect(statements).toBeLessThanOrEqual(5);
    statements = 0;
    const ledger = await store.loadLedger("bulk", today);
    expect(statements).toBeLessThanOrEqual(13);
    expect([ledger.accounts.size, ledger.grants.get(space)?.size]).toEqual([5_000, 5_000]);
    expect((await store.outcomes(run.id)).at(-1)).toEqual(outcome("change-9999", "applied"));
    await store.close();
  });

  it("keeps one body for equal plans, and forgets old plans but those approved", async () => {
    const database = await openDatabase(config());
    const store = createStore(database);
    const run = await start(store, "purged");
    const approved = await store.savePlan(run.id, smallPlan("purged", "2026-01-01"), "2026-01-01T08:00:00.000Z");
    await store.approve({ planId: approved.id, by: "root", label: "", comment: "", at: instant, guards: [], keys: [] });
    const old = await store.savePlan(run.id, smallPlan("purged", "2026-01-02"), "2026-01-02T08:00:00.000Z");
    const bodies = async () => (await database.db.selectFrom("bodies").select("sha256").execute()).length;
    const before = await bodies();
    for (let n = 0; n < 31; n += 1) await store.savePlan(run.id, smallPlan("purged"), instant);
    expect(await store.loadPlan(old.id)).toBeNull();
    expect(await store.loadPlan(approved.id)).toEqual(approved);
    expect(await bodies()).toBe(before);
    await store.close();
  });

  it("refuses a schema that a later version wrote, and one that fails changes nothing", async () => {
    const database = await openDatabase(config());
    const broken = { version: 1_000_000, name: "broken", statements: ["create table half (a integer)", "create nonsense"] };
    await expect(migrate(database.db, [{ version: 1, name: "first", statements: [] }, broken])).rejects.toThrow("nonsense");
    const { rows } = await sql`select 1 from pg_tables where tablename = 'half'`.execute(database.db);
    expect(rows).toHaveLength(0);
    await sql`insert into campus_schema (version, name) values (1000000, 'later')`.execute(database.db);
    await database.close();
    await expect(openStore(config())).rejects.toMatchObject({
      code: "store.newer",
      params: { found: 1_000_000, known: migrations.at(-1)?.version },
    });
  });

  it("gives the space of a structure whose code ends like a template its new key, and nothing else", async () => {
    const own = { kind: "embedded", folder: join(folder, "rekeyed") } as const;
    const database = await openDatabase(own);
    const keys = ["structure:lab/projets", "structure:lab/projets/general", "structure:LAB/annonces", "structure:LAB/P1", "structure:LAB"];
    for (const key of keys) {
      await sql`insert into rooms (server, key, room_id, alias, name) values ('prod', ${key}, ${`!${key}`}, '', '')`.execute(database.db);
      await sql`insert into leaves (server, room, user_id, how, day) values ('prod', ${key}, '@a:x', 'left', '2026-06-01')`.execute(
        database.db,
      );
    }
    for (const statement of structures.statements) await sql.raw(statement).execute(database.db);
    await database.close();
    const store = await openStore(own);
    const ledger = await store.loadLedger("prod", day("2026-06-02"));
    const expected = [
      "structure:LAB",
      "structure:LAB/P1",
      "structure:LAB/annonces",
      "structure:lab/projets/general",
      "structure:lab/projets/space",
    ];
    expect([...ledger.rooms.keys()].sort()).toEqual(expected);
    expect([...ledger.leaves.keys()].sort()).toEqual(expected);
    expect([...ledger.rooms.values()].map(({ key }) => `${structureOf(key)} ${templateOf(key)}`)).toContain("lab/projets space");
    await store.close();
  });
});

describe("an embedded store on a bad disk", patience, () => {
  const writeSync = fs.writeSync;
  let bad: string;
  afterEach(async () => {
    fs.writeSync = writeSync;
    syncBuiltinESMExports();
    await rm(bad, { recursive: true, force: true });
  });
  const made = async () => {
    bad = await mkdtemp(join(tmpdir(), "campus-bad-"));
    const store = await openStore({ kind: "embedded", folder: bad });
    await store.writeLedger("main", [{ kind: "account.set", account: account(1) }]);
    return store;
  };
  const reopen = () => openStore({ kind: "embedded", folder: bad });

  it("says that the disk is full, stays closed to later calls, and loses nothing once there is room", async () => {
    const store = await made();
    fs.writeSync = () => {
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    };
    syncBuiltinESMExports();
    const many = Array.from(
      { length: 20_000 },
      (_, n): LedgerWrite => ({
        kind: "account.set",
        account: account(n, { person: personKey(`many-${n}`), displayName: "x".repeat(500) }),
      }),
    );
    await expect(store.writeLedger("main", many)).rejects.toMatchObject({ code: "store.full", params: { where: bad } });
    await expect(store.loadLedger("main", today)).rejects.toMatchObject({ code: "store.full" });
    await store.close();
    fs.writeSync = writeSync;
    syncBuiltinESMExports();
    const again = await reopen();
    expect((await again.loadLedger("main", today)).accounts).toEqual(new Map([[someone(1).person, account(1)]]));
    await again.close();
  });

  it("says that the folder is damaged", async () => {
    await (await made()).close();
    await truncate(join(bad, "pg/global/pg_control"), 0);
    await expect(reopen()).rejects.toMatchObject({ code: "store.broken", params: { where: bad } });
    await appendFile(join(bad, "pg/global/pg_control"), Buffer.alloc(8192, 7));
    await expect(reopen()).rejects.toMatchObject({ code: "store.broken" });
    expect(fs.existsSync(join(bad, "lock"))).toBe(false);
  });

  it("never begins anew in a folder that lost its database", async () => {
    await (await made()).close();
    await rm(join(bad, "pg/PG_VERSION"));
    await expect(reopen()).rejects.toMatchObject({ code: "store.broken", params: { why: expect.stringContaining("PG_VERSION") } });
  });

  it("says that a folder can't be made", async () => {
    bad = await mkdtemp(join(tmpdir(), "campus-bad-"));
    await writeFile(join(bad, "file"), "");
    await expect(openStore({ kind: "embedded", folder: join(bad, "file", "store") })).rejects.toMatchObject({ code: "store.unreachable" });
    expect(await readFile(join(bad, "file"), "utf8")).toBe("");
  });
});
