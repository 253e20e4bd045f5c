/** adopt rooms, room and release on a small site: proposed, reviewed in a file, shown, decided by name, held, carried out, given back. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAccount } from "../fakes/homeserver/model.ts";
import { openSmallSite, type SmallSite } from "./small-site.ts";

let site: SmallSite;
const rooms: Record<string, string> = {};
beforeAll(async () => {
  site = await openSmallSite();
  await joinedServer();
}, 60_000);
afterAll(() => site.close());

const seconds = 60_000;
const user = (login: string) => `@${login}:${site.homeserver.serverName}`;

/** People have had accounts since before campus; some of them made rooms. The k-th structure has agents k, k+4, k+8… */
async function joinedServer(): Promise<void> {
  const { model } = site.homeserver;
  for (let index = 1; index <= 25; index += 1) {
    const login = `agent${String(index).padStart(5, "0")}`;
    const account = addAccount(model, user(login), `Zoé Essai ${index}`);
    account.externalIds.push({ auth_provider: "cas", external_id: login });
    model.holders.set(`cas\0${login}`, account.userId);
  }
  addAccount(model, user("visiteur"), "Visiteur");
  const ofUfr = ["agent00001", "agent00005", "agent00009", "agent00013", "agent00017"];
  rooms.space = await make(ofUfr, { name: "STRUCTURE  UFR", creation_content: { type: "m.space" } });
  rooms.general = await make([...ofUfr, "visiteur"], { name: "general — ufr" });
  rooms.few = await make(["agent00002"], { name: "Général – LAB" });
  rooms.alias = await make(["agent00003"], { name: "Le coin du service", room_alias_name: "str-serv-general" });
  rooms.first = await make(["agent00004", "agent00008", "agent00012", "agent00016"], { name: "DSI" });
  rooms.second = await make(["agent00004", "agent00008", "agent00012", "agent00020", "agent00016"], { name: "Général DSI" });
  rooms.chorale = await make(["agent00004"], { name: "Chorale" });
  await make(["agent00004", "agent00008"], {});
}

async function make(logins: readonly string[], body: object): Promise<string> {
  const [first = "", ...others] = logins;
  const created = await ask(first, "createRoom", { preset: "private_chat", room_version: "11", ...body });
  const room = String(created.room_id);
  for (const login of others) {
    await ask(first, `rooms/${encodeURIComponent(room)}/invite`, { user_id: user(login) });
    await ask(login, `rooms/${encodeURIComponent(room)}/join`, {});
  }
  return room;
}

async function ask(login: string, path: string, body: object): Promise<Record<string, unknown>> {
  const { baseUrl, asToken } = site.homeserver;
  const address = `${baseUrl}/_matrix/client/v3/${path}?user_id=${encodeURIComponent(user(login))}`;
  const headers = { authorization: `Bearer ${asToken}`, "content-type": "application/json" };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as Record<string, unknown>;
}

interface Proposed {
  readonly proposals: readonly {
    readonly place: string;
    readonly roomId: string;
    readonly score: number | null;
    readonly common: number;
    readonly expected: number;
    readonly members: number;
    readonly same: { readonly name: boolean; readonly alias: boolean };
    readonly ambiguous: boolean;
  }[];
  readonly others: readonly { readonly name: string }[];
  readonly unnamed: number;
}

