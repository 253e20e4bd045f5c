/** One request of each class through nginx, on the whole platform: the counters of the processes say which one answered. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addLabPerson, enterCas, type Signed, signInByCas } from "../lab/lab-people.ts";
import { hasPlatform, type LabPlatform, startLab } from "../lab/platform-lab.ts";
import { readServed, servedBetween } from "../lab/process-metrics.ts";

const v3 = "/_matrix/client/v3";

describe.skipIf(!hasPlatform())("requests of people on a platform with twelve workers", () => {
  let lab: LabPlatform;
  let camille: Signed;
  let room = "";

  beforeAll(async () => {
    lab = await startLab();
    enterCas(lab, ["dubois001"]);
    await addLabPerson(lab, "dubois001", "Camille Dubois");
    camille = await signInByCas(lab, "dubois001");
    const made = await camille.ask("POST", `${v3}/createRoom`, { preset: "private_chat" });
    room = encodeURIComponent(String(made.body.room_id));
  });
  afterAll(() => lab?.stop());

  const user = () => encodeURIComponent(camille.userId);

  interface Case {
    readonly process: RegExp;
    readonly method: string;
    path(): string;
    readonly body?: object;
  }

  const cases: readonly (readonly [string, Case])[] = [
    ["first sync", { process: /^initialsync:/, method: "GET", path: () => `${v3}/sync?timeout=0` }],
    ["sync that goes on", { process: /^sync[12]:/, method: "GET", path: () => `${v3}/sync?timeout=0&since=s0_0_0_0_0_0_0_0_0_0` }],
    [
      "sliding sync",
      {
        process: /^sync[12]:/,
        method: "POST",
        path: () => "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?timeout=0",
        body: { lists: {} },
      },
    ],
    ["sign-in by CAS", { process: /^client1:/, method: "GET", path: () => `${v3}/login/sso/redirect/cas?redirectUrl=http%3A%2F%2Fx%2F` }],
    ["ways to sign in", { process: /^client[12]:/, method: "GET", path: () => `${v3}/login` }],
    ["history", { process: /^client[12]:/, method: "GET", path: () => `${v3}/rooms/${room}/messages?dir=b` }],
    ["members", { process: /^client[12]:/, method: "GET", path: () => `${v3}/rooms/${room}/joined_members` }],
    ["state, which is read and not written", { process: /^client[12]:/, method: "GET", path: () => `${v3}/rooms/${room}/state` }],
    ["people search", { process: /^client[12]:/, method: "POST", path: () => `${v3}/user_directory/search`, body: { search_term: "x" } }],
    ["keys of others", { process: /^client[12]:/, method: "POST", path: () => `${v3}/keys/query`, body: { device_keys: {} } }],
    [
      "message",
      {
        process: /^event_creator[12]:/,
        method: "PUT",
        path: () => `${v3}/rooms/${room}/send/m.room.message/a`,
        body: { msgtype: "m.text", body: "bonjour" },
      },
    ],
    [
      "state",
      { process: /^event_creator[12]:/, method: "PUT", path: () => `${v3}/rooms/${room}/state/m.room.topic`, body: { topic: "x" } },
    ],
    [
      "creation of a room",
      { process: /^event_creator[12]:/, method: "POST", path: () => `${v3}/createRoom`, body: { preset: "private_chat" } },
    ],
    ["typing", { process: /^stream_writer:/, method: "PUT", path: () => `${v3}/rooms/${room}/typing/${user()}`, body: { typing: false } }],
    ["account data", { process: /^stream_writer:/, method: "PUT", path: () => `${v3}/user/${user()}/account_data/x.y`, body: { a: 1 } }],
    ["messages to devices", { process: /^stream_writer:/, method: "PUT", path: () => `${v3}/sendToDevice/x.y/t1`, body: { messages: {} } }],
    [
      "push rules",
      {
        process: /^stream_writer:/,
        method: "PUT",
        path: () => `${v3}/pushrules/global/override/x`,
        body: { actions: ["notify"], conditions: [] },
      },
    ],
    ["own keys", { process: /^stream_writer:/, method: "POST", path: () => `${v3}/keys/upload`, body: {} }],
    ["a device's name", { process: /^stream_writer:/, method: "PUT", path: () => `${v3}/devices/nowhere`, body: { display_name: "x" } }],
    ["upload", { process: /^media:/, method: "POST", path: () => "/_matrix/media/v3/upload?filename=a.txt", body: { text: "x" } }],
    ["limits of uploads", { process: /^media:/, method: "GET", path: () => "/_matrix/client/v1/media/config" }],
    ["sign-out of nothing", { process: /^main:/, method: "POST", path: () => `${v3}/rooms/${room}/upgrade`, body: {} }],
    ["versions", { process: /^client[12]:/, method: "GET", path: () => "/_matrix/client/versions" }],
  ];

  it.each(cases)("%s", async (_title, { process, method, path, body }) => {
    const before = await readServed(lab);
    const answer = await camille.ask(method, path(), body);
    const served = servedBetween(before, await readServed(lab));
    expect({ served, status: answer.status }).toMatchObject({ served: [expect.stringMatching(process)] });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
  });

  it("a read receipt", async () => {
    const sent = await camille.ask("PUT", `${v3}/rooms/${room}/send/m.room.message/r`, { msgtype: "m.text", body: "reçu" });
    const before = await readServed(lab);
    const event = encodeURIComponent(String(sent.body.event_id));
    await camille.ask("POST", `${v3}/rooms/${room}/receipt/m.read/${event}`, {});
    expect(servedBetween(before, await readServed(lab))).toEqual([expect.stringMatching(/^stream_writer:/)]);
  });

  it("campus's own requests reach the same processes by the internal listener", async () => {
    const smith = `@${lab.agentSmith}:${lab.serverName}`;
    const headers = { authorization: `Bearer ${lab.asToken}` };
    const before = await readServed(lab);
    const make = await fetch(`${lab.internalUrl}${v3}/createRoom?user_id=${encodeURIComponent(smith)}`, {
      method: "POST",
      headers,
      body: "{}",
    });
    const list = await fetch(`${lab.internalUrl}/_synapse/admin/v2/users`, { headers });
    expect([make.status, list.status]).toEqual([200, 200]);
    const served = servedBetween(before, await readServed(lab));
    expect(served).toEqual(
      expect.arrayContaining([expect.stringMatching(/^event_creator[12]: POST/), expect.stringMatching(/^main: GET/)]),
    );
  });
});
