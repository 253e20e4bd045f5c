/** Everything that can befall the answers of a real LDAP server or PostgreSQL: whole or not at all, nothing done from a part, well again afterwards. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DirectorySource } from "#engine/ports.ts";
import { syncPass } from "#engine/sync.ts";
import { todayOf } from "#sample/calendar.ts";
import { approveAll, depsOf, fixedClock, sourceOf, university } from "../engine/campus.ts";
import { type FakeMatrix, openFakeMatrix } from "../engine/fake-matrix.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { type IllSource, openIllLdap, openIllPostgres, type SourceDay } from "../lab/ill-source.ts";
import { hasPostgres } from "../lab/postgres-client.ts";
import { hasSlapd } from "../lab/slapd.ts";
import { type OnAnswer, openTcpProxy } from "../lab/tcp-proxy.ts";
import { replayPolicy } from "../sample/replay.ts";

/** Bytes of answers after which entries are on their way, long before the last one. */
const middle = 9_000;
const from = (start: number, then: ReturnType<OnAnswer> | ((chunk: Buffer) => ReturnType<OnAnswer>)): OnAnswer => {
  return (before, chunk) => {
    if (before + chunk.length <= start) return true;
    return typeof then === "function" ? then(chunk) : then;
  };
};

/** Fault → what it does to answers; null = nobody listens. */
const harmless: readonly (readonly [string, OnAnswer])[] = [
  ["a delay before each answer", () => ({ bytes: 1_000_000, everyMs: 15 })],
  ["answers in small pieces", () => ({ bytes: 3_000, everyMs: 1 })],
];
const slow = { bytes: 1, everyMs: 40 };
/** Of the two connections one may be about to greet when the other is in the middle. */
const cutCodes = ["source.partial", "source.unreachable"];
const common: readonly (readonly [string, OnAnswer | null, readonly string[]])[] = [
  ["nobody listens", null, ["source.unreachable"]],
  ["a reset at the first answer", from(0, "reset"), ["source.unreachable"]],
  ["a connection closed at the first answer", from(0, "end"), ["source.unreachable"]],
  ["silence from the first answer on", from(0, false), ["source.timeout"]],
  ["a reset in the middle", from(middle, "reset"), cutCodes],
  ["a connection closed in the middle", from(middle, "end"), cutCodes],
  ["an answer cut short, then nothing", from(middle, cutShort()), ["source.timeout"]],
  ["silence in the middle", from(middle, false), ["source.timeout"]],
  ["a byte now and then", from(middle, slow), ["source.timeout"]],
  ["bytes that are no answer", from(middle, (chunk) => Buffer.alloc(chunk.length, 0xff)), ["source.partial", "source.timeout"]],
];

/** Half of the first piece, then nothing any more. */
function cutShort(): (chunk: Buffer) => Buffer | false {
  let cut = false;
  return (chunk) => {
    if (cut) return false;
    cut = true;
    return chunk.subarray(0, Math.floor(chunk.length / 2));
  };
}

/** The end of a bind (0x61) or of a search (0x65) with another result code in place of success (RFC 4511 §4.1.9). */
function withResult(operation: 0x61 | 0x65, code: number): OnAnswer {
  return (_before, chunk) => {
    const at = chunk.indexOf(Buffer.from([operation, 0x07, 0x0a, 0x01, 0x00]));
    return at < 0 ? true : Buffer.concat([chunk.subarray(0, at + 4), Buffer.from([code]), chunk.subarray(at + 5)]);
  };
}

