/** nginx before a real Synapse: tricks that the program itself would fall for, seen to work without nginx and not with it. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addPerson, clientOf } from "../lab/ask.ts";
import { hasNginx, type LabNginx, openNginx } from "../lab/nginx.ts";
import { type RawAnswer, sendRaw } from "../lab/stub-process.ts";
import { hasSynapse, type LabSynapse, openSynapse } from "../lab/synapse.ts";

const v3 = "/_matrix/client/v3";
const form = { "content-type": "application/x-www-form-urlencoded" };

describe.skipIf(!hasSynapse() || !hasNginx())("nginx before Synapse", () => {
  let synapse: LabSynapse;
  let nginx: LabNginx;
  let ana = "";
  let bare = 0;
  const port = (which: "public" | "internal") => nginx.site.reverseProxy?.[which].port ?? 0;
  const bearer = () => ({ authorization: `Bearer ${synapse.asToken}` });
  const post = (at: number, target: string, headers: Record<string, string>, body: object) =>
    sendRaw({ port: at, method: "POST", target, headers, body: JSON.stringify(body) });

  beforeAll(async () => {
    synapse = await openSynapse();
    bare = Number(new URL(synapse.baseUrl).port);
    const { serverName, connector, agentSmith } = synapse;
    const platform = { synapse: { workers: [] } };
    nginx = await openNginx({ platform, ports: { "main.client": bare }, serverName, identities: { connector, agentSmith } });
    ana = await addPerson(synapse, "ana", "Ana");
  });
  afterAll(async () => {
    await nginx.stop();
    await synapse.stop();
  });

  async function creatorOf(answer: RawAnswer): Promise<string> {
    const { room_id: room } = JSON.parse(answer.text) as { room_id: string };
    const path = `${v3}/rooms/${encodeURIComponent(room)}/joined_members`;
    const members = await clientOf(synapse)("GET", path, null);
    return Object.keys(members.body.joined ?? {}).join();
  }

  it("internal-listener-denies-unlisted-and-encoded-user-id: nor does a form in the body change whom campus speaks as", async () => {
    const smith = `@${synapse.agentSmith}:${synapse.serverName}`;
    const target = `${v3}/createRoom?user_id=${encodeURIComponent(smith)}`;
    const headers = { ...bearer(), ...form };
    const body = { name: "x", topic: `&user_id=${ana}&` };
    expect(await creatorOf(await post(bare, target, headers, body))).toBe(ana);
    expect(await creatorOf(await post(port("internal"), target, headers, body))).toBe(smith);
  });

  it("as-register-refused-from-outside: nor does the token sign anybody in there, by header, query or form", async () => {
    const register = (username: string) => ({ type: "m.login.application_service", username, inhibit_login: true });
    expect((await post(bare, `${v3}/register`, bearer(), register("eve1"))).status).toBe(200);
    expect((await post(port("public"), `${v3}/register`, bearer(), register("eve2"))).status).toBe(403);
    const login = { type: "m.login.application_service", identifier: { type: "m.id.user", user: "ana" } };
    const hidden = { ...login, x: `&access_token=${synapse.asToken}&` };
    expect((await post(bare, `${v3}/login`, bearer(), login)).status).toBe(200);
    expect((await post(bare, `${v3}/login`, form, hidden)).status).toBe(200);
    const outside = [
      await post(port("public"), `${v3}/login`, bearer(), login),
      await post(port("public"), `${v3}/login`, form, hidden),
      await post(port("public"), `${v3}/login?access_token=${synapse.asToken}`, {}, login),
    ];
    expect(outside.map(({ status }) => status)).toEqual([401, 401, 403]);
  });

  it("an encoded way up does not lead to the administration interface, which Synapse itself would take it for", async () => {
    const target = "/_synapse/admin/v2/users/..%2F..%2F..%2F..%2F_matrix%2Fclient%2Fv3%2Fx";
    const without = await sendRaw({ port: bare, target, headers: bearer() });
    expect(JSON.parse(without.text)).toMatchObject({ errcode: "M_INVALID_PARAM" });
    const headers = bearer();
    expect((await sendRaw({ port: port("public"), target, headers })).text).toContain("Not available");
    expect((await sendRaw({ port: port("internal"), target, headers })).text).toContain("Not available");
  });

  it("what people need is there: versions, sign-in, and names with every character a room may have", async () => {
    expect((await sendRaw({ port: port("public"), target: "/_matrix/client/versions" })).status).toBe(200);
    expect(JSON.parse((await sendRaw({ port: port("public"), target: `${v3}/login` })).text)).toHaveProperty("flows");
    const made = await clientOf(synapse)("POST", `${v3}/createRoom`, { name: "x" }, { user: ana });
    const room = encodeURIComponent(String(made.body.room_id));
    const query = `?user_id=${encodeURIComponent(ana)}`;
    const key = encodeURIComponent("a/b é?#%2F");
    const target = `${v3}/rooms/${room}/state/example.type/${key}${query}`;
    const put = await sendRaw({ port: port("public"), method: "PUT", target, headers: bearer(), body: '{"seen":true}' });
    expect(put.status).toBe(200);
    expect(JSON.parse((await sendRaw({ port: bare, target, headers: bearer() })).text)).toEqual({ seen: true });
  });
});
