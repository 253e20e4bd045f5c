/** The decisions' part of the store contract: what humans decided is kept, ended by people or by the pass that served it, never lost. */
import { expect, it } from "vitest";
import { day } from "#core/day.ts";
import { type Decision, type DecisionKind, type DecisionRecord, decisionKinds, subjectOf } from "#core/decision.ts";
import { noDecisions, type Override } from "#core/decisions.ts";
import { roomId, roomKey, structureKey } from "#core/ids.ts";
import type { RunStatus, Store } from "#engine/ports.ts";
import { type Fresh, instant, someone, start } from "./store-world.ts";

const today = day("2026-09-01");
const later = "2026-09-02T08:00:00.000Z";
const made = { by: "root", reason: "demandé par l’intéressée", since: today, until: null } as const;

export function override(n = 1, fields: Partial<Override> = {}): Decision {
  return { kind: "override", value: { person: someone(n).person, displayName: "Ada", ...made, ...fields } };
}

function refresh(n: number, reason: string = made.reason): Decision {
  return { kind: "refresh", value: { person: someone(n).person, ...made, reason } };
}

const until = day("2026-09-10");
const oneOfEach: readonly Decision[] = [
  override(1, { mail: "ada@univ.example", disabled: true, until }),
  { kind: "exemption", value: { person: someone(2).person, eligible: true, protected: false, rooms: [roomKey("structure:A")], ...made } },
  { kind: "leaving", value: { person: someone(3).person, act: "move", due: day("2026-12-01"), ...made } },
  { kind: "emergency", value: { person: someone(4).person, ...made } },
  refresh(5),
  { kind: "structure-refresh", value: { structure: structureKey("LAB"), ...made } },
  { kind: "closing", value: { structure: structureKey("OLD"), act: "close", ...made } },
  { kind: "successor", value: { structure: structureKey("OLD"), successor: structureKey("NEW"), ...made } },
  { kind: "ignored", value: { code: "login-shared", subject: null, ...made } },
  { kind: "ignored", value: { code: "mail-shared", subject: "48213", ...made, until } },
  { kind: "pause", value: { scope: "everything", ...made } },
  { kind: "pause", value: { scope: "member.remove", ...made, until } },
  {
    kind: "merge",
    value: { absorbed: someone(6).person, survivor: someone(1).person, rooms: [{ room: roomKey("structure:A"), level: 50 }], ...made },
  },
  { kind: "move", value: { person: someone(7).person, localpart: "zoe", rooms: [], ...made } },
  { kind: "adoption", value: { person: someone(8).person, userId: someone(8).userId, verdict: "refuse", ...made } },
  {
    kind: "room-adoption",
    value: { room: roomKey("structure:A/general"), roomId: roomId("!old:campus.test"), verdict: "adopt", ...made },
  },
  { kind: "local-name", value: { person: someone(9).person, room: roomKey("structure:A"), name: "Zoé", ...made } },
  { kind: "erasure", value: { person: someone(10).person, ...made } },
];