/** What a PostgreSQL that starts, stops or has no room answers instead of a greeting. */
function withError(code: string): OnAnswer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0Mrefused by the test\0\0`);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(fields.length + 4);
  return from(0, () => Buffer.concat([Buffer.from("E"), length, fields]));
}

const ofLdap: typeof common = [
  ["busy (51) when binding", withResult(0x61, 51), ["source.unreachable"]],
  ["unavailable (52) when binding", withResult(0x61, 52), ["source.unreachable"]],
  ["busy (51) at the end of a page", withResult(0x65, 51), ["source.unreachable"]],
  ["unavailable (52) at the end of a page", withResult(0x65, 52), ["source.unreachable"]],
  ["unwilling (53) at the end of a page", withResult(0x65, 53), ["source.refused"]],
  ["another error (80) at the end of a page", withResult(0x65, 80), ["source.refused"]],
  ["a limit of time (3) at the end of a page", withResult(0x65, 3), ["source.partial"]],
];
const ofPostgres: typeof common = [
  ["starting up (57P03)", withError("57P03"), ["source.unreachable"]],
  ["shut down by an administrator (57P01)", withError("57P01"), ["source.unreachable"]],
  ["too many connections (53300)", withError("53300"), ["source.unreachable"]],
];

const kinds = [
  ["LDAP", hasSlapd, openIllLdap, [...common, ...ofLdap]],
  ["PostgreSQL", hasPostgres, openIllPostgres, [...common, ...ofPostgres]],
] as const;

describe.each(kinds)("%s", (_kind, has, open, faults) => {
  let ill: IllSource;
  beforeAll(async () => {
    if (has()) ill = await open();
  });
  afterAll(() => ill?.stop());

  /** A server filled on day 0; day 1 has come since. */
  async function world() {
    const matrix = openFakeMatrix();
    const clock = fixedClock(todayOf(0));
    const deps = depsOf(
      { homeserver: matrix, store: openMemoryStore(), reading: () => university(0) },
      { clock, policy: replayPolicy("campus.test") },
    );
    const sync = (sources: readonly DirectorySource[], approve: typeof approveAll | null = null) =>
      syncPass({ ...deps, sources }, { by: "root", approve });
    expect(await sync([direct(0)], approveAll)).toMatchObject({ status: "done", converged: true });
    clock.day = todayOf(1);
    return { matrix, deps, sync };
  }
  const direct = (day: SourceDay) => ill.source(day, ill.port(day));
  /** What `work` gives when day 1 is read through the fault. */
  async function through<T>(fault: OnAnswer | null, work: (source: DirectorySource) => Promise<T>): Promise<T> {
    const proxy = await openTcpProxy(ill.port(1), fault ?? undefined);
    if (fault === null) await proxy.close();
    try {
      return await work(ill.source(1, proxy.port));
    } finally {
      if (fault !== null) await proxy.close();
    }
  }

  it.runIf(has()).each(harmless)("%s changes nothing: the pass is done", async (_name, fault) => {
    const { sync } = await world();
    const report = await through(fault, (source) => sync([source]));
    expect(report).toMatchObject({ status: "done", converged: true, failed: 0 });
    expect(report.applied).toBeGreaterThan(0);
    expect(await sync([direct(1)])).toMatchObject({ changes: 0 });
  });

  it.runIf(has()).each(faults)(
    "%s stops the pass: nothing done, the last reading kept, the next pass does the rest",
    async (_name, fault, codes) => {
      const { matrix, deps, sync } = await world();
      const kept = await deps.store.latestSnapshot("test");
      const written = matrix.written.length;
      const failure = await through(fault, (source) => sync([source]).catch((error: { code?: string }) => error));
      expect(codes).toContain("code" in failure ? failure.code : null);
      expect(matrix.written.length).toBe(written);
      expect(await deps.store.latestSnapshot("test")).toEqual(kept);
      expect((await deps.store.runs("test", 1))[0]).toMatchObject({
        status: "failed",
        planId: null,
        error: { code: expect.stringMatching(/^source\./) },
      });
      expect(await sync([direct(1)])).toMatchObject({ status: "done", converged: true, failed: 0, held: 0 });
      quiet ??= await undisturbed();
      expect(portrait(matrix)).toEqual(quiet);
    },
  );

  // What an optional source does is the engine's own; one fault of each outcome shows that it hears of them all.
  const optional = faults.filter(([name]) => /listens|reset in the middle|short|51.*page/.test(name));
  it.runIf(has()).each(optional)(
    "%s, where the source may be missing: its age is told, nothing is taken from anybody",
    async (_name, fault, codes) => {
      const { matrix, deps, sync } = await world();
      const written = matrix.written.length;
      const last = await deps.store.latestSnapshot("test");
      const other = sourceOf(() => ({ ...university(3), source: "autre", structures: [] }));
      const report = await through(fault, (source) =>
        sync([
          { ...source, required: false },
          { ...other, name: "autre" },
        ]),
      );
      const told = report.sources.find(({ source }) => source !== "autre");
      expect(told).toMatchObject({ people: null, readAt: last?.[0]?.readAt });
      expect(codes).toContain(told?.failure?.code);
      expect(report.plan.plan.guards).toContainEqual(expect.objectContaining({ name: "source-missing", verdict: "held" }));
      const done = matrix.written.slice(written).map(({ what }) => what);
      expect(done.filter((what) => !["create", "join", "invite"].includes(what))).toEqual([]);
    },
  );

  /** What stands when day 1 is read without any fault. */
  async function undisturbed(): Promise<object> {
    const { matrix, sync } = await world();
    expect(await sync([direct(1)])).toMatchObject({ status: "done", converged: true });
    return portrait(matrix);
  }
  let quiet: object | null = null;
});

function portrait({ people, open }: FakeMatrix): object {
  const rooms = [...open.values()].map(({ alias, name, members, levels }) => ({
    alias,
    name,
    members: [...members].sort(),
    levels: [...levels].sort(),
  }));
  return { people: [...people].sort(), rooms: rooms.sort((one, other) => (one.alias < other.alias ? -1 : 1)) };
}
