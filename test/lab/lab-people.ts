/** People of a lab platform: accounts with a CAS link, who sign in through CAS as browsers do, and talk. */
import { writeSamplePeople } from "#hosting/cas-service.ts";
import { sampleCasUrl } from "#platform/cas/render-sample-cas.ts";
import { openCasBrowser } from "./cas-client.ts";
import type { LabPlatform } from "./platform-lab.ts";

export interface LabAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Signed {
  readonly userId: string;
  readonly token: string;
  ask(method: string, path: string, body?: object): Promise<LabAnswer>;
}

/** One request to any address of the platform. */
export async function askAt(url: string, method: string, token: string | null, body?: object): Promise<LabAnswer> {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { method, headers, redirect: "manual", ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : { text } };
}

/** campus's own requests, as its sender or as somebody. */
export function askAsCampus(lab: LabPlatform, method: string, path: string, body?: object): Promise<LabAnswer> {
  return askAt(`${lab.internalUrl}${path}`, method, lab.asToken, body);
}

/** An account whose CAS login is its localpart. */
export async function addLabPerson(lab: LabPlatform, login: string, displayname: string): Promise<string> {
  const userId = `@${login}:${lab.serverName}`;
  const body = { displayname, external_ids: [{ auth_provider: "cas", external_id: login }] };
  const made = await askAsCampus(lab, "PUT", `/_synapse/admin/v2/users/${encodeURIComponent(userId)}`, body);
  if (made.status !== 201) throw new Error(`account ${userId}: ${made.status} ${JSON.stringify(made.body)}`);
  return userId;
}

export const labPassword = "une phrase de passe";

/** From now on CAS knows these logins. */
export function enterCas(lab: LabPlatform, logins: readonly string[]): void {
  const people = logins.map((login) => ({ login, password: labPassword, attributes: { displayName: login } }));
  writeSamplePeople(lab.site, people);
}

/** What a browser does: Synapse → CAS → Synapse → the client with a login token → a session. */
export async function signInByCas(lab: LabPlatform, login: string): Promise<Signed> {
  const back = lab.site.elementUrl ?? `${lab.baseUrl}/`;
  const start = `${lab.baseUrl}/_matrix/client/v3/login/sso/redirect/cas?redirectUrl=${encodeURIComponent(back)}`;
  const browser = openCasBrowser();
  const service = new URL((await browser.get(start)).location ?? "").searchParams.get("service") ?? "";
  const sent = await browser.signIn(sampleCasUrl(lab.site) ?? "", login, labPassword, service);
  const arrived = await browser.get(sent.location ?? "");
  const loginToken = new URL(arrived.location ?? "").searchParams.get("loginToken");
  const body = { type: "m.login.token", token: loginToken };
  const session = await askAt(`${lab.baseUrl}/_matrix/client/v3/login`, "POST", null, body);
  if (session.status !== 200) throw new Error(`sign-in of ${login}: ${session.status} ${JSON.stringify(session.body)}`);
  const token = String(session.body.access_token);
  return {
    userId: String(session.body.user_id),
    token,
    ask: (method, path, content) => askAt(`${lab.baseUrl}${path}`, method, token, content),
  };
}
