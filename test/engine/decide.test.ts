/** Taking decisions: what is refused, what is kept, what a preview shows and how an act is bound to it. */
import { beforeEach, describe, expect, it } from "vitest";
import { day } from "#core/day.ts";
import type { Decision } from "#core/decision.ts";
import type { Decided } from "#core/decisions.ts";
import type { PersonRecord, SourceReading } from "#core/directory.ts";
import { type PersonKey, personKey, roomKey, structureKey } from "#core/ids.ts";
import { type Ask, endDecision, overlayOverride, takeDecisions } from "#engine/decide.ts";
import type { PassDeps } from "#engine/deps.ts";
import { leavingsIn, movedDue } from "#engine/leavings.ts";
import { previewAct } from "#engine/preview-decision.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, fixedClock, university } from "./campus.ts";
import { type FakeMatrix, openFakeMatrix } from "./fake-matrix.ts";

const made: Decided = { by: "camille", reason: "demande écrite", since: day("2026-08-27"), until: null };
const one = personKey("00001");
const two = personKey("00002");
const nobody = personKey("99999");

let deps: PassDeps;
let matrix: FakeMatrix;
let reading: SourceReading;

/** A settled site of 12 people. */
beforeEach(async () => {
  reading = university(12);
  matrix = openFakeMatrix();
  deps = depsOf({ homeserver: matrix, store: openMemoryStore(), reading: () => reading }, { clock: fixedClock() });
  await syncPass(deps, { by: "root", approve: approveAll });
});

const take = (decisions: readonly Decision[] | Ask, digest: string | null = null) =>
  takeDecisions(deps, typeof decisions === "function" ? decisions : () => decisions, digest);
const history = () => deps.store.decisionHistory("test", {});
const override = (fields: object, person: PersonKey = one): Decision => ({ kind: "override", value: { person, ...made, ...fields } });
const exemption = (fields: object): Decision => ({
  kind: "exemption",
  value: { person: one, eligible: false, protected: false, rooms: [], ...made, ...fields },
});
const successor = (from: string, to: string): Decision => ({
  kind: "successor",
  value: { structure: structureKey(from), successor: structureKey(to), ...made },
});
const closing = (structure: string): Decision => ({
  kind: "closing",
  value: { structure: structureKey(structure), act: "close", ...made },
});
const leaving = (person: PersonKey, due: string | null): Decision => ({
  kind: "leaving",
  value: { person, act: due === null ? "cancel" : "move", due: due === null ? null : day(due), ...made },
});