export function describeStoreDecisions(fresh: Fresh): void {
  it("gives every kind of decision in force on the day, its last day included, per server", async () => {
    const { store, server } = fresh();
    await store.decide(server, oneOfEach, instant);
    const [
      forced,
      exempted,
      leaving,
      emergency,
      asked,
      askedOfStructure,
      closing,
      successor,
      ignored,
      ignoredOne,
      pause,
      paused,
      merge,
      move,
      adoption,
      roomAdoption,
      localName,
      erasure,
    ] = oneOfEach.map(({ value }) => value);
    const onLastDay = await store.loadDecisions(server, until);
    expect(onLastDay).toEqual({
      overrides: new Map([[someone(1).person, forced]]),
      exemptions: new Map([[someone(2).person, exempted]]),
      leavings: new Map([[someone(3).person, leaving]]),
      emergencies: new Map([[someone(4).person, emergency]]),
      erasures: new Map([[someone(10).person, erasure]]),
      refreshes: new Map([[someone(5).person, asked]]),
      structureRefreshes: new Map([["LAB", askedOfStructure]]),
      closings: new Map([["OLD", closing]]),
      successors: new Map([["OLD", successor]]),
      ignored: new Map([
        ["login-shared", ignored],
        ["mail-shared 48213", ignoredOne],
      ]),
      merges: new Map([[someone(6).person, merge]]),
      moves: new Map([[someone(7).person, move]]),
      adoptions: new Map([[someone(8).person, adoption]]),
      roomAdoptions: new Map([["!old:campus.test", roomAdoption]]),
      localNames: new Map([[`${someone(9).person} structure:A`, localName]]),
      pause,
      pausedKinds: new Map([["member.remove", paused]]),
    });
    const dayAfter = await store.loadDecisions(server, day("2026-09-11"));
    expect(dayAfter).toEqual({
      ...onLastDay,
      overrides: new Map(),
      ignored: new Map([["login-shared", ignored]]),
      pausedKinds: new Map(),
    });
    expect(await store.loadDecisions(`${server}-other`, today)).toEqual(noDecisions);
  });

  it("replaces the decision of the same kind and subject, and keeps the former one with who replaced it", async () => {
    const { store, server } = fresh();
    const [former] = await store.decide(server, [override()], instant);
    const newer = override(1, { displayName: "Ada L.", by: "support", reason: "faute de frappe" });
    const [current] = await store.decide(server, [newer, override(2)], later);
    expect(current).toEqual({ id: current?.id, decision: newer, at: later, ended: null });
    expect([...(await store.loadDecisions(server, today)).overrides.values()]).toEqual([newer.value, override(2).value]);
    const ended = { how: "replaced", at: later, by: "support", why: "faute de frappe", run: null };
    const about = { kinds: ["override"] as const, subject: someone(1).person };
    expect(await store.decisionHistory(server, about)).toEqual([current, { ...former, ended }]);
  });

  it("ends a decision once, by whom and why, and another may follow", async () => {
    const { store, server } = fresh();
    for (const decision of oneOfEach) {
      const [record] = await store.decide(server, [decision], instant);
      const which = { kind: decision.kind, subject: subjectOf(decision) };
      const ended = { how: "ended", at: later, by: "support", why: "retour", run: null };
      const ending = { at: later, by: "support", why: "retour" };
      expect(await store.endDecision(server, which, ending)).toEqual({ ...record, ended });
      expect(await store.endDecision(server, which, ending)).toBeNull();
      expect(await store.endDecision(`${server}-other`, which, ending)).toBeNull();
    }
    expect(await store.loadDecisions(server, today)).toEqual(noDecisions);
    await store.decide(server, [override()], later);
    expect((await store.loadDecisions(server, today)).overrides.size).toBe(1);
  });

  it("tells the history newest first, by kind, by subject, open or ended, up to a limit", async () => {
    const { store, server } = fresh();
    await store.decide(server, oneOfEach, instant);
    await store.endDecision(server, { kind: "pause", subject: "everything" }, { at: later, by: "root", why: "fini" });
    const newestFirst = [...oneOfEach].reverse();
    const decisions = async (filter: Parameters<Store["decisionHistory"]>[1]) =>
      (await store.decisionHistory(server, filter)).map(({ decision }) => decision);
    expect(await decisions({})).toEqual(newestFirst);
    expect(await decisions({ limit: 2 })).toEqual(newestFirst.slice(0, 2));
    for (const kind of decisionKinds) expect(await decisions({ kinds: [kind] })).toEqual(newestFirst.filter((one) => one.kind === kind));
    expect(await decisions({ kinds: [] })).toEqual([]);
    expect(await decisions({ subject: someone(3).person })).toEqual([oneOfEach[2]]);
    expect(await decisions({ open: false })).toEqual([oneOfEach.find(({ kind }) => kind === "pause")]);
    expect(await decisions({ open: true })).toHaveLength(oneOfEach.length - 1);
    expect(await store.decisionHistory(`${server}-other`, {})).toEqual([]);
  });

  it("writes all decisions of one act, or none", async () => {
    const { store, server } = fresh();
    const impossible = { kind: "override", value: null } as unknown as Decision;
    await expect(store.decide(server, [override(1), impossible], instant)).rejects.toThrow();
    expect(await store.decisionHistory(server, {})).toEqual([]);
  });

  describeRefreshes(fresh);
}

