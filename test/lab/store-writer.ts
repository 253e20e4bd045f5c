/** A process of its own that opens a store and works on it until it is killed: `embedded FOLDER` writes, `lock URL` holds a pass. */
import { openStore } from "#adapters/store/open.ts";
import { day } from "#core/day.ts";
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

const [mode, target] = process.argv.slice(2);
if (mode === "embedded" && target) await writeForever(target);
if (mode === "lock" && target) await holdLock(target);
