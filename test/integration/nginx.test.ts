/** A real nginx on rendered files: which process gets which request, what stays together, what a dead process changes. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasNginx, type LabNginx, openNginx } from "../lab/nginx.ts";
import { type RawRequest, sendRaw } from "../lab/stub-process.ts";

const v3 = "/_matrix/client/v3";
const room = `${v3}/rooms/!abc%3Auniv-demo.example`;
const creators = ["event_creator1", "event_creator2"];
const clients = ["client1", "client2"];
const syncs = ["sync1", "sync2"];

/** Class, request, the processes that may answer it. */
const classes: readonly (readonly [string, string, readonly string[]])[] = [
  ["sync with a position", `GET ${v3}/sync?timeout=0&since=s1_2`, syncs],
  ["events", `GET ${v3}/events?from=s1`, syncs],
  ["sliding sync", "POST /_matrix/client/unstable/org.matrix.simplified_msc3575/sync?timeout=1", syncs],
  ["first sync", `GET ${v3}/sync?timeout=0`, ["initialsync"]],
  ["first sync with an empty position", `GET ${v3}/sync?since=`, ["initialsync"]],
  ["first sync of one room", `GET ${room}/initialSync`, ["initialsync"]],
  ["CAS, way out", `GET ${v3}/login/sso/redirect/cas?redirectUrl=x`, ["client1"]],
  ["CAS, way back", "GET /_matrix/client/r0/login/cas/ticket?ticket=ST-1", ["client1"]],
  ["OpenID Connect", "GET /_synapse/client/oidc/callback?state=x", ["client1"]],
  ["choice of a name", "POST /_synapse/client/pick_username/account_details", ["client1"]],
  ["sign-in", `POST ${v3}/login`, clients],
  ["history", `GET ${room}/messages?dir=b`, clients],
  ["join", `POST ${room}/join`, creators],
  ["join by address", `POST ${v3}/join/%23str-1%3Auniv-demo.example`, creators],
  ["invitation, with a transaction", `PUT ${room}/invite/t1`, creators],
  ["message", `PUT ${room}/send/m.room.message/t1`, creators],
  ["redaction", `PUT ${room}/redact/%24e/t1`, creators],
  ["state, written", `PUT ${room}/state/m.room.name/`, creators],
  ["new room", `POST ${v3}/createRoom`, creators],
  ["name, written", `PUT ${v3}/profile/%40a%3Ax/displayname`, creators],
  ["state, read", `GET ${room}/state`, clients],
  ["one state event, read", `GET ${room}/state/m.room.member/%40a%3Ax`, clients],
  ["state event without a key, read", `GET ${room}/state/m.room.name/`, clients],
  ["members", `GET ${room}/members?not_membership=join`, clients],
  ["members who joined", `GET ${room}/joined_members`, clients],
  ["context of an event", `GET ${room}/context/%24e`, clients],
  ["tree of a space", "GET /_matrix/client/v1/rooms/!abc%3Ax/hierarchy", clients],
  ["threads", "GET /_matrix/client/v1/rooms/!abc%3Ax/threads", clients],
  ["relations", "GET /_matrix/client/v1/rooms/!abc%3Ax/relations/%24e/m.thread", clients],
  ["search for people", `POST ${v3}/user_directory/search`, clients],
  ["name, read", `GET ${v3}/profile/%40a%3Ax`, clients],
  ["versions", "GET /_matrix/client/versions", clients],
  ["keys of others", `POST ${v3}/keys/query`, clients],
  ["address", `GET ${v3}/directory/room/%23a%3Ax`, clients],
  ["permission asked by a browser", `OPTIONS ${room}/send/m.room.message/t1`, clients],
  ["typing", `PUT ${room}/typing/%40a%3Ax`, ["stream_writer"]],
  ["to devices", `PUT ${v3}/sendToDevice/m.room_key/t1`, ["stream_writer"]],
  ["account data, written", `PUT ${v3}/user/%40a%3Ax/account_data/m.direct`, ["stream_writer"]],
  ["account data, read", `GET ${v3}/user/%40a%3Ax/account_data/m.direct`, clients],
  ["tag, written", `PUT ${v3}/user/%40a%3Ax/rooms/!abc%3Ax/tags/u.x`, ["stream_writer"]],
  ["tags, read", `GET ${v3}/user/%40a%3Ax/rooms/!abc%3Ax/tags`, clients],
  ["receipt", `POST ${room}/receipt/m.read/%24e`, ["stream_writer"]],
  ["read markers", `POST ${room}/read_markers`, ["stream_writer"]],
  ["presence, written", `PUT ${v3}/presence/%40a%3Ax/status`, ["stream_writer"]],
  ["presence, read", `GET ${v3}/presence/%40a%3Ax/status`, clients],
  ["push rules, written", `PUT ${v3}/pushrules/global/content/x`, ["stream_writer"]],
  ["push rules, read", `GET ${v3}/pushrules/`, clients],
  ["own keys", `POST ${v3}/keys/upload`, ["stream_writer"]],
  ["signatures", `POST ${v3}/keys/signatures/upload`, ["stream_writer"]],
  ["device, removed", `DELETE ${v3}/devices/D1`, ["stream_writer"]],
  ["devices, read", `GET ${v3}/devices`, clients],
  ["file, sent", "POST /_matrix/media/v3/upload?filename=a.png", ["media"]],
  ["file, read", "GET /_matrix/client/v1/media/download/univ-demo.example/abc", ["media"]],
  ["end of a session", `POST ${v3}/logout`, ["main"]],
  ["forgotten room", `POST ${room}/forget`, ["main"]],
  ["device for notifications", `POST ${v3}/pushers/set`, ["main"]],
  ["upgrade of a room", `POST ${room}/upgrade`, ["main"]],
  ["unknown", `GET ${v3}/something/new`, ["main"]],
];

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
