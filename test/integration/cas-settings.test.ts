/** What Synapse does by CAS under settings that campus doesn't render: the reasons why it doesn't, and the day they no longer hold. */
import { afterEach, describe, expect, it } from "vitest";
import type { FakeCas } from "#hosting/fake-cas/start.ts";
import { lettered, openPlainSynapse, type PlainOptions } from "../lab/plain-synapse.ts";
import { linkedTo, loginTokenOf, openSsoCas, openSsoLab, type SsoLab } from "../lab/sso.ts";
import { hasSynapse } from "../lab/synapse.ts";

let lab: SsoLab | null = null;
let cas: FakeCas | null = null;
afterEach(async () => {
  await lab?.stop();
  await cas?.stop();
  lab = null;
  cas = null;
});

const clientUrl = "http://127.0.0.1:1/";

async function open(options: PlainOptions, casSettings: object = {}, settings: object = {}): Promise<SsoLab> {
  const opened = await openSsoCas();
  cas = opened.cas;
  const cas_config = { enabled: true, server_url: cas.url, protocol_version: 3, enable_registration: false, ...casSettings };
  const plain = await openPlainSynapse({ ...options, settings: { cas_config, ...settings } });
  const { baseUrl, serverName, asToken, stop } = plain;
  lab = openSsoLab(
    { publicUrl: baseUrl, adminUrl: baseUrl, asToken, serverName, clientUrl, restart: () => Promise.reject(new Error("not here")), stop },
    cas,
    opened.people,
  );
  return lab;
}

describe.skipIf(!hasSynapse())("Synapse and CAS under other settings", () => {
  it("without a list of clients everybody is asked to confirm", async () => {
    const all = await open({}, {}, { sso: {} });
    all.know("lefevre412");
    await all.put("lefevre412", linkedTo("lefevre412"));
    const { page } = await all.comeBack("lefevre412");
    expect([page.status, page.location]).toEqual([200, null]);
    expect(page.text).toContain("loginToken=");
  });

  it("without the module's page a locked person comes back to their client, which is refused", async () => {
    const all = await open({ moduleConfig: { explain_locked: false } });
    all.know("lefevre412");
    await all.put("lefevre412", linkedTo("lefevre412"));
    await all.put("lefevre412", { locked: true });
    const token = loginTokenOf((await all.comeBack("lefevre412")).page);
    const refused = await all.ask("POST", "/_matrix/client/v3/login", { type: "m.login.token", token });
    expect(refused).toMatchObject({ status: 401, body: { errcode: "M_USER_LOCKED", soft_logout: true } });
  });

  it("a service identity of ordinary letters is found by its name: the module refuses, and the link is written all the same", async () => {
    const all = await open({});
    const register = { type: "m.login.application_service", username: lettered, inhibit_login: true };
    expect(await all.admin("POST", "/_matrix/client/v3/register", register)).toMatchObject({ status: 200 });
    all.know("Agent.Smith");
    const { page } = await all.comeBack("Agent.Smith");
    expect([page.status, loginTokenOf(page)]).toEqual([400, null]);
    expect(await all.links(lettered)).toEqual(["Agent.Smith"]);
    expect(loginTokenOf((await all.comeBack("Agent.Smith")).page)).toBeNull();
  });

  it("with a prefix for logins of digits, the link must bear it too", async () => {
    const all = await open({}, { allow_numeric_ids: true, numeric_ids_prefix: "u" });
    for (const login of ["21812345", "21812346"]) all.know(login);
    await all.put("u21812345", linkedTo("u21812345"));
    await all.put("etu21812346", linkedTo("21812346"));
    expect(await all.signIn("21812345")).toMatchObject({ userId: `@u21812345:${all.serverName}` });
    expect((await all.comeBack("21812346")).page).toMatchObject({ status: 400, location: null });
  });

  it("without a prefix, whoever has a login of digits becomes none…", async () => {
    const all = await open({}, { allow_numeric_ids: true, enable_registration: true });
    all.know("21812345");
    expect(await all.signIn("21812345")).toMatchObject({ userId: `@none21812345:${all.serverName}` });
  });

  it("where names may come from CAS, nobody comes back a second time", async () => {
    const all = await open({}, {}, { sso: { client_whitelist: [clientUrl], update_profile_information: true } });
    all.know("lefevre412");
    await all.put("lefevre412", linkedTo("lefevre412"));
    expect((await all.comeBack("lefevre412")).page).toMatchObject({ status: 400, location: null });
  });
});
