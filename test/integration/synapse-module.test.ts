/** The module's own tests, then what it does inside a running Synapse: `CAMPUS_SYNAPSE_PYTHON` chooses the version. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addPerson, clientOf, signIn } from "../lab/ask.ts";
import { lettered, openPlainSynapse, type PlainSynapse } from "../lab/plain-synapse.ts";
import { hasSynapse, synapsePython } from "../lab/synapse.ts";
import { openTinyCas, type TinyCas } from "../lab/tiny-cas.ts";

const root = join(import.meta.dirname, "../..");
const encryption = { algorithm: "m.megolm.v1.aes-sha2" };

describe.skipIf(!hasSynapse())("the module's own tests", () => {
  it("pass on the installed Synapse", () => {
    const env = { PATH: "/usr/bin:/bin", PYTHONDONTWRITEBYTECODE: "1", PYTHONPATH: join(root, "src/platform/synapse-module") };
    const args = ["-m", "unittest", "discover", "-s", join(root, "test/synapse-module")];
    const { status, stderr } = spawnSync(synapsePython(), args, { env, encoding: "utf8" });
    expect(stderr).toMatch(/Ran [2-9]\d tests/);
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe.skipIf(!hasSynapse())("a Synapse with the module", () => {
  let lab: PlainSynapse;
  let cas: TinyCas;
  let camille = "";
  let jean = "";
  let ticket = 0;

  type Ask = ReturnType<typeof clientOf>;
  const ask: Ask = (...input) => clientOf(lab as never)(...input);
  const asPerson = (method: string, path: string, body: object | null = null) =>
    ask(method, `/_matrix/client/v3/${path}`, body, { user: camille });
  const smith = () => `@${lab.agentSmith}:${lab.serverName}`;
  const account = (user: string) => `/_synapse/admin/v2/users/${encodeURIComponent(user)}`;

  beforeAll(async () => {
    cas = await openTinyCas();
    lab = await openPlainSynapse({ casUrl: cas.url });
    camille = await addPerson(lab as never, "dubois001", "Camille Dubois");
    jean = await addPerson(lab as never, "martin002", "Jean Martin");
  });
  afterAll(async () => {
    await lab?.stop();
    await cas?.close();
  });

  async function makeRoom(user: string, body: object = {}): Promise<string> {
    const made = await ask("POST", "/_matrix/client/v3/createRoom", body, { user });
    expect(made).toMatchObject({ status: 200 });
    return encodeURIComponent(String(made.body.room_id));
  }
  async function found(term: string): Promise<readonly string[]> {
    const { body } = await asPerson("POST", "user_directory/search", { search_term: term, limit: 20 });
    return (body as unknown as { results: { user_id: string }[] }).results.map((one) => one.user_id);
  }
  async function comeBack(login: string): Promise<{ status: number; text: string; location: string }> {
    const query = new URLSearchParams({ redirectUrl: "http://127.0.0.1:1/", ticket: `ST-${login}-${++ticket}` });
    const answer = await fetch(`${lab.baseUrl}/_matrix/client/r0/login/cas/ticket?${query}`, { redirect: "manual" });
    return { status: answer.status, text: await answer.text(), location: answer.headers.get("location") ?? "" };
  }

  it("keeps managed rooms unencrypted, for Agent Smith too, and lets people encrypt theirs", async () => {
    const managed = await makeRoom(smith());
    const free = await makeRoom(camille);
    const turnOn = (room: string, user: string) =>
      ask("PUT", `/_matrix/client/v3/rooms/${room}/state/m.room.encryption`, encryption, { user });
    expect(await turnOn(managed, smith())).toMatchObject({ status: 403, body: { error: expect.stringContaining("cannot be encrypted") } });
    expect(await turnOn(free, camille)).toMatchObject({ status: 200 });
    const withIt = { initial_state: [{ type: "m.room.encryption", state_key: "", content: encryption }] };
    expect(await ask("POST", "/_matrix/client/v3/createRoom", withIt, { user: smith() })).toMatchObject({ status: 403 });
    expect(await ask("POST", "/_matrix/client/v3/createRoom", withIt, { user: camille })).toMatchObject({ status: 200 });
  });

  it("refuses call events later and at creation, with a sentence in both languages", async () => {
    const room = await makeRoom(camille);
    const error = expect.stringMatching(/^Les appels.+ \/ Calls/);
    expect(await asPerson("PUT", `rooms/${room}/send/m.call.invite/1`, {})).toMatchObject({ status: 403, body: { error } });
    const withIt = { initial_state: [{ type: "m.call.invite", state_key: "", content: {} }] };
    expect(await asPerson("POST", "createRoom", withIt)).toMatchObject({ status: 403, body: { error } });
  });

  it("hides the red list from the search, before and after it was found there, and from nothing else", async () => {
    const [secret, shown] = [`@secret003:${lab.serverName}`, `@visible004:${lab.serverName}`];
    const make = (user: string, body: object) => ask("PUT", account(user), body);
    expect(await make(secret, { displayname: "Ines Caron", user_type: "support" })).toMatchObject({ status: 201 });
    expect(await make(shown, { displayname: "Ines Visible" })).toMatchObject({ status: 201 });
    expect(await found("Ines")).toEqual([shown]);
    expect(await found("secret003")).toEqual([]);
    expect(await make(shown, { user_type: "support" })).toMatchObject({ status: 200 });
    expect(await found("Ines")).toEqual([]);
    // Off the list again: an account once left out of the search table comes back with its name, written again.
    for (const user of [secret, shown]) await make(user, { user_type: null });
    await make(secret, { displayname: "Ines Caron" });
    expect([...(await found("Ines"))].sort()).toEqual([secret, shown]);
    await make(secret, { user_type: "support" });
    const profile = await asPerson("GET", `profile/${encodeURIComponent(secret)}`);
    expect(profile).toMatchObject({ status: 200, body: { displayname: "Ines Caron" } });
    const room = await makeRoom(camille, { invite: [secret] });
    expect(await ask("POST", `/_matrix/client/v3/join/${room}`, {}, { user: secret })).toMatchObject({ status: 200 });
    const members = await asPerson("GET", `rooms/${room}/joined_members`);
    expect(Object.keys((members.body as unknown as { joined: object }).joined)).toContain(secret);
    expect(await ask("GET", "/_matrix/client/v3/joined_rooms", null, { user: secret })).toMatchObject({ status: 200 });
  });

  it("signs nobody in as a service identity by a password", async () => {
    for (const localpart of [lab.agentSmith, lab.connector]) {
      const user = `@${localpart}:${lab.serverName}`;
      await ask("PUT", account(user), { password: "found out" });
      expect(await signIn(lab as never, user, "found out")).toMatchObject({ status: 403 });
    }
  });

  it("shows a page to whoever comes back from CAS with a service identity's name or link", async () => {
    const register = { type: "m.login.application_service", username: lettered, inhibit_login: true };
    expect(await ask("POST", "/_matrix/client/v3/register", register)).toMatchObject({ status: 200 });
    await ask("PUT", account(smith()), { external_ids: [{ auth_provider: "cas", external_id: "smith" }] });
    for (const login of ["Agent.Smith", "agent.smith", "smith"]) {
      const refused = { status: 400, location: "", text: expect.stringContaining("(campus-service)") };
      expect([login, await comeBack(login)]).toEqual([login, refused]);
    }
    // A name that begins with _ can't be a CAS login at all: Synapse escapes the sign.
    expect(await comeBack(lab.agentSmith)).toMatchObject({ status: 400, text: expect.stringContaining("User does not exist") });
  });

  it("tells a locked person so during the sign-in, and lets them in again once unlocked", async () => {
    await ask("PUT", account(jean), { external_ids: [{ auth_provider: "cas", external_id: "martin002" }] });
    expect(await comeBack("martin002")).toMatchObject({ status: 302, location: expect.stringContaining("loginToken=") });
    await ask("PUT", account(jean), { locked: true });
    expect(await comeBack("martin002")).toMatchObject({ status: 400, location: "", text: expect.stringContaining("(campus-locked)") });
    await ask("PUT", account(jean), { locked: false });
    expect(await comeBack("martin002")).toMatchObject({ status: 302 });
  });

  it("lets nobody deactivate a service identity, nor register its name", async () => {
    const gone = await ask("POST", `/_synapse/admin/v1/deactivate/${encodeURIComponent(smith())}`, { erase: true });
    expect(gone).toMatchObject({ status: 403 });
    expect(await ask("PUT", account(smith()), { deactivated: true })).toMatchObject({ status: 403 });
    expect(await ask("GET", account(smith()), null)).toMatchObject({ body: { deactivated: false } });
    const other = `@${lab.agentSmith.toUpperCase()}:${lab.serverName}`;
    expect((await ask("PUT", account(other), { displayname: "x" })).status).toBeGreaterThanOrEqual(400);
  });
});

describe.skipIf(!hasSynapse())("a Synapse where campus alone makes rooms", () => {
  let lab: PlainSynapse;
  const people: string[] = [];
  beforeAll(async () => {
    lab = await openPlainSynapse({ rules: { roomCreation: "campus", encryption: "refused" } });
    for (const name of ["dubois001", "martin002", "petit003"]) people.push(await addPerson(lab as never, name, name));
  });
  afterAll(() => lab?.stop());

  it("lets people open chats of two that stay so, unencrypted", async () => {
    const [camille = "", jean = "", luce = ""] = people;
    const ask = clientOf(lab as never);
    const create = (body: object, user = camille) => ask("POST", "/_matrix/client/v3/createRoom", body, { user });
    expect(await create({ name: "Mine" })).toMatchObject({ status: 403, body: { error: expect.stringContaining("Only the institution") } });
    expect(await create({ name: "Managed" }, `@${lab.agentSmith}:${lab.serverName}`)).toMatchObject({ status: 200 });
    const chat = await create({ is_direct: true, invite: [jean], preset: "trusted_private_chat" });
    expect(chat).toMatchObject({ status: 200 });
    const room = encodeURIComponent(String(chat.body.room_id));
    const path = `/_matrix/client/v3/rooms/${room}`;
    expect(await ask("POST", `${path}/join`, {}, { user: jean })).toMatchObject({ status: 200 });
    expect(await ask("PUT", `${path}/send/m.room.message/1`, { msgtype: "m.text", body: "." }, { user: jean })).toMatchObject({
      status: 200,
    });
    expect(await ask("POST", `${path}/invite`, { user_id: luce }, { user: camille })).toMatchObject({ status: 403 });
    expect(await ask("PUT", `${path}/state/m.room.join_rules`, { join_rule: "public" }, { user: camille })).toMatchObject({ status: 403 });
    expect(await ask("PUT", `${path}/state/m.room.encryption`, encryption, { user: camille })).toMatchObject({ status: 403 });
  });
});

describe.skipIf(!hasSynapse())("a wrong configuration of the module", () => {
  it("stops Synapse at start and names the key", async () => {
    await expect(openPlainSynapse({ moduleConfig: { encrytion: "refused" } })).rejects.toThrow(/encrytion: unknown key/);
  });
});