function describeRefreshes(fresh: Fresh): void {
  const end = (store: Store, id: string, status: RunStatus) => store.finishRun(id, { status, endedAt: later, figures: {}, error: null });

  it.each(["done", "held"] as const)("serves a refresh request once, when the run that took it ended %s", async (status) => {
    const { store, server } = fresh();
    await store.decide(server, [refresh(1), refresh(2), override()], instant);
    const run = await start(store, server);
    expect(await store.takeRefreshes(server, run.id)).toEqual([refresh(1).value, refresh(2).value]);
    expect((await store.loadDecisions(server, today)).refreshes.size).toBe(2);
    await end(store, run.id, status);
    const decisions = await store.loadDecisions(server, today);
    expect([decisions.refreshes.size, decisions.overrides.size]).toEqual([0, 1]);
    const next = await start(store, server);
    expect(await store.takeRefreshes(server, next.id)).toEqual([]);
    const served = { how: "served", at: later, by: "", why: "", run: run.id };
    const kinds: DecisionKind[] = ["refresh"];
    expect((await store.decisionHistory(server, { kinds })).map(({ ended }: DecisionRecord) => ended)).toEqual([served, served]);
  });

  it.each(["failed", "interrupted", "running"] as const)("gives a request again after a run that ended %s", async (status) => {
    const { store, server } = fresh();
    await store.decide(server, [refresh(1)], instant);
    const run = await start(store, server);
    await store.takeRefreshes(server, run.id);
    if (status !== "running") await end(store, run.id, status);
    const next = await start(store, server);
    expect(await store.takeRefreshes(server, next.id)).toEqual([refresh(1).value]);
    await end(store, next.id, "done");
    expect((await store.loadDecisions(server, today)).refreshes.size).toBe(0);
  });

  it("keeps for the next run a request made again while a run had taken the former one, and those of other servers", async () => {
    const { store, server } = fresh();
    const other = `${server}-other`;
    await store.decide(server, [refresh(1)], instant);
    await store.decide(other, [refresh(1)], instant);
    const run = await start(store, server);
    await store.takeRefreshes(server, run.id);
    await store.decide(server, [refresh(1, "encore"), refresh(2)], later);
    await end(store, run.id, "done");
    const next = await start(store, server);
    expect(await store.takeRefreshes(server, next.id)).toEqual([refresh(1, "encore").value, refresh(2).value]);
    expect((await store.loadDecisions(other, today)).refreshes.size).toBe(1);
    const only = { people: [someone(2).person], structures: [] };
    expect(await store.takeRefreshes(server, next.id, only)).toEqual([refresh(2).value]);
    expect(await store.takeRefreshes(server, next.id, { people: [], structures: [] })).toEqual([]);
    const lab: Decision = { kind: "structure-refresh", value: { structure: structureKey("LAB"), ...made } };
    await store.decide(server, [lab], later);
    expect(await store.takeRefreshes(server, next.id, { people: [], structures: [structureKey("LAB")] })).toEqual([lab.value]);
    await end(store, next.id, "done");
    expect((await store.loadDecisions(server, today)).structureRefreshes.size).toBe(0);
    await expect(store.takeRefreshes(server, "424242")).rejects.toMatchObject({ code: "plan.unknown" });
  });
}
