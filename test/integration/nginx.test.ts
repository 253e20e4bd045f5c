/** A real nginx on rendered files: which process gets which request, what stays together, what a dead process changes. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasNginx, type LabNginx, openNginx } from "../lab/nginx.ts";
import { classes, clients, creators, room, syncs, v3 } from "../lab/request-classes.ts";
import { type RawRequest, sendRaw } from "../lab/stub-process.ts";

describe.skipIf(!hasNginx())("nginx", () => {
  let lab: LabNginx;
  const port = () => lab.site.reverseProxy?.public.port ?? 0;
  const ask = (method: string, target: string, more: Partial<RawRequest> = {}) => sendRaw({ port: port(), method, target, ...more });
  const token = (name: string) => ({ authorization: `Bearer syt_${name}_AbCdEfGhIjKlMnOpQrSt_0ABCde` });

  beforeAll(async () => {
    lab = await openNginx();
  });
  afterAll(() => lab.stop());

  it.each(classes)("hands %s to its process", async (_name, request, expected) => {
    const [method = "", target = ""] = request.split(" ");
    const { status, seen } = await ask(method, target, method === "GET" ? {} : { body: "{}" });
    expect(status).toBe(200);
    expect(expected).toContain(seen?.process);
    expect(seen).toMatchObject({ method, target });
  });

  it("sends what campus asks by the internal listener to the same processes", async () => {
    const internal = lab.site.reverseProxy?.internal.port ?? 0;
    const join = await sendRaw({ port: internal, method: "POST", target: `${room}/join?user_id=%40a%3Auniv-demo.example`, body: "{}" });
    const users = await sendRaw({ port: internal, target: "/_synapse/admin/v2/users?from=0&limit=10000" });
    const single = await sendRaw({ port: internal, target: "/_synapse/admin/v1/rooms/!abc%3Auniv-demo.example" });
    expect(creators).toContain(join.seen?.process);
    expect(users.seen?.process).toBe("main");
    expect(clients).toContain(single.seen?.process);
  });

  it("keeps the syncs of a person on one process, whatever the device, and shares people out", async () => {
    const by = async (person: string, device: string) =>
      (await ask("GET", `${v3}/sync?since=s1&d=${device}`, { headers: token(person) })).seen?.process;
    const people = Array.from({ length: 40 }, (_none, index) => Buffer.from(`person${index}`).toString("base64url").replace(/[_-]/g, "a"));
    const chosen = await Promise.all(people.map((person) => by(person, "1")));
    expect(await Promise.all(people.map((person) => by(person, "2")))).toEqual(chosen);
    expect(new Set(chosen)).toEqual(new Set(syncs));
    const inQuery = await ask("GET", `${v3}/sync?since=s1&access_token=syt_${people[0]}_zzzz_1`);
    expect(inQuery.seen?.process).toBe(chosen[0]);
  });

  it("keeps writes and history of a room on one process, however the room is written", async () => {
    const rooms = Array.from({ length: 40 }, (_none, index) => `rOoM${index}xyz`);
    const writer = async (text: string, act: string) => (await ask("PUT", `${v3}/rooms/${text}/${act}`)).seen?.process;
    const chosen = await Promise.all(rooms.map((one) => writer(`!${one}%3Ax`, "send/m.room.message/1")));
    expect(await Promise.all(rooms.map((one) => writer(`%21${one}:x`, "state/m.room.name")))).toEqual(chosen);
    expect(await Promise.all(rooms.map((one) => writer(`!${one}:x`, "invite/t9")))).toEqual(chosen);
    expect(new Set(chosen)).toEqual(new Set(creators));
    const reader = async (text: string) => (await ask("GET", `${v3}/rooms/${text}/messages?dir=b`)).seen?.process;
    expect(await reader("!rOoM1xyz%3Ax")).toBe(await reader("%21rOoM1xyz:x"));
  });

  it.each([
    `PUT ${v3}/rooms/%21a%2Fb%3Ax/send/m.room.message/t%2F%2e%2E`,
    `GET ${v3}/rooms/!a:x/state/m.room.member/%40a%2Fb%3Ax`,
    `GET ${v3}/directory/room/%23a%2Fjoin%3Ax?x=%2b+%20&&y`,
    `PUT ${v3}/rooms//state/%7Bx%7D/~*'()`,
  ])("hands on %s byte for byte", async (request) => {
    const [method = "", target = ""] = request.split(" ");
    expect((await ask(method, target)).seen).toMatchObject({ method, target });
  });

  it("an encoded slash does not turn a message into a join, nor a read into a write", async () => {
    const { seen } = await ask("PUT", `${v3}/user/%40a%3Ax%2Frooms/account_data/a`);
    expect(seen?.process).toBe("stream_writer");
    expect((await ask("GET", `${v3}/user/%40a%3Ax/filter/1%2Fmessages`)).seen?.process).toMatch(/^client/);
  });

  it("asks another process for a read when the first is gone, and nobody notices", async () => {
    const asked = Array.from({ length: 12 }, (_none, index) => ({
      headers: token(`reader${index}`.replace(/\d/g, (d) => "abcdefghij"[Number(d)] ?? "")),
    }));
    await lab.stub("sync1").stop();
    await lab.stub("client1").stop();
    const answers = await Promise.all(
      asked.flatMap((more) => [
        ask("GET", `${v3}/sync?since=s1`, more),
        ask("GET", `${room}/members`, more),
        ask("POST", `${v3}/keys/query`, { ...more, body: "{}" }),
      ]),
    );
    await lab.stub("sync1").start();
    await lab.stub("client1").start();
    const of = (part: string) => answers.filter(({ seen }) => seen?.target.includes(part) === true).map(({ seen }) => seen?.process);
    expect(new Set(of("/sync"))).toEqual(new Set(["sync2"]));
    expect(new Set(of("/members"))).toEqual(new Set(["client2"]));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });

  it("never sends a write twice: its process gone, or gone while it worked, is a 502 that a browser may read", async () => {
    const target = `${room}/send/m.room.message/t7`;
    const owner = (await ask("PUT", target)).seen?.process ?? "";
    const other = creators.find((name) => name !== owner) ?? "";
    const before = lab.stub(other).seen.length;
    lab.stub(owner).cutConnections(true);
    const cut = await ask("PUT", target);
    lab.stub(owner).cutConnections(false);
    await lab.stub(owner).stop();
    const gone = await ask("PUT", target);
    await lab.stub(owner).start();
    expect([cut.status, gone.status]).toEqual([502, 502]);
    expect(gone.headers["access-control-allow-origin"]).toBe("*");
    expect(JSON.parse(gone.text)).toMatchObject({ errcode: "M_UNKNOWN" });
    expect(lab.stub(other).seen.length).toBe(before);
    expect((await ask("PUT", target)).seen?.process).toBe(owner);
  });
});
