/** A process of its own that opens a store and works on it until it is killed: `embedded FOLDER` writes, `lock URL` holds a pass, `lease URL` works under one. */
import { openStore } from "#adapters/store/open.ts";
import { day } from "#core/day.ts";
import { AppError } from "#core/errors.ts";
import { personKey } from "#core/ids.ts";
import type { LedgerWrite } from "#core/ledger.ts";
import { account } from "../contracts/store-world.ts";

export const rowsPerBatch = 25;

/** Batch `n` as one call: its accounts, and its own number, so that a torn batch would show. */
function batch(n: number): LedgerWrite[] {
  const accounts = Array.from({ length: rowsPerBatch }, (_, i): LedgerWrite => {
    const person = personKey(`${n}-${i}`);
    return { kind: "account.set", account: account(i, { person, displayName: "x".repeat(200) }) };
  });
  return [...accounts, { kind: "source.set", source: "batches", people: n }];
}

async function writeForever(folder: string): Promise<void> {
  const store = await openStore({ kind: "embedded", folder });
  const { base } = await store.loadLedger("main", day("2026-09-01"));
  for (let n = (base.sources.get("batches") ?? 0) + 1; ; n += 1) {
    await store.writeLedger("main", batch(n));
    console.log(n);
  }
}

async function holdLock(url: string): Promise<void> {
  const store = await openStore({ kind: "postgres", url });
  await store.lock("held", "writer");
  console.log("locked");
}

/** Holds a short lease and works under it; says what became of every piece of work. */
async function workUnderLease(url: string): Promise<void> {
  const store = await openStore({ kind: "postgres", url }, 1500);
  const lock = await store.lock("frozen", "writer");
  console.log("locked");
  for (let n = 1; ; n += 1) {
    const lost = lock.lost()?.code ?? "mine";
    const written = await lock.store.writeLedger("frozen", batch(n)).then(
      () => "written",
      (error: unknown) => (error instanceof AppError ? error.code : String(error)),
    );
    console.log(`${lost} ${written}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

const [mode, target] = process.argv.slice(2);
if (mode === "embedded" && target) await writeForever(target);
if (mode === "lock" && target) await holdLock(target);
if (mode === "lease" && target) await workUnderLease(target);
