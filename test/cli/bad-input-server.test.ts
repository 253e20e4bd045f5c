/** A Matrix server that fails, refuses or surprises, through the command line: three sentences, nothing destroyed, the next pass ends the work. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { FaultKind } from "../fakes/homeserver/faults.ts";
import { addAccount, type FakeRoom, setMembership } from "../fakes/homeserver/model.ts";
import type { Ended } from "./run-campus.ts";
import {
  agents,
  assignments,
  expectRefusal,
  expectUnharmed,
  goodFiles,
  openSettledSite,
  type SmallSite,
  structures,
} from "./small-site.ts";

const patience = 120_000;
let site: SmallSite;
beforeAll(async () => {
  site = await openSettledSite();
}, patience);
afterAll(() => site.close());

const faults: readonly [string, FaultKind, RegExp, RegExp][] = [
  ["cuts connections", { kind: "cut" }, /injoignable/, /can't be reached/],
  ["refuses the token", { kind: "unauthorized" }, /refuse le jeton/, /token/],
  ["asks to wait for ever", { kind: "limited", retryAfterMs: 3_600_000 }, /limite le débit/, /limit/],
  ["answers 500", { kind: "status", status: 500 }, /erreur/, /500/],
  ["answers a page", { kind: "html", status: 200 }, /n'est pas un serveur Matrix/, /not a Matrix server/],
  ["answers half", { kind: "truncated" }, /erreur|injoignable/, /error|reached/],
];

describe("while campus looks, a server that", () => {
  afterEach(() => expectUnharmed(site), patience);
  test.each(faults)("%s stops the pass", { timeout: patience }, async (_, fault, french, english) => {
    site.homeserver.faults.add(fault);
    const events = site.homeserver.model.events;
    expect(await expectRefusal(site, [])).toMatch(french);
    expect((await site.campus("plan", "--lang", "en")).err).toMatch(english);
    expect(site.homeserver.model.events).toBe(events);
  });
});

describe("while campus writes, a server that", () => {
  const lost = faults.filter(([name]) => name !== "answers half");
  test.each(lost)("%s leaves a pass that the next one ends", { timeout: patience }, async (name, fault, french) => {
    const broken = await syncThrough(name, fault);
    expect([1, 4]).toContain(broken.code);
    expect(broken.out + broken.err).toMatch(french);
    expect(broken.out + broken.err).toMatch(/À faire : [A-Z]/);
    await expectEnded(name);
  });

  test("answers half has done the work: campus looks, and ends the pass itself", { timeout: patience }, async () => {
    const { code, out, err } = await syncThrough("answers half", { kind: "truncated" });
    // Nothing failed; only the departure of the newcomer before this one waits for an approval.
    expect(code, err).toBe(3);
    expect(out).not.toContain("en échec");
    await expectEnded("answers half");
  });
});

/** Each fault meets a newcomer of its own. */
function newcomerOf(name: string): string {
  return `7${faults.findIndex(([one]) => one === name)}`;
}

async function syncThrough(name: string, fault: FaultKind): Promise<Ended> {
  site.put(withNewcomer(newcomerOf(name)));
  site.homeserver.faults.add({ ...fault, on: /^(PUT|POST) /, after: 1 });
  const outcome = await site.campus("sync");
  site.homeserver.faults.clear();
  return outcome;
}

async function expectEnded(name: string): Promise<void> {
  const { model } = site.homeserver;
  // Each newcomer takes the place of the one before: more departures in an hour than campus lets go by itself.
  const ended = await site.campus("sync", "--json", "--approve-as", "Camille");
  expect(JSON.parse(ended.out), ended.err).toMatchObject({ status: "done", converged: true });
  expect(model.accounts.has(userOf(`agent${newcomerOf(name)}`))).toBe(true);
  expect(model.rooms.size).toBe(model.aliases.size);
  const last = await site.campus("plan", "--json");
  expect(JSON.parse(last.out)).toMatchObject({ changes: [] });
}

