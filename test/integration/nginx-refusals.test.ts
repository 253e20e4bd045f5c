/** What nginx refuses: outside, what only operators and campus may ask; inside, all that is not in campus's own table. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Endpoint, endpoints, fillPath } from "#adapters/matrix/endpoints.ts";
import { type AllowedCall, callPattern } from "#platform/nginx/allowed-call.ts";
import { hasNginx, type LabNginx, openNginx } from "../lab/nginx.ts";
import { sendRaw } from "../lab/stub-process.ts";

const v3 = "/_matrix/client/v3";
const send: AllowedCall = { method: "PUT", path: `${v3}/rooms/{room}/send/{type}/{txn}`, speaker: "agent-smith" };
const allow: readonly AllowedCall[] = [...Object.values(endpoints), send];
const smith = "%40agent.smith%2B%3Auniv-demo.example";
const room = `${v3}/rooms/!abc%3Auniv-demo.example`;
const bearer = { authorization: "Bearer as-token" };

describe.skipIf(!hasNginx())("nginx refuses", () => {
  let lab: LabNginx;
  beforeAll(async () => {
    lab = await openNginx({ allow, pages: new Map([["cas-down.html", "<p>Le service d'authentification ne répond pas.</p>"]]) });
  });
  afterAll(() => lab.stop());
  const outside = (request: string, more: { headers?: Record<string, string>; body?: string; from?: string } = {}) => {
    const [method = "", target = ""] = request.split(" ");
    return sendRaw({ port: lab.site.reverseProxy?.public.port ?? 0, method, target, ...more });
  };
  const inside = (request: string, more: { headers?: Record<string, string>; body?: string } = {}) => {
    const [method = "", target = ""] = request.split(" ");
    return sendRaw({ port: lab.site.reverseProxy?.internal.port ?? 0, method, target, ...more });
  };
  const reached = () => lab.site.processes.reduce((sum, { name }) => sum + lab.stub(name).seen.length, 0);

  it("as-token-refused-on-public-listener-with-spoofed-xff", async () => {
    const address = lab.site.appServiceAddress;
    const headers = { ...bearer, "x-forwarded-for": address, forwarded: `for=${address}`, "x-forwarded-proto": "gopher" };
    const spoofed = await outside(`GET ${v3}/account/whoami`, { headers });
    expect(spoofed.seen?.headers["x-forwarded-for"]).toBe("127.0.0.1");
    expect(spoofed.seen?.headers["x-forwarded-proto"]).toBe("http");
    expect(spoofed.seen?.headers.forwarded).toBeUndefined();
    // Any address of 127.0.0.0/8 may be connected from; on other machines campus's own may.
    const fromThere = await outside(`GET ${v3}/account/whoami`, { headers, from: address });
    expect(fromThere.seen?.headers["x-forwarded-for"]).toBe("192.0.2.1");
    expect((await inside(`GET ${v3}/sync?timeout=1&user_id=${smith}`)).seen?.headers["x-forwarded-for"]).toBe(address);
  });

  it("as-register-refused-from-outside", async () => {
    const before = reached();
    const body = JSON.stringify({ type: "m.login.application_service", username: "anybody", inhibit_login: true });
    const ways = [
      `POST ${v3}/register`,
      "POST /_matrix/client/r0/register?kind=user",
      "POST /_matrix/client/unstable/register",
      "POST /_matrix/client/api/v1/register",
      `PUT ${v3}/register`,
      `GET ${v3}/register/available?username=a`,
      `POST ${v3}/register/email/requestToken`,
      "GET /_matrix/client/v1/register/m.login.registration_token/validity?token=a",
      "POST /_matrix/client/v1/appservice/campus/ping",
      "POST /_synapse/admin/v1/register",
    ];
    for (const way of ways) expect((await outside(way, { headers: bearer, body })).status, way).toBe(403);
    expect(reached()).toBe(before);
    // Signing in as somebody by the token would do the same: the token never arrives.
    const signIn = await outside(`POST ${v3}/login`, { headers: { ...bearer, "content-type": "application/x-www-form-urlencoded" }, body });
    expect(signIn.seen?.headers.authorization).toBeUndefined();
    expect(signIn.seen?.headers["content-type"]).toBe("application/json");
    expect((await outside(`POST ${v3}/login?access%5Ftoken=as-token`, { body })).status).toBe(403);
    expect((await outside(`GET ${v3}/rooms/!a:x/state/register`)).status).toBe(200);
  });

  it.each([
    "GET /_synapse/admin/v2/users",
    "GET /%5Fsynapse/admin/v2/users",
    "GET //_synapse/admin/v2/users",
    "GET /_synapse/admin/v2/users/..%2F..%2F..%2F..%2F_matrix%2Fclient%2Fv3%2Fx",
    "GET /_synapse/admin/v2/users/%2e%2e/%2e%2e/%2e%2e/%2e%2e/_matrix/client/v3/login",
    "GET /_synapse/admin/v1/rooms/..%2F..%2F..%2F..%2F_matrix%2Fmedia%2Fx",
    "POST /_synapse/replication/create_account/1",
    "GET /_synapse/metrics",
    "GET /_synapse/mas/x",
    "GET /_matrix/key/v2/server",
    "GET /_matrix/federation/v1/version",
    "GET /_matrix/federation/v1/media/download/x",
    "GET /health",
    `GET ${v3}/admin/whois/%40a%3Ax`,
  ])("outside: %s", async (request) => {
    const before = reached();
    expect((await outside(request)).status).toBe(403);
    expect(reached()).toBe(before);
  });

  it.each([
    `GET ${room}/messages?dir=b&user_id=${smith}`,
    `GET ${room}/context/%24e?user_id=${smith}`,
    `GET ${room}/event/%24e?user_id=${smith}`,
    "GET /_synapse/admin/v1/fetch_event/%24e",
    "GET /_synapse/admin/v1/rooms/!abc%3Ax/messages",
    `POST ${v3}/login`,
    `POST ${v3}/register`,
    "POST /_synapse/admin/v1/users/%40a%3Auniv-demo.example/login",
    "PUT /_synapse/admin/v1/users/%40a%3Auniv-demo.example/admin",
    "POST /_synapse/admin/v1/reset_password/%40a%3Auniv-demo.example",
    `DELETE ${room}/state/m.room.name/?user_id=${smith}`,
    `HEAD ${room}/members?user_id=${smith}`,
    `GET ${room}/members`,
    `GET ${room}/members?user_id=${smith}&user_id=${smith}`,
    `GET ${room}/members?user%5Fid=${smith}`,
    `GET ${room}/members?user_id=${smith}&user%5Fid=%40connector%2B%3Auniv-demo.example`,
    `GET ${room}/members?user_id=%40connector%2B%3Auniv-demo.example`,
    `GET ${room}/members?user_id=${smith}&device_id=A`,
    `GET ${room}/members?user_id=${smith}&access_token=a`,
    `GET ${room}/members?user_id=${smith}&not_membership=join&not_membership=leave`,
    `GET ${room}/members?user_id=${smith}#`,
    `GET ${room}/members;user_id=${smith}?user_id=${smith}`,
    `GET ${room}%2Fmembers?user_id=${smith}`,
    `GET ${v3}/rooms/..%2Frooms%2F!abc%3Ax/members?user_id=${smith}`,
    `GET ${v3}/rooms/!abc%2F..%2F..%3Ax/members?user_id=${smith}`,
    `GET ${v3}//rooms/!abc%3Ax/members?user_id=${smith}`,
    `GET ${room}/state/m.room.name/..?user_id=${smith}`,
    `PUT ${room}/send/m.room.message/1?user_id=%40a%3Auniv-demo.example`,
    `PUT ${room}/send/m.room.message/1`,
    `POST ${room}/join?user_id=%40a%3Aelsewhere.example`,
    `POST ${room}/join?user_id=%40a%3Auniv-demo.example.evil.example`,
    `POST ${room}/join`,
    `GET /_synapse/admin/v2/users?user_id=${smith}`,
    "GET /_synapse/admin/v2/users?limit=1&limit=2",
    "GET /_synapse/admin/v2/users?name=a",
    "GET /health",
    "GET /nginx-health",
  ])("internal-listener-denies-unlisted-and-encoded-user-id: %s", async (request) => {
    const before = reached();
    expect((await inside(request, { headers: bearer })).status).toBe(403);
    expect(reached()).toBe(before);
  });

  it("inside: what the table holds goes through, a message as Agent Smith included, and never as a form", async () => {
    const headers = { ...bearer, "content-type": "application/x-www-form-urlencoded" };
    const message = await inside(`PUT ${room}/send/m.room.message/1?user_id=${smith}`, { headers, body: "{}" });
    expect(message.seen).toMatchObject({ body: "{}", headers: { authorization: "Bearer as-token" } });
    // Twisted would take `user_id` from a form in the body of a POST, and it would win over the query's.
    const invite = await inside(`POST ${room}/invite?user_id=${smith}`, {
      headers,
      body: '{"a":"&user_id=@connector+:univ-demo.example&"}',
    });
    expect(invite.seen?.headers["content-type"]).toBe("application/json");
  });

  it.each(Object.entries(endpoints))("inside: lets %s through as the adapter writes it", async (_name, endpoint: Endpoint) => {
    const path = { room: "!aB-_1:univ-demo.example", alias: "#str-a_20_b:univ-demo.example", user: "@j/d=1:univ-demo.example" };
    const filled = fillPath(endpoint.path, {
      ...path,
      provider: "oidc-cas",
      externalId: "é 1/2",
      address: "zoé.lefevre+un@univ-demo.example",
      type: "m.room.member",
      key: "",
      transaction: "campus-prod-12",
    });
    const as =
      endpoint.speaker === "connector" ? [] : [`user_id=${endpoint.speaker === "person" ? "%40a%2Fb%3Auniv-demo.example" : smith}`];
    const query = [...(endpoint.query ?? []).map((name) => `${name}=${encodeURIComponent("{'a': [1]}")}`), ...as].join("&");
    const target = query === "" ? filled : `${filled}?${query}`;
    expect((await inside(`${endpoint.method} ${target}`)).seen).toMatchObject({ method: endpoint.method, target });
  });

  it("inside: nothing that the table doesn't hold reaches a process, however near it comes", async () => {
    const patterns = allow.map((call) => new RegExp(callPattern(call, lab.site)));
    await fc.assert(
      fc.asyncProperty(nearMiss, async ({ method, target }) => {
        const before = reached();
        const { seen } = await sendRaw({ port: lab.site.reverseProxy?.internal.port ?? 0, method, target });
        const isAllowed = patterns.some((one) => one.test(`${method} ${target}`));
        expect(seen !== null).toBe(isAllowed);
        expect(reached() - before).toBe(isAllowed ? 1 : 0);
      }),
      { numRuns: 600 },
    );
  });

  it("tells in words that CAS doesn't answer, and writes neither tickets nor tokens in its logs", async () => {
    const secrets = ["ST-secret", "syt_secret", "loginToken"];
    lab.stub("client1").answerWith(500);
    const down = await outside(`GET /_matrix/client/r0/login/cas/ticket?ticket=${secrets[0]}&redirectUrl=x`);
    const other = await outside(`GET ${v3}/login/sso/redirect/cas`);
    lab.stub("client1").answerWith(200);
    await lab.stub("client1").stop();
    const gone = await outside(`GET /_matrix/client/r0/login/cas/ticket?ticket=${secrets[0]}`);
    const start = await outside(`GET ${v3}/login/sso/redirect/cas?redirectUrl=${secrets[2]}`);
    await outside(`GET ${v3}/rooms/!a:x/messages?access_token=${secrets[1]}`);
    await lab.stub("client1").start();
    for (const answer of [down, gone]) {
      expect(answer.text).toContain("ne répond pas");
      expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
      expect(answer.status).toBeGreaterThanOrEqual(500);
    }
    expect(down.headers["content-security-policy"]).toContain("default-src 'none'");
    expect([start.status, start.headers["content-type"]]).toEqual([502, "text/html; charset=utf-8"]);
    expect(start.text).toContain("La messagerie redémarre");
    expect(other.seen?.process).toBe("client1");
    expect(lab.logs()).toContain("/login/cas/ticket");
    for (const secret of secrets) expect(lab.logs()).not.toContain(secret);
    expect((await outside("GET /cas-down.html")).status).toBe(404);
  });
});

const segment = fc.constantFrom(
  "!abc%3Auniv-demo.example",
  "%21abc",
  "..",
  "%2e%2e",
  "a%2Fb",
  "",
  "%40a%3Auniv-demo.example",
  "m.room.name",
);
const values = fc.constantFrom(
  smith,
  "%40a%3Auniv-demo.example",
  "@a:univ-demo.example",
  "%40connector%2B%3Auniv-demo.example",
  "",
  "join",
);
const names = fc.constantFrom(
  "user_id",
  "user%5Fid",
  "not_membership",
  "limit",
  "from",
  "filter",
  "timeout",
  "access_token",
  "device_id",
  "User_id",
);
const query = fc.array(fc.tuple(names, values), { maxLength: 4 });
const nearMiss = fc
  .tuple(
    fc.constantFrom(...allow),
    fc.infiniteStream(segment),
    query,
    fc.constantFrom("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"),
    fc.boolean(),
  )
  .map(([call, segments, pairs, method, keep]) => {
    const path = call.path.replace(/\{\w+\}/g, () => segments.next().value);
    const tail = pairs.map(([name, value]) => `${name}=${value}`).join("&");
    return { method: keep ? call.method : method, target: tail === "" ? path : `${path}?${tail}` };
  });
