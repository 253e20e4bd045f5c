/** Leases: who may run the passes of a server. Every lease has a number that only grows, and what is written under an older one is refused. */
import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { type Selectable, sql } from "kysely";
import { AppError } from "#core/errors.ts";
import { type Claim, type Database, type Fence, writing } from "./database.ts";
import type { LeaseRow, Tx } from "./tables.ts";

/** A lease that nobody renewed for this long may be taken over. */
export const defaultLeaseMs = 60_000;
/** Renewals per lease: two may be missed. */
const renewals = 3;

export interface Lease {
  readonly fence: number;
  readonly guard: Fence;
  lost(): AppError | null;
  release(): Promise<void>;
}

export interface LeaseRequest {
  readonly server: string;
  readonly owner: string;
  readonly leaseMs: number;
}

/** @throws AppError run.busy {server, owner, pid, host, since} while somebody alive holds it. */
export async function takeLease(database: Database, request: LeaseRequest): Promise<Lease> {
  const first = await database.claim(request.server);
  const taken = await writing(database, (tx) => (first === null ? takeOver(tx, request) : takeFree(tx, request, first)));
  if (taken !== null) return keepLease(database, request, taken.fence, first ?? (await claimLeft(database, request, taken)));
  await first?.release();
  const row = await database.db.selectFrom("leases").selectAll().where("server", "=", request.server).executeTakeFirst();
  throw busy(request.server, row);
}

function busy(server: string, row: Selectable<LeaseRow> | undefined): AppError {
  const { owner = "", pid = 0, host = "", since = "" } = row ?? {};
  return new AppError("run.busy", { server, owner, pid, host, since });
}

interface Taken {
  readonly fence: number;
  /** Of the former holder. */
  readonly backend: number | null;
}

/**
 * Nobody else can be at work: the claim proves it, unless the holder took over without one. The database's clock counts, so that those
 * of two machines don't matter.
 */
async function takeFree(tx: Tx, { server, owner, leaseMs }: LeaseRequest, { backend }: Claim): Promise<Taken | null> {
  const since = new Date().toISOString();
  const { rows } = await sql<{ fence: number }>`insert into leases (server, fence, owner, pid, host, since, backend, expires)
    values (${server}, 1, ${owner}, ${process.pid}, ${hostname()}, ${since}, ${backend}, ${expiry(leaseMs)})
    on conflict (server) do update set fence = leases.fence + 1, owner = excluded.owner, pid = excluded.pid, host = excluded.host,
      since = excluded.since, backend = excluded.backend, expires = excluded.expires
    where leases.backend is not null or leases.expires < clock_timestamp()
    returning fence`.execute(tx);
  return rows[0] === undefined ? null : { fence: rows[0].fence, backend: null };
}

/** Somebody holds the claim but has not renewed: frozen, or cut off. Of several who find this, the row lets one through. */
async function takeOver(tx: Tx, { server, owner, leaseMs }: LeaseRequest): Promise<Taken | null> {
  const found = await sql<{ backend: number | null }>`select backend from leases
    where server = ${server} and expires < clock_timestamp() for update`.execute(tx);
  if (found.rows[0] === undefined) return null;
  const { rows } = await sql<{ fence: number }>`update leases set fence = fence + 1, owner = ${owner}, pid = ${process.pid},
    host = ${hostname()}, since = ${new Date().toISOString()}, backend = null, expires = ${expiry(leaseMs)}
    where server = ${server} returning fence`.execute(tx);
  return { fence: rows[0]?.fence ?? 0, backend: found.rows[0].backend };
}

function expiry(leaseMs: number) {
  return sql`clock_timestamp() + ${leaseMs}::float8 * interval '1 millisecond'`;
}

/** The frozen holder's connection is ended, and its claim taken; without that right, the lease alone has to do. */
async function claimLeft(database: Database, { server }: LeaseRequest, { backend, fence }: Taken): Promise<Claim | null> {
  if (backend === null || !(await database.evict(backend))) return null;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const claim = await database.claim(server);
    if (claim !== null) {
      await database.db
        .updateTable("leases")
        .set({ backend: claim.backend })
        .where("server", "=", server)
        .where("fence", "=", fence)
        .execute();
      return claim;
    }
    await pause(50);
  }
  return null;
}

function keepLease(database: Database, { server, leaseMs }: LeaseRequest, fence: number, claim: Claim | null): Lease {
  let gone = false;
  let renewed = now();
  const fenced = () => new AppError("run.fenced", { server, fence });
  const renew = async (tx: Tx): Promise<void> => {
    const at = now();
    const { numAffectedRows } = await sql`update leases set expires = ${expiry(leaseMs)}
      where server = ${server} and fence = ${fence}`.execute(tx);
    gone ||= numAffectedRows === 0n;
    if (gone) throw fenced();
    renewed = at;
  };
  // A failure is told by the next write, or by the time that passes.
  const beat = setInterval(() => void writing(database, renew).catch(() => {}), leaseMs / renewals);
  beat.unref();
  return {
    fence,
    guard: renew,
    lost: () => (gone || late(renewed, leaseMs) ? fenced() : null),
    release: async () => {
      clearInterval(beat);
      await endLease(database, server, fence).catch(() => {});
      await claim?.release();
    },
  };
}

/** The number stays; whoever comes next need not wait. */
async function endLease({ db }: Database, server: string, fence: number): Promise<void> {
  await sql`update leases set expires = '-infinity' where server = ${server} and fence = ${fence}`.execute(db);
}

interface Moment {
  readonly clock: number;
  readonly steady: number;
}

/** Both clocks: the steady one stands still while a machine sleeps, the other one may be set back. */
function now(): Moment {
  return { clock: Date.now(), steady: performance.now() };
}

function late(since: Moment, leaseMs: number): boolean {
  const at = now();
  return at.clock - since.clock > leaseMs || at.steady - since.steady > leaseMs;
}
