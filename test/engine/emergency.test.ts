/** Emergency locks: at once, beside a pass, without directory or store, and in force until somebody lifts them (docs/RULES.md §3, §12). */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openEmergencyFile } from "#adapters/store/emergency-file.ts";
import type { SourceReading } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import type { UserId } from "#core/ids.ts";
import { type EmergencyOrder, emergency } from "#engine/emergency.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, university } from "./campus.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const user = (n: number): UserId => `@agent${String(n).padStart(5, "0")}:campus.test` as UserId;

async function campus(count = 25) {
  const folder = mkdtempSync(join(tmpdir(), "campus-emergency-"));
  folders.push(folder);
  const state = { reading: university(count) as SourceReading };
  const matrix = openFakeMatrix();
  const store = openMemoryStore();
  const clock = fixedClock("2026-10-01");
  const kept = openEmergencyFile(join(folder, "emergency.jsonl"));
  const deps = { ...depsOf({ homeserver: matrix, store, reading: () => state.reading }, { clock }), kept };
  const sync = (approve: typeof approveAll | null = null) => syncPass(deps, { by: "root", approve });
  const act = (order: Partial<EmergencyOrder> & { person: string }, over: object = {}) =>
    emergency({ ...deps, ...over }, { act: "lock", why: "compte volé", compromised: false, by: "rssi", ...order });
  await sync(approveAll);
  matrix.written.splice(0);
  const isLocked = (n: number) => matrix.people.get(user(n))?.locked;
  return { folder, state, matrix, store, clock, kept, deps, sync, act, isLocked };
}