describe("decisions of others", () => {
  let other: SmallSite;
  beforeAll(async () => {
    other = await openSettledSite();
  }, patience);
  afterAll(() => other.close());

  test("a member banned by a moderator stays out, and it is said", { timeout: patience }, async () => {
    const room = roomOf(other, "#str-ufr-general");
    const key = userOf("agent00001", other);
    setMembership(other.homeserver.model, room, { key, sender: userOf("agent00005", other), content: { membership: "ban" } });
    await expectSaid(other, "member-banned", [/banni/, /banned/]);
    const { code, out } = await other.campus("sync");
    expect(code).toBe(0);
    expect(out).not.toContain("Faire entrer");
    expect(room.members.get(key)?.content.membership).toBe("ban");
    expect(other.writes()).toBe(0);
    expect((await other.campus("why", "agent00001", "structure:UFR/general")).out).toMatch(/non\n.*bann/s);
  });

  test("an account deactivated by other hands is joined nowhere", { timeout: patience }, async () => {
    const { model } = other.homeserver;
    const user = userOf("agent00002", other);
    const account = model.accounts.get(user);
    if (account === undefined) throw new Error("no such account");
    account.deactivated = true;
    for (const room of model.rooms.values()) {
      if (room.joined.has(user)) setMembership(model, room, { key: user, sender: user, content: { membership: "leave" } });
    }
    other.put({ [assignments]: `${goodFiles[assignments]}91;00002;5;AFFECTATION;N;;\n` });
    const { code } = await other.campus("sync");
    expect(code).toBe(0);
    expect([...model.rooms.values()].filter(({ joined }) => joined.has(user))).toEqual([]);
    expect(account.deactivated).toBe(true);
    expect(other.writes()).toBe(0);
    await expectSaid(other, "account-deactivated-outside", [/désactivé définitivement/, /deactivated/]);
  });

  test("an account and an address taken by a stranger are left to the stranger; the rest is done", { timeout: patience }, async () => {
    const { model, serverName } = other.homeserver;
    const squatter = addAccount(model, userOf("agent55", other), "Stranger");
    const strange: FakeRoom = { roomId: "!strange", creator: squatter.userId, state: new Map(), members: new Map(), joined: new Set() };
    setMembership(model, strange, { key: squatter.userId, sender: squatter.userId, content: { membership: "join" } });
    model.rooms.set(strange.roomId, strange);
    model.aliases.set(`#str-new-annonces:${serverName}`, { roomId: strange.roomId, creator: squatter.userId });
    const before = { ...squatter };
    other.put({
      [structures]: `${goodFiles[structures]}60;NEW;NEW;;Structure NEW;COMP;;;1\n`,
      ...withNewcomer(
        "55",
        [1, 2, 3].map((at) => `9${at};0000${at};60;AFFECTATION;N;;`),
      ),
    });
    const { code, out, err } = await other.campus("sync");
    expect(code, out + err).toBe(1);
    expect(out).toMatch(/en échec/);
    expect(out).toMatch(/déjà pris/);
    expect(model.aliases.get(`#str-new-annonces:${serverName}`)?.roomId).toBe(strange.roomId);
    expect([...strange.joined]).toEqual([squatter.userId]);
    expect(model.accounts.get(squatter.userId)).toEqual(before);
    expect(roomOf(other, "#str-new:").joined.size).toBeGreaterThan(2);
    await expectSaid(other, "account-taken", [/sans preuve/, /proof|proven/]);
  });
});

test("a server that is down", { timeout: patience }, async () => {
  const gone = await openSettledSite();
  await gone.homeserver.close();
  await expectRefusal(gone, [/127\.0\.0\.1:\d+/]);
  const doctor = await gone.campus("doctor");
  expect(doctor.code).toBe(1);
  expect(doctor.out).toMatch(/✘ Le serveur Matrix est injoignable.*\n {4}À faire : Vérifiez que Synapse est démarré/);
  await gone.close();
});

function userOf(login: string, { homeserver }: SmallSite = site): string {
  return `@${login}:${homeserver.serverName}`;
}

function roomOf({ homeserver: { model } }: SmallSite, alias: string): FakeRoom {
  const [, found] = [...model.aliases].find(([name]) => name.startsWith(alias)) ?? [];
  const room = model.rooms.get(found?.roomId ?? "");
  if (room === undefined) throw new Error(`no room ${alias} among ${[...model.aliases.keys()].join(" ")}`);
  return room;
}

/** One more person, in the first structure. */
function withNewcomer(number: string, links: readonly string[] = []): Record<string, string> {
  return {
    [agents]: `${goodFiles[agents]}${number};agent${number};Ada;Neuve;;actif;;N;administratif\n`,
    [assignments]: `${goodFiles[assignments]}90;${number};2;AFFECTATION;O;;\n${links.map((link) => `${link}\n`).join("")}`,
  };
}

async function expectSaid(at: SmallSite, code: string, sentences: readonly [RegExp, RegExp]): Promise<void> {
  for (const [index, lang] of ["fr", "en"].entries()) {
    const { out } = await at.campus("plan", "--json", "--lang", lang);
    const { problems } = JSON.parse(out) as { problems: { code: string; text: string }[] };
    expect(problems.find((one) => one.code === code)?.text, JSON.stringify(problems)).toMatch(sentences[index] ?? /^$/);
  }
}
