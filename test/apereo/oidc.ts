/** Apereo CAS as OpenID Connect server of Synapse, the variant that is recommended: nobody is adopted by name, a sign-out reaches Matrix. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "#hosting/ports.ts";
import { type CasHarness, zoe } from "../contracts/cas-world.ts";
import { type CasBrowser, isLoginForm, openCasBrowser, type Page } from "../lab/cas-client.ts";
import { openPlainSynapse, type PlainSynapse } from "../lab/plain-synapse.ts";
import { eventually } from "../lab/processes.ts";
import { loginTokenOf } from "../lab/sso.ts";
import { startApereo } from "./start.ts";

const clientUrl = "http://127.0.0.1:1/";
const clientId = "synapse";
const clientSecret = "only-for-this-check";
const stranger = { login: "dupont007", password: "pw", attributes: {} };

/** As campus renders it; over plain HTTP Synapse must be told not to insist on TLS. */
function provider(issuer: string): object {
  return {
    idp_id: "cas",
    idp_name: "CAS",
    issuer,
    client_id: clientId,
    client_secret: clientSecret,
    scopes: ["openid", "profile"],
    skip_verification: true,
    enable_registration: false,
    allow_existing_users: false,
    backchannel_logout_enabled: true,
    user_mapping_provider: { config: { subject_claim: "sub", localpart_template: "{{ user.sub }}", confirm_localpart: false } },
  };
}

describe("Apereo CAS as OpenID Connect server of Synapse", () => {
  let cas: CasHarness;
  let synapse: PlainSynapse;
  beforeAll(async () => {
    const port = await freePort();
    const client = `http://127.0.0.1:${port}/_synapse/client/oidc`;
    const oidc = { clientId, clientSecret, callback: `${client}/callback`, logoutUrl: `${client}/backchannel_logout` };
    cas = await startApereo({ people: [zoe, stranger], services: [], oidc });
    synapse = await openPlainSynapse({ port, settings: { oidc_providers: [provider(`${cas.url}/oidc`)] } });
  });
  afterAll(async () => {
    await synapse?.stop();
    await cas?.stop();
  });

  async function put(localpart: string, body: object): Promise<number> {
    const path = `/_synapse/admin/v2/users/${encodeURIComponent(`@${localpart}:${synapse.serverName}`)}`;
    const headers = { authorization: `Bearer ${synapse.asToken}` };
    return (await fetch(synapse.baseUrl + path, { method: "PUT", headers, body: JSON.stringify(body) })).status;
  }

  /** From the client to the last page or to the client again. */
  async function follow(browser: CasBrowser, login: string, password: string): Promise<Page> {
    let url = `${synapse.baseUrl}/_matrix/client/v3/login/sso/redirect/oidc-cas?${new URLSearchParams({ redirectUrl: clientUrl })}`;
    let page = await browser.get(url);
    for (let step = 0; step < 12; step++) {
      if (isLoginForm(page)) page = await browser.submit(url, page, { username: login, password });
      if (page.location === null || page.location.startsWith(clientUrl)) return page;
      url = new URL(page.location, url).href;
      page = await browser.get(url);
    }
    return page;
  }

  it("opens the account that is linked, and closes its session when the person signs out of CAS", async () => {
    await put(zoe.login, { external_ids: [{ auth_provider: "oidc-cas", external_id: zoe.login }] });
    const browser = openCasBrowser();
    const token = loginTokenOf(await follow(browser, zoe.login, zoe.password));
    const body = JSON.stringify({ type: "m.login.token", token });
    const opened = await fetch(`${synapse.baseUrl}/_matrix/client/v3/login`, { method: "POST", body });
    expect(opened.status).toBe(200);
    const { access_token, user_id } = (await opened.json()) as { access_token: string; user_id: string };
    expect(user_id).toBe(`@${zoe.login}:${synapse.serverName}`);
    const whoami = async (): Promise<number> =>
      (await fetch(`${synapse.baseUrl}/_matrix/client/v3/account/whoami`, { headers: { authorization: `Bearer ${access_token}` } })).status;
    expect(await whoami()).toBe(200);
    await browser.get(`${cas.url}/logout`);
    expect(await eventually(whoami, (status) => status === 401)).toBe(401);
  });

  it("adopts nobody by their name", async () => {
    expect(await put(stranger.login, {})).toBe(201);
    const page = await follow(openCasBrowser(), stranger.login, stranger.password);
    expect([page.status, page.location]).toEqual([400, null]);
  });
});