describe("an emergency lock", () => {
  it("is one request, a saved plan of one change with its reason, and a decision that passes keep until it is lifted", async () => {
    const { matrix, store, sync, act, isLocked, state } = await campus();
    expect(await act({ person: "00003" })).toEqual({ userId: user(3), person: "00003", sent: true, storeFailure: null });
    expect(matrix.written.map(({ what }) => what)).toEqual(["lock"]);
    const [run] = await store.runs("test", 1);
    expect(run).toMatchObject({ by: "rssi", status: "done", scope: { people: ["00003"] } });
    const saved = await store.loadPlan(run?.planId ?? "");
    expect(saved?.plan.changes).toMatchObject([
      {
        kind: "account.lock",
        before: "open",
        after: "locked",
        cause: "emergency",
        reason: { code: "emergency-lock", params: { by: "rssi", why: "compte volé" } },
      },
    ]);
    expect(await store.outcomes(run?.id ?? "")).toMatchObject([{ status: "applied", weight: null }]);
    expect((await sync()).changes).toBe(0);
    state.reading = university(25, (person, index) => (index === 2 ? { ...person, displayName: "Nouveau Nom" } : person));
    await sync();
    expect(isLocked(3)).toBe(true);
    expect(await act({ act: "unlock", person: "agent00003" })).toMatchObject({ sent: true });
    expect(isLocked(3)).toBe(false);
    // What waited for the end of it.
    expect((await sync()).counts).toEqual({ "account.rename": 1 });
    expect((await sync()).changes).toBe(0);
  });

  it("deletes the sessions of somebody whose account was taken over", async () => {
    const { matrix, act } = await campus();
    await act({ person: user(4), compromised: true });
    expect(matrix.written.map(({ what }) => what)).toEqual(["lock", "sign-out"]);
  });

  it("waits for no pass: one that is running neither loses it nor opens the account again", async () => {
    const { matrix, act, sync, isLocked, state, store } = await campus();
    await act({ person: "00003" });
    await act({ act: "unlock", person: "00003" });
    state.reading = university(25, (person, index) => (index === 2 ? { ...person, state: "disabled" } : person));
    await sync();
    expect(isLocked(3)).toBe(true);
    // They come back, and somebody else gets a new name; in the middle of that pass the alarm is given.
    state.reading = university(25, (person, index) => (index === 6 ? { ...person, displayName: "Autre Nom" } : person));
    const found = matrix.reader.accounts;
    let locking: Promise<unknown> | null = null;
    matrix.reader.accounts = async () => {
      const seen = await found();
      locking ??= act({ person: "00003" });
      await locking;
      return seen;
    };
    const report = await sync();
    await locking;
    expect(report.failed).toBe(0);
    expect(isLocked(3)).toBe(true);
    matrix.reader.accounts = found;
    await sync();
    expect(isLocked(3)).toBe(true);
    const { accounts } = await store.loadLedger("test", "2026-10-01" as never);
    expect([...accounts.values()].find(({ userId }) => userId === user(3))?.state).toBe("locked");
    expect((await store.runs("test", 9)).filter(({ status }) => status === "interrupted")).toEqual([]);
  });

  it("an unlock by a pass that had not heard of it is undone at once", async () => {
    const { matrix, act, isLocked } = await campus();
    const details = matrix.reader.details;
    let opened = false;
    matrix.reader.details = async (users) => {
      // The pass's own unlock was on its way.
      if (!opened) await matrix.accounts.unlock(user(3));
      opened = true;
      return details(users);
    };
    await act({ person: "00003" });
    expect(isLocked(3)).toBe(true);
  });

  it("needs no directory", async () => {
    const { act, isLocked, deps } = await campus();
    const broken = {
      sources: deps.sources.map((source) => ({ ...source, read: () => Promise.reject(new AppError("source.unreachable", {})) })),
    };
    await act({ person: "agent00005" }, broken);
    expect(isLocked(5)).toBe(true);
  });

  it("ignores pauses and a guard that holds everything else", async () => {
    const { act, sync, store, isLocked, state, clock } = await campus();
    const pause = { scope: "everything", by: "root", reason: "travaux", since: clock.today(), until: null } as const;
    await store.decide("test", [{ kind: "pause", value: pause }], clock.now());
    state.reading = university(25, (person, index) => (index < 20 ? { ...person, state: "disabled" } : person));
    await sync();
    await act({ person: "00025" });
    expect([isLocked(25), isLocked(1)]).toEqual([true, false]);
  });

  it("never touches campus's own identities, nor anybody unknown", async () => {
    const { act, matrix, deps } = await campus();
    const { agentSmith, connector } = deps.policy.identities;
    for (const name of [agentSmith, connector]) {
      await expect(act({ person: `@${name}:campus.test` }, { store: null })).rejects.toMatchObject({ code: "lock.service" });
    }
    await expect(act({ person: "personne" })).rejects.toMatchObject({ code: "lock.unknown" });
    await expect(act({ person: "@etranger:ailleurs.example" })).rejects.toMatchObject({ code: "lock.unknown" });
    expect(matrix.written).toEqual([]);
  });

  it("is given by one person five times in ten minutes; then somebody else has to go on", async () => {
    const { act, clock, isLocked } = await campus();
    for (const n of [1, 2, 3, 4, 5]) await act({ person: `0000${n}` });
    await expect(act({ person: "00006" })).rejects.toMatchObject({ code: "lock.too-many" });
    expect(isLocked(6)).toBe(false);
    await act({ person: "00006", by: "administrateur" });
    clock.time += 600_001;
    await act({ person: "00007" });
    expect([isLocked(6), isLocked(7)]).toEqual([true, true]);
  });

  it("while the store can't be written is on the disk before it is sent, and the next pass takes it from there", async () => {
    const { act, sync, folder, matrix, store, isLocked, kept, state } = await campus();
    const order: string[] = [];
    matrix.onWrite = ({ what }) => order.push(`${what}: ${readFileSync(join(folder, "emergency.jsonl"), "utf8").includes(user(8))}`);
    expect(await act({ person: "agent00008" }, { store: null })).toMatchObject({ sent: true, storeFailure: "store.locked" });
    matrix.onWrite = () => {};
    expect(order).toEqual(["lock: true"]);
    state.reading = university(25, (person, index) => (index === 7 ? { ...person, displayName: "Autre Nom" } : person));
    const report = await sync();
    expect(report.status).not.toBe("failed");
    expect(isLocked(8)).toBe(true);
    expect(await kept.read()).toEqual([]);
    const { emergencies } = await store.loadDecisions("test", "2026-10-01" as never);
    expect([...emergencies.values()]).toMatchObject([{ person: "00008", by: "rssi", reason: "compte volé" }]);
    expect((await sync()).changes).toBe(0);
  });

  it("whose request doesn't come through is decided all the same: the next pass obeys", async () => {
    const { act, sync, matrix, isLocked } = await campus();
    matrix.onWrite = () => {
      throw new AppError("matrix.unreachable", {});
    };
    await expect(act({ person: "00003" })).rejects.toMatchObject({ code: "matrix.unreachable" });
    matrix.onWrite = () => {};
    expect(await sync()).toMatchObject({ counts: { "account.lock": 1 }, status: "done" });
    expect(isLocked(3)).toBe(true);
  });

  it("lifted from somebody whom the source disabled meanwhile leaves them locked", async () => {
    const { act, sync, isLocked, state } = await campus();
    state.reading = university(25, (person, index) => (index === 2 ? { ...person, state: "disabled" } : person));
    await sync();
    await act({ person: "00003" });
    expect(await act({ act: "unlock", person: "00003" })).toMatchObject({ sent: false });
    expect(isLocked(3)).toBe(true);
  });
});
