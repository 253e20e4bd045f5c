/** Apereo CAS as OpenID Connect server of Synapse, the variant that is recommended: nobody is adopted by name, a sign-out reaches Matrix. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "#hosting/ports.ts";
import { type CasHarness, zoe } from "../contracts/cas-world.ts";
import { type CasBrowser, isLoginForm, openCasBrowser, type Page } from "../lab/cas-client.ts";
import { openPlainSynapse, type PlainSynapse } from "../lab/plain-synapse.ts";
import { eventually } from "../lab/processes.ts";
import { loginTokenOf } from "../lab/sso.ts";
import { settingsOf } from "../platform/rendered-synapse.ts";
import { sampleSite } from "../platform/sample-site.ts";
import { startApereo } from "./start.ts";

const clientUrl = "http://127.0.0.1:1/";
const clientId = "synapse";
const clientSecret = "only-for-this-check";
const stranger = { login: "dupont007", password: "pw", attributes: {} };

/** What campus renders, its secret in a file; over plain HTTP Synapse must also be told not to insist on TLS. */
function provider(issuer: string, folder: string): object {
  const clientSecretFile = join(folder, "client-secret");
  writeFileSync(clientSecretFile, `${clientSecret}\n`, { mode: 0o600 });
  const site = sampleSite({ profile: "lab", signIn: { kind: "oidc", issuer, clientId, clientSecretFile } });
  const [rendered] = settingsOf(site).oidc_providers as readonly object[];
  return { ...rendered, skip_verification: true };
}

describe("Apereo CAS as OpenID Connect server of Synapse", () => {
  let cas: CasHarness;
  let synapse: PlainSynapse;
  let folder = "";
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "campus-oidc-"));
    const port = await freePort();
    const client = `http://127.0.0.1:${port}/_synapse/client/oidc`;
    const oidc = { clientId, clientSecret, callback: `${client}/callback`, logoutUrl: `${client}/backchannel_logout` };
    cas = await startApereo({ people: [zoe, stranger], services: [], oidc });
    synapse = await openPlainSynapse({ port, settings: { oidc_providers: [provider(`${cas.url}/oidc`, folder)] } });
  });
  afterAll(async () => {
    await synapse?.stop();
    await cas?.stop();
    rmSync(folder, { recursive: true, force: true });
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
