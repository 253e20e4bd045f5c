/** Writes to the ledger: folded to one net row per key, then a few bulk statements whatever their number. */
import { sql } from "kysely";
import type { LedgerWrite } from "#core/ledger.ts";
import { type BulkRow, cleanJson, deleteRows, upsertRows } from "./bulk.ts";
import {
  accountRow,
  functionKeys,
  functionRow,
  grantRow,
  type LedgerTableName,
  leaveRow,
  ledgerTables,
  memberKeys,
  personKeys,
  roomRow,
} from "./ledger-tables.ts";
import type { Tx } from "./tables.ts";

type Rekey = Extract<LedgerWrite, { kind: "room.rekey" }>;
type Drop = Extract<LedgerWrite, { kind: "room.drop" }>;
type RowWrite = Exclude<LedgerWrite, Rekey | Drop>;
/** Net effect on one row: the row to keep, or only its key when it is dropped. */
interface Net {
  readonly table: LedgerTableName;
  readonly row: BulkRow;
  readonly drop: boolean;
}

/** Same result as `applyWrites` (src/core/apply-writes.ts): within one call the last write of a row wins. */
export async function writeLedger(tx: Tx, server: string, writes: readonly LedgerWrite[]): Promise<void> {
  for (const step of inSteps(writes)) {
    if (step.drops.length > 0) await forgetRooms(tx, server, step.drops);
    else if (step.rekeys.length > 0) await moveRooms(tx, server, step.rekeys);
    else await writeRows(tx, server, step.rows);
  }
}

interface Step {
  readonly rekeys: Rekey[];
  readonly drops: Drop[];
  readonly rows: RowWrite[];
}

const emptyStep = (): Step => ({ rekeys: [], drops: [], rows: [] });

/** Cuts where order matters: a rekey, or a room that is forgotten, waits for the rows before it, and a rekey for one that shares a key with it. */
function inSteps(writes: readonly LedgerWrite[]): Step[] {
  const steps: Step[] = [];
  for (const write of writes) {
    const last = steps.at(-1);
    if (write.kind === "room.rekey") {
      if (last !== undefined && mayJoin(last, write)) last.rekeys.push(write);
      else steps.push({ ...emptyStep(), rekeys: [write] });
    } else if (write.kind === "room.drop") steps.push({ ...emptyStep(), drops: [write] });
    else if (last !== undefined && last.rows.length > 0) last.rows.push(write);
    else steps.push({ ...emptyStep(), rows: [write] });
  }
  return steps;
}

function mayJoin({ rekeys }: Step, { before, after }: Rekey): boolean {
  const keys = rekeys.flatMap((one) => [one.before, one.after]);
  return keys.length > 0 && !keys.includes(before) && !keys.includes(after);
}

async function writeRows(tx: Tx, server: string, writes: readonly RowWrite[]): Promise<void> {
  const nets = new Map<string, Net>();
  for (const write of writes) {
    const net = netOf(write);
    nets.set(
      `${net.table}\0${Object.keys(ledgerTables[net.table].keys)
        .map((key) => net.row[key])
        .join("\0")}`,
      net,
    );
  }
  for (const name of Object.keys(ledgerTables) as LedgerTableName[]) {
    const mine = [...nets.values()].filter((net) => net.table === name);
    await deleteRows(
      tx,
      ledgerTables[name],
      server,
      mine.filter((net) => net.drop).map((net) => net.row),
    );
    await upsertRows(
      tx,
      ledgerTables[name],
      server,
      mine.filter((net) => !net.drop).map((net) => net.row),
    );
  }
}

function netOf(write: RowWrite): Net {
  switch (write.kind) {
    case "account.set":
      return { table: "accounts", row: accountRow(write.account), drop: false };
    case "account.drop":
      return { table: "accounts", row: personKeys(write.person), drop: true };
    case "room.set":
      return { table: "rooms", row: roomRow(write.room), drop: false };
    case "grant.set":
      return { table: "grants", row: grantRow(write.room, write.grant), drop: false };
    case "grant.drop":
      return { table: "grants", row: memberKeys(write.room, write.userId), drop: true };
    case "leave.set":
      return { table: "leaves", row: leaveRow(write.room, write.leave), drop: false };
    case "leave.drop":
      return { table: "leaves", row: memberKeys(write.room, write.userId), drop: true };
    case "absence.set":
      return { table: "absences", row: { ...personKeys(write.person), ...write.absence }, drop: false };
    case "absence.drop":
      return { table: "absences", row: personKeys(write.person), drop: true };
    case "function.set":
      return { table: "functions", row: functionRow(write.seen), drop: false };
    case "function.drop":
      return { table: "functions", row: functionKeys(write), drop: true };
    case "merge.set":
      return { table: "merges", row: { absorbed: write.absorbed, survivor: write.survivor }, drop: false };
    case "merge.drop":
      return { table: "merges", row: { absorbed: write.absorbed }, drop: true };
    case "name.set":
      return { table: "names", row: { ...memberKeys(write.room, write.given.userId), name: write.given.name }, drop: false };
    case "name.drop":
      return { table: "names", row: memberKeys(write.room, write.userId), drop: true };
    case "source.set":
      return { table: "sources", row: { source: write.source, people: write.people }, drop: false };
  }
}

/** Tables that speak of a room, with the column that names it. */
const tablesOfRooms = [
  ["rooms", "key"],
  ["grants", "room"],
  ["leaves", "room"],
  ["given_names", "room"],
] as const;

async function forgetRooms(tx: Tx, server: string, drops: readonly Drop[]): Promise<void> {
  const rooms = drops.map(({ room }) => sql`${room}`);
  for (const [table, column] of tablesOfRooms)
    await sql`delete from ${sql.table(table)} where server = ${server} and ${sql.ref(column)} in (${sql.join(rooms)})`.execute(tx);
}

/** What moves replaces what was under its new key; a key without rows moves nothing. */
async function moveRooms(tx: Tx, server: string, rekeys: readonly Rekey[]): Promise<void> {
  const moves = rekeys.filter((move) => move.before !== move.after).map(({ before, after }) => ({ before, after }));
  if (moves.length === 0) return;
  const json = cleanJson(moves);
  for (const [table, column] of tablesOfRooms) {
    const name = sql.table(table);
    const key = sql.ref(`t.${column}`);
    const list = sql`json_to_recordset(${json}::text::json) as m(before text, after text)`;
    await sql`delete from ${name} t using ${list} where t.server = ${server} and ${key} = m.after
      and exists (select 1 from ${name} s where s.server = ${server} and ${sql.ref(`s.${column}`)} = m.before)`.execute(tx);
    await sql`update ${name} t set ${sql.ref(column)} = m.after from ${list}
      where t.server = ${server} and ${key} = m.before`.execute(tx);
  }
}