describe("is refused, and nothing is recorded:", () => {
  const past = day("2026-08-26");
  it.each<[string, Decision, string]>([
    ["no reason", override({ displayName: "Ada", reason: " \t" }), "decision.no-reason"],
    ["a last day already past", override({ displayName: "Ada", until: past }), "decision.past"],
    ["somebody unknown", override({ displayName: "Ada" }, nobody), "decision.unknown-person"],
    ["nothing forced", override({}), "decision.empty"],
    ["an empty name", override({ displayName: "\u200b " }), "decision.name-invalid"],
    ["a name too long", override({ displayName: "a".repeat(256) }), "decision.name-invalid"],
    ["no address at all", override({ mail: "ada" }), "decision.mail-invalid"],
    ["two addresses", override({ mail: "a@univ-demo.example,b@univ-demo.example" }), "decision.mail-invalid"],
    ["a header smuggled in", override({ mail: "a@univ-demo.example\r\nBcc: b" }), "decision.mail-invalid"],
    ["somebody else's address", override({ mail: "AGENT00002@univ-demo.example" }), "decision.mail-taken"],
    ["an exemption from nothing", exemption({}), "decision.empty"],
    ["a room of no structure", exemption({ rooms: [roomKey("structure:GHOST/general")] }), "decision.unknown-room"],
    ["a departure that is none", leaving(two, null), "decision.not-leaving"],
    ["an unknown structure", successor("LAB1", "GHOST"), "decision.unknown-structure"],
    ["a structure that succeeds itself", successor("LAB1", "LAB1"), "decision.successor-loop"],
    ["the closing of an unknown structure", closing("GHOST"), "decision.unknown-structure"],
    ["the closing of the establishment itself", closing("UNIV"), "decision.establishment"],
    ["a refresh of somebody unknown", { kind: "refresh", value: { person: nobody, ...made } }, "decision.unknown-person"],
    ["a conflict to be ignored", { kind: "ignored", value: { code: "login-shared", subject: null, ...made } }, "decision.not-ignorable"],
  ])("%s", async (_, decision, code) => {
    await expect(take([override({ displayName: "Bien" }, two), decision])).rejects.toMatchObject({ code });
    expect(await history()).toEqual([]);
  });

  it("of a structure closes its rooms at the next pass, and opens them again once it is ended", async () => {
    const closed = () => [...matrix.open.values()].filter((room) => room.name.startsWith("[Fermé] ")).map((room) => room.alias);
    await take([closing("LAB1")]);
    await syncPass(deps, { by: "root", approve: approveAll });
    expect(closed()).toContain("#str-lab1:campus.test");
    await endDecision(deps, { kind: "closing", subject: "LAB1" }, { by: "root", why: "à jour", digest: null });
    await syncPass(deps, { by: "root", approve: approveAll });
    expect(closed()).toEqual([]);
  });

  it("a loop through a successor already decided", async () => {
    await take([successor("LAB1", "LAB2")]);
    await expect(take([successor("LAB2", "LAB1")])).rejects.toMatchObject({ code: "decision.successor-loop" });
  });

  it("an address that somebody else was forced", async () => {
    await take([override({ mail: "nouvelle@univ-demo.example" }, two)]);
    const again = override({ mail: "nouvelle@univ-demo.example" });
    await expect(take([again])).rejects.toMatchObject({ code: "decision.mail-taken", params: { person: two } });
  });

  it("more than 500 at once", async () => {
    const many = Array.from({ length: 501 }, () => override({ displayName: "Ada" }));
    await expect(take(many)).rejects.toMatchObject({ code: "decision.too-many", params: { count: 501, limit: 500 } });
    expect(await history()).toEqual([]);
  });
});

describe("a preview", () => {
  it("shows what the decision adds to the next pass, and writes nothing", async () => {
    const written = matrix.written.length;
    const shown = await previewAct(deps, { take: [override({ displayName: "Ada" })] });
    expect(shown.appears.map(({ key }) => key)).toEqual(["account.rename:00001"]);
    expect([shown.vanishes, shown.held, shown.released, shown.problems]).toEqual([[], [], [], []]);
    expect([await history(), matrix.written.length]).toEqual([[], written]);
  });

  it("shows what a pause makes wait, and what its end lets go", async () => {
    reading = university(12, (person, index): PersonRecord => (index === 5 ? { ...person, displayName: "Nom Nouveau" } : person));
    await deps.store.saveSnapshot("test", (await deps.store.runs("test", 1))[0]?.id ?? "", [reading], 2);
    const pause: Decision = { kind: "pause", value: { scope: "everything", ...made } };
    const shown = await previewAct(deps, { take: [pause] });
    expect(shown.held.map(({ key }) => key)).toEqual(["account.rename:00006"]);
    expect(shown.problems.map(({ code }) => code)).toEqual(["paused"]);
    await take([pause]);
    const over = await previewAct(deps, { end: { kind: "pause", subject: "everything" } });
    expect(over.released.map(({ key }) => key)).toEqual(["account.rename:00006"]);
  });

  it("binds the act: refused once something else would happen, or something else is decided", async () => {
    const shown = await previewAct(deps, { take: [override({ displayName: "Ada" })] });
    const other = await previewAct(deps, { take: [override({ displayName: "Ada L." })] });
    expect(other.digest).not.toBe(shown.digest);
    await expect(take([override({ displayName: "Ada L." })], shown.digest)).rejects.toMatchObject({
      code: "decision.preview-changed",
      params: { digest: other.digest },
    });
    const [account] = [...matrix.people.values()].filter(({ displayName }) => displayName === "Personne 00001");
    if (account) matrix.people.set(account.userId, { ...account, displayName: "Ada" });
    await expect(take([override({ displayName: "Ada" })], shown.digest)).rejects.toMatchObject({ code: "decision.preview-changed" });
    if (account) matrix.people.set(account.userId, account);
    expect(await take([override({ displayName: "Ada" })], shown.digest)).toHaveLength(1);
  });
});