describe("rooms from before campus", () => {
  test("are proposed by name and people or by alias, with their score; what is ambiguous is shown twice", {
    timeout: seconds,
  }, async () => {
    site.writes();
    const { code, out, err } = await site.campus("adopt", "rooms", "--propose", "--json");
    expect(code, err).toBe(0);
    const { proposals, others, unnamed } = JSON.parse(out) as Proposed;
    const told = proposals.map(({ place, roomId, score, ambiguous, same }) => [place, roomId, score, ambiguous, same.name, same.alias]);
    expect(told).toEqual([
      ["structure:DSI/general", rooms.second, 0.83, true, true, false],
      ["structure:DSI/general", rooms.first, 0.67, true, true, false],
      ["structure:SERV/general", rooms.alias, 0.17, false, false, true],
      ["structure:UFR", rooms.space, 0.71, false, true, false],
      ["structure:UFR/general", rooms.general, 0.71, false, true, false],
    ]);
    expect(proposals.at(-1)).toMatchObject({ members: 6, expected: 7, common: 5 });
    expect([others.map(({ name }) => name).sort(), unnamed]).toEqual([["Chorale", "Général – LAB"], 1]);
    const shown = (await site.campus("adopt", "rooms")).out;
    expect(shown).toContain("5 des 7 personnes attendues et 1 autres");
    expect(shown).toContain("ambigu");
    expect(site.writes()).toBe(0);
  });

  test("are written to a file, reviewed, shown and decided about at once; a file with a bad line decides nothing", {
    timeout: seconds,
  }, async () => {
    const written = await site.campus("adopt", "rooms", "--csv", "rooms.csv");
    expect(written.code, written.err).toBe(0);
    const text = readFileSync(join(site.folder, "rooms.csv"), "utf8");
    expect(text.split("\r\n").length).toBe(7);
    const bad = [text.trimEnd(), "#nulle-part:univ-fake.example;UFR;annonces", `${rooms.chorale};XXX;general`, `${rooms.few};UFR`, ""].join(
      "\r\n",
    );
    writeFileSync(join(site.folder, "bad.csv"), bad);
    const refused = await site.campus("adopt", "rooms", "--from", "bad.csv", "--why", "reprise");
    expect(refused.code).toBe(1);
    for (const words of [
      "ligne 3 : structure:DSI/general a déjà son salon",
      "ligne 7 : #nulle-part",
      "ligne 8 : La structure XXX",
      "ligne 9 : structure:UFR a déjà",
    ])
      expect(refused.err.replaceAll(/[\u00a0\u202f]/g, " ")).toContain(words);
    writeFileSync(join(site.folder, "worse.csv"), "room;structure;template\n;UFR;general\n");
    expect((await site.campus("adopt", "rooms", "--from", "worse.csv", "--why", "x")).err).toContain("worse.csv");
    const kept = text.split("\r\n").filter((line) => !line.startsWith(rooms.first ?? ""));
    writeFileSync(join(site.folder, "good.csv"), kept.join("\r\n"));
    const preview = await site.campus("adopt", "rooms", "--from", "good.csv", "--why", "reprise", "--preview", "--json");
    expect(preview.code, preview.err).toBe(0);
    const { appears } = JSON.parse(preview.out) as { appears: { key: string; held?: string }[] };
    const adopted = appears.filter(({ key }) => key.startsWith("room.adopt:")).map(({ key }) => key);
    expect(adopted.length).toBe(4);
    expect(JSON.parse((await site.campus("decide", "list", "--kind", "room-adoption", "--json")).out)).toMatchObject({ decisions: [] });
    const done = await site.campus("adopt", "rooms", "--from", "good.csv", "--why", "reprise");
    expect(done.code, done.err).toBe(0);
    expect(done.out).toContain(`Le salon ${rooms.general} est structure:UFR/general`);
    expect(done.out).toContain("attend une approbation");
  });

  test("become campus's own once approved, keep their people, and can be given back", { timeout: seconds }, async () => {
    const pass = await site.campus("sync", "--approve-as", "Camille", "--json");
    // What the rooms have otherwise is put back by the next pass.
    expect(pass.code, pass.err).toBe(2);
    expect(JSON.parse(pass.out)).toMatchObject({ converged: false, failed: 0, changes: { "room.adopt": 4 } });
    const { model } = site.homeserver;
    expect(model.rooms.get(rooms.general ?? "")?.joined.has(user("visiteur"))).toBe(true);
    expect(model.rooms.get(rooms.general ?? "")?.joined.has(user("agent00021"))).toBe(true);
    expect(model.rooms.get(rooms.chorale ?? "")?.joined.size).toBe(1);
    const second = await site.campus("sync", "--json");
    expect(second.code, second.err).toBe(0);
    expect(Object.keys((JSON.parse(second.out) as { changes: object }).changes).sort()).toEqual(["room.rename", "room.restore"]);
    expect((await site.campus("plan")).code).toBe(0);
    const again = await site.campus("adopt", "room", rooms.chorale ?? "", "UFR", "general", "--why", "x");
    expect(again.err.replaceAll(/[\u00a0\u202f]/g, " ")).toContain("structure:UFR/general a déjà son salon");
    const made = JSON.parse((await site.campus("adopt", "release", "structure:LAB/general", "--why", "x", "--json")).out || "{}") as object;
    expect(made).toEqual({});
    const back = await site.campus("adopt", "release", "structure:UFR/general", "--why", "erreur");
    expect(back.code, back.err).toBe(0);
    site.writes();
    expect((await site.campus("sync")).code).toBe(0);
    expect(model.rooms.get(rooms.general ?? "")?.joined.has(user("visiteur"))).toBe(true);
    expect([...model.aliases.values()].some(({ roomId }) => roomId === rooms.general)).toBe(false);
    const waiting = await site.campus("plan");
    expect([waiting.code, waiting.out.includes("reprise de salons")]).toEqual([3, true]);
  });
});
