/** Rooms that people make on a rendered platform: what they may do there, and what the server refuses. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setDemoPassword } from "#hosting/demo-password.ts";
import { addPerson, clientOf, signIn } from "../lab/ask.ts";
import { hasSynapse, type LabSynapse, openSynapse } from "../lab/synapse.ts";

describe.skipIf(!hasSynapse())("rooms that people make", () => {
  let lab: LabSynapse;
  let camille = "";
  const ask: ReturnType<typeof clientOf> = (...input) => clientOf(lab)(...input);

  beforeAll(async () => {
    lab = await openSynapse();
    camille = await addPerson(lab, "dubois001", "Camille Dubois");
  });
  afterAll(() => lab?.stop());

  async function makeRoom(body: object): Promise<string> {
    const made = await ask("POST", "/_matrix/client/v3/createRoom", body, { user: camille });
    expect(made).toMatchObject({ status: 200 });
    return encodeURIComponent(String(made.body.room_id));
  }

  it.each(["private_chat", "trusted_private_chat", "public_chat"])(
    "refuses calls and widgets in a %s room that a person makes",
    async (preset) => {
      const room = await makeRoom({ preset });
      const create = await ask("GET", `/_matrix/client/v3/rooms/${room}/state/m.room.create`, null, { user: camille });
      expect(create.body).toMatchObject({ room_version: "11" });
      const send = (path: string, body: object) => ask("PUT", `/_matrix/client/v3/rooms/${room}/${path}`, body, { user: camille });
      expect(await send("send/m.room.message/1", { msgtype: "m.text", body: "hello" })).toMatchObject({ status: 200 });
      expect(await send("send/m.call.invite/2", { call_id: "c", version: "1", lifetime: 1, offer: {} })).toMatchObject({ status: 403 });
      expect(await send("state/org.matrix.msc3401.call.member/x", {})).toMatchObject({ status: 403 });
      expect(await send("state/im.vector.modular.widgets/w", { type: "jitsi" })).toMatchObject({ status: 403 });
      const levels = await ask("GET", `/_matrix/client/v3/rooms/${room}/state/m.room.power_levels`, null, { user: camille });
      const lowered = { ...(levels.body as object), events: { "m.call.invite": 0 } };
      expect(await send("state/m.room.power_levels", lowered)).toMatchObject({ status: 403 });
      expect(await send("state/m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2" })).toMatchObject({ status: 200 });
    },
  );

  it("refuses them too where a client chose the levels, or puts them in from the start", async () => {
    const room = await makeRoom({ power_level_content_override: { events: {}, state_default: 0 } });
    const send = (path: string, body: object) => ask("PUT", `/_matrix/client/v3/rooms/${room}/${path}`, body, { user: camille });
    expect(await send("state/m.room.topic/", { topic: "allowed" })).toMatchObject({ status: 200 });
    expect(await send("send/m.call.invite/1", { call_id: "c", version: "1", lifetime: 1, offer: {} })).toMatchObject({ status: 403 });
    expect(await send("state/org.matrix.msc3401.call.member/x", {})).toMatchObject({ status: 403 });
    const withWidget = { initial_state: [{ type: "im.vector.modular.widgets", state_key: "w", content: { type: "jitsi" } }] };
    expect(await ask("POST", "/_matrix/client/v3/createRoom", withWidget, { user: camille })).toMatchObject({ status: 403 });
  });

  it("lets nobody sign in as a service identity, not even with its password", async () => {
    for (const localpart of [lab.agentSmith, lab.connector]) {
      const user = `@${localpart}:${lab.serverName}`;
      await setDemoPassword({ ...lab, userId: user, password: "found out" });
      expect(await signIn(lab, user, "found out")).toMatchObject({ status: 403 });
    }
  });

  it("lets people make rooms but gives addresses to campus alone", async () => {
    await setDemoPassword({ ...lab, userId: camille, password: "a demonstration" });
    const token = String((await signIn(lab, camille, "a demonstration")).body.access_token);
    const withAlias = { preset: "private_chat", room_alias_name: "str-squatted" };
    expect(await ask("POST", "/_matrix/client/v3/createRoom", { preset: "private_chat" }, { token })).toMatchObject({ status: 200 });
    expect(await ask("POST", "/_matrix/client/v3/createRoom", withAlias, { token })).toMatchObject({ status: 403 });
    const smith = `@${lab.agentSmith}:${lab.serverName}`;
    expect(await ask("POST", "/_matrix/client/v3/createRoom", withAlias, { user: smith })).toMatchObject({ status: 200 });
  });

  it("finds nobody of the red list, and whoever comes off it at once, even when made hidden", async () => {
    const user = `@caron003:${lab.serverName}`;
    const write = (body: object) => ask("PUT", `/_synapse/admin/v2/users/${encodeURIComponent(user)}`, body);
    const found = async () => {
      const { body } = await ask("POST", "/_matrix/client/v3/user_directory/search", { search_term: "Ines" }, { user: camille });
      return (body.results as unknown as { user_id: string }[]).map((one) => one.user_id);
    };
    expect(await write({ displayname: "Ines Caron", user_type: "support" })).toMatchObject({ status: 201 });
    expect(await found()).toEqual([]);
    await write({ user_type: null });
    await write({ displayname: "Ines Caron" });
    expect(await found()).toEqual([user]);
    await write({ user_type: "support" });
    expect(await found()).toEqual([]);
  });

  it("offers no relay for calls", async () => {
    expect(await ask("GET", "/_matrix/client/v3/voip/turnServer", null, { user: camille })).toEqual({ status: 200, body: {} });
  });
});