describe("departures", () => {
  const leavers = [2, 3, 4];
  beforeEach(async () => {
    reading = university(12, (person, index): PersonRecord => (leavers.includes(index) ? { ...person, until: "2026-08-20" } : person));
    await syncPass(deps, { by: "root", approve: null });
  });

  it("are decided for all that match, in the number that was seen, each with its own row", async () => {
    const cancelAll =
      (count: number): Ask =>
      (world) =>
        leavingsIn(world, { cause: "announced" }, count).map((person) => leaving(person, null));
    await expect(take(cancelAll(2))).rejects.toMatchObject({ code: "decision.set-changed", params: { expected: 2, found: 3 } });
    const records = await take(cancelAll(3));
    expect(records.map(({ decision }) => decision.value)).toMatchObject(leavers.map((n) => ({ person: `0000${n + 1}`, act: "cancel" })));
    const report = await syncPass(deps, { by: "root", approve: null });
    expect(report.counts).toEqual({ "account.stay": 3 });
  });

  it("are found by structure and by due day", async () => {
    let found: unknown;
    const look: Ask = (world) => {
      found = [
        leavingsIn(world, { structure: structureKey("LAB1") }, 1),
        leavingsIn(world, { dueUntil: day("2026-09-18") }, 0),
        leavingsIn(world, { dueUntil: day("2026-09-19") }, 3).length,
        movedDue(world, personKey("00003"), { days: 7 }),
        movedDue(world, personKey("00003"), { days: -300 }),
      ];
      return [];
    };
    await take(look);
    expect(found).toEqual([["00005"], [], 3, "2026-09-26", "2026-08-27"]);
  });

  it("can be moved to today, not before", async () => {
    const third = personKey("00003");
    await expect(take([leaving(third, "2026-08-26")])).rejects.toMatchObject({ code: "decision.past" });
    await take([leaving(third, "2026-08-27")]);
    expect((await syncPass(deps, { by: "root", approve: null })).counts).toEqual({ "account.lock": 1 });
  });
});

it("ends a decision once, with who ended it and why", async () => {
  await take([override({ displayName: "Ada" })]);
  const which = { kind: "override", subject: one } as const;
  await expect(endDecision(deps, which, { by: "camille", why: " ", digest: null })).rejects.toMatchObject({ code: "decision.no-reason" });
  const shown = await previewAct(deps, { end: which });
  await syncPass(deps, { by: "root", approve: null });
  await expect(endDecision(deps, which, { by: "camille", why: "fini", digest: shown.digest })).rejects.toMatchObject({
    code: "decision.preview-changed",
  });
  const record = await endDecision(deps, which, { by: "camille", why: "fini", digest: null });
  expect(record.ended).toMatchObject({ how: "ended", by: "camille", why: "fini" });
  await expect(endDecision(deps, which, { by: "camille", why: "fini", digest: null })).rejects.toMatchObject({ code: "decision.none" });
});

it("keeps what was forced before, unless it is forced anew or no longer", () => {
  const current = { person: one, displayName: "Ada", mail: "ada@univ-demo.example", ...made };
  expect(overlayOverride(current, { displayName: "Ada L." })).toEqual({ displayName: "Ada L.", mail: "ada@univ-demo.example" });
  expect(overlayOverride(current, { mail: null, disabled: true })).toEqual({ displayName: "Ada", disabled: true });
  expect(overlayOverride({ ...current, disabled: true }, { disabled: null, displayName: null, mail: null })).toEqual({});
  expect(overlayOverride(undefined, { mail: "a@univ-demo.example" })).toEqual({ mail: "a@univ-demo.example" });
});
