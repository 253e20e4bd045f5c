/** People on the whole platform: they sign in through CAS, see their spaces and rooms, and talk. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PassEnd, PassOrder } from "../lab/campus-pass.ts";
import { enterCas, type Signed, signInByCas } from "../lab/lab-people.ts";
import { hasPlatform, type LabPlatform, startLab } from "../lab/platform-lab.ts";
import { eventually, startScript } from "../lab/processes.ts";
import { openTcpProxy } from "../lab/tcp-proxy.ts";

const v3 = "/_matrix/client/v3";
/** Logins of the small university: two people of the same structure. */
const logins = ["agent00001", "agent00005"] as const;

interface SyncRoom {
  readonly timeline: {
    readonly events: readonly { readonly type: string; readonly sender: string; readonly content: { readonly body?: string } }[];
  };
  readonly state: { readonly events: readonly { readonly type: string; readonly content: Readonly<Record<string, unknown>> }[] };
}

describe.skipIf(!hasPlatform())("people on a platform that campus filled", () => {
  let lab: LabPlatform;
  let folder = "";
  let one: Signed;
  let other: Signed;

  beforeAll(async () => {
    lab = await startLab();
    folder = mkdtempSync(join(tmpdir(), "campus-client-"));
    const { internalUrl: baseUrl, serverName, asToken } = lab;
    const order: PassOrder = { server: "lab", folder, baseUrl, serverName, asToken, people: 12, approve: true, command: "sync" };
    const end = await passOf(order);
    expect(end).toMatchObject({ status: "done", converged: true, failed: 0, held: 0 });
    enterCas(lab, logins);
    one = await signInByCas(lab, logins[0]);
    other = await signInByCas(lab, logins[1]);
  });
  afterAll(async () => {
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function passOf(what: PassOrder): Promise<PassEnd> {
    const script = await startScript("test/lab/campus-pass.ts", [JSON.stringify(what)]);
    const end = JSON.parse(await script.nextLine()) as PassEnd;
    await script.end("SIGTERM");
    return end;
  }

  async function roomsOf(person: Signed): Promise<ReadonlyMap<string, { readonly id: string; readonly isSpace: boolean }>> {
    const { body } = await person.ask("GET", `${v3}/sync?timeout=0`);
    const joined = (body.rooms as { join: Readonly<Record<string, SyncRoom>> }).join;
    const entries = Object.entries(joined).map(([id, { state, timeline }]) => {
      const events = [...state.events, ...(timeline.events as unknown as SyncRoom["state"]["events"])];
      const of = (type: string) => events.find((event) => event.type === type)?.content ?? {};
      return [String(of("m.room.name").name), { id, isSpace: of("m.room.create").type === "m.space" }] as const;
    });
    return new Map(entries);
  }

  it("see their spaces and rooms, and nobody else's", async () => {
    const rooms = await roomsOf(one);
    expect(
      [...rooms]
        .filter(([, { isSpace }]) => isSpace)
        .map(([name]) => name)
        .sort(),
    ).toHaveLength(2);
    expect([...rooms].filter(([, { isSpace }]) => !isSpace).length).toBeGreaterThanOrEqual(3);
    const space = [...rooms].find(([name, { isSpace }]) => isSpace && name.includes("LAB1"));
    const tree = await one.ask("GET", `/_matrix/client/v1/rooms/${encodeURIComponent(space?.[1].id ?? "")}/hierarchy`);
    expect((tree.body.rooms as readonly unknown[]).length).toBeGreaterThanOrEqual(3);
    expect([...rooms.keys()].join()).not.toContain("LAB2");
  });

  it("send and receive, in a room and in a chat of two", async () => {
    const general = [...(await roomsOf(one))].find(([name]) => name.startsWith("Général"))?.[1].id ?? "";
    const chat = await one.ask("POST", `${v3}/createRoom`, { preset: "trusted_private_chat", is_direct: true, invite: [other.userId] });
    const direct = String(chat.body.room_id);
    expect(await other.ask("POST", `${v3}/rooms/${encodeURIComponent(direct)}/join`, {})).toMatchObject({ status: 200 });
    for (const room of [general, direct]) {
      const text = `bonjour de ${room}`;
      const sent = await one.ask("PUT", `${v3}/rooms/${encodeURIComponent(room)}/send/m.room.message/${Date.now()}`, {
        msgtype: "m.text",
        body: text,
      });
      expect(sent).toMatchObject({ status: 200 });
      const received = await eventually(
        async () =>
          (await other.ask("GET", `${v3}/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=5`)).body
            .chunk as SyncRoom["timeline"]["events"],
        (events) => events?.some(({ content, sender }) => content.body === text && sender === one.userId),
      );
      expect(received.map(({ content }) => content.body)).toContain(text);
    }
  });

  it("dm-body-never-reaches-campus: what they write, even to Agent Smith, is in no answer that campus is given", async () => {
    const secret = "ceci ne regarde personne";
    const smith = `@${lab.agentSmith}:${lab.serverName}`;
    const general = [...(await roomsOf(one))].find(([name]) => name.startsWith("Général"))?.[1].id ?? "";
    const chat = await one.ask("POST", `${v3}/createRoom`, {
      preset: "trusted_private_chat",
      is_direct: true,
      invite: [other.userId, smith],
    });
    for (const room of [general, String(chat.body.room_id)]) {
      const path = `${v3}/rooms/${encodeURIComponent(room)}/send/m.room.message/dm`;
      expect(await one.ask("PUT", path, { msgtype: "m.text", body: secret })).toMatchObject({ status: 200 });
    }
    const heard: Buffer[] = [];
    const proxy = await openTcpProxy(Number(new URL(lab.internalUrl).port), (_before, chunk) => {
      heard.push(chunk);
      return true;
    });
    const { serverName, asToken } = lab;
    const baseUrl = `http://127.0.0.1:${proxy.port}`;
    const order: PassOrder = { server: "lab", folder, baseUrl, serverName, asToken, people: 14, approve: true, command: "sync" };
    expect(await passOf(order)).toMatchObject({ status: "done", converged: true });
    await proxy.close();
    const all = Buffer.concat(heard).toString("utf8");
    expect(all).toContain("Personne 00014");
    expect(all).not.toContain(secret);
  });

  it("are found by their names and read the retention notice in Element's files", async () => {
    const found = await one.ask("POST", `${v3}/user_directory/search`, { search_term: "Personne 00005" });
    expect(found.body).toMatchObject({ results: [{ user_id: other.userId }] });
    const config = await (await fetch(`${lab.site.elementUrl}config.json`)).json();
    expect(config).toMatchObject({ default_server_config: { "m.homeserver": { base_url: expect.stringContaining(lab.baseUrl) } } });
    const welcome = await (await fetch(`${lab.site.elementUrl}welcome.html`)).text();
    expect(welcome).toContain("90");
  });
});
