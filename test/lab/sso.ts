/** People who sign in to a lab Synapse by CAS: what an administrator gives them, what their browser and their client do. */
import type { CasPerson } from "#hosting/fake-cas/model.ts";
import { type FakeCas, startFakeCas } from "#hosting/fake-cas/start.ts";
import { openCasBrowser, type Page } from "./cas-client.ts";

/** Where the same rows run: one process, or the whole platform behind nginx. Addresses without a final slash. */
export interface SsoTarget {
  /** What people's clients reach. */
  readonly publicUrl: string;
  /** Synapse itself, for the acts of an administrator. */
  readonly adminUrl: string;
  readonly asToken: string;
  /** Address the app service's token must come from. */
  readonly forwardedFor?: string;
  readonly serverName: string;
  /** Client that Synapse sends people back to without a question; ends with a slash. */
  readonly clientUrl: string;
  /** Synapse stopped and started again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: { readonly [key: string]: unknown };
}

export interface SignedIn {
  /** What Synapse answered to the browser that came back from CAS. */
  readonly page: Page;
  /** Address CAS sent it to, ticket included. */
  readonly ticketUrl: string;
}

export interface SsoLab extends SsoTarget {
  /** Request of a client; null: without token. */
  ask(method: string, path: string, body?: object | null, token?: string | null): Promise<Answer>;
  /** Request of the app service to the admin API. */
  admin(method: string, path: string, body?: object | null): Promise<Answer>;
  /** `PUT /_synapse/admin/v2/users/…`. */
  put(localpart: string, body: object): Promise<Answer>;
  /** CAS links of an account. */
  links(localpart: string): Promise<readonly string[]>;
  /** CAS knows the login from now on, with what the lab requires of people. */
  know(login: string, attributes?: CasPerson["attributes"]): void;
  /** A browser goes from the client to Synapse, CAS, its form, and back to Synapse. */
  comeBack(login: string, clientUrl?: string): Promise<SignedIn>;
  /** The whole way, up to the client's token; throws when a step refuses. */
  signIn(login: string): Promise<{ readonly userId: string; readonly token: string }>;
}

const password = "invented";
export const required = { eduPersonAffiliation: "employee" };
const usual = { eduPersonAffiliation: ["member", "employee"] };

/** A CAS whose people the test may change. */
export async function openSsoCas(port = 0): Promise<{ readonly cas: FakeCas; readonly people: CasPerson[] }> {
  const people: CasPerson[] = [];
  const services = [{ pattern: "http://127\\.0\\.0\\.1:[0-9]+/_matrix/client/.*" }];
  return { cas: await startFakeCas({ port, people: () => people, services }), people };
}

export const linkedTo = (login: string): object => ({ external_ids: [{ auth_provider: "cas", external_id: login }] });

/** The token Synapse gave in the address it sends the browser to; null: none. */
export function loginTokenOf({ location }: Page): string | null {
  return location === null ? null : new URL(location).searchParams.get("loginToken");
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : {} };
}

export function openSsoLab(target: SsoTarget, cas: FakeCas, people: CasPerson[]): SsoLab {
  const { publicUrl, adminUrl, asToken, serverName, forwardedFor } = target;

  async function ask(method: string, path: string, body: object | null = null, token: string | null = null): Promise<Answer> {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    return read(await fetch(publicUrl + path, { method, headers, ...(body === null ? {} : { body: JSON.stringify(body) }) }));
  }

  async function admin(method: string, path: string, body: object | null = null): Promise<Answer> {
    const headers = { authorization: `Bearer ${asToken}`, ...(forwardedFor === undefined ? {} : { "x-forwarded-for": forwardedFor }) };
    return read(await fetch(adminUrl + path, { method, headers, ...(body === null ? {} : { body: JSON.stringify(body) }) }));
  }

  const userPath = (localpart: string): string => `/_synapse/admin/v2/users/${encodeURIComponent(`@${localpart}:${serverName}`)}`;

  async function comeBack(login: string, clientUrl = `${target.clientUrl}#/room`): Promise<SignedIn> {
    const browser = openCasBrowser();
    const sent = await browser.get(
      `${publicUrl}/_matrix/client/v3/login/sso/redirect/cas?${new URLSearchParams({ redirectUrl: clientUrl })}`,
    );
    const service = new URL(sent.location ?? "").searchParams.get("service");
    const { location } = await browser.signIn(cas.url, login, password, service);
    if (location === null) throw new Error(`CAS refused ${login}`);
    return { page: await browser.get(location), ticketUrl: location };
  }

  return {
    ...target,
    ask,
    admin,
    comeBack,
    put: (localpart, body) => admin("PUT", userPath(localpart), body),
    async links(localpart) {
      const { body } = await admin("GET", userPath(localpart));
      const all = (body.external_ids ?? []) as { auth_provider: string; external_id: string }[];
      return all.filter((one) => one.auth_provider === "cas").map((one) => one.external_id);
    },
    know(login, attributes = usual) {
      people.push({ login, password, attributes });
    },
    async signIn(login) {
      const { page } = await comeBack(login);
      const token = loginTokenOf(page);
      if (token === null) throw new Error(`${login}: ${page.status} ${page.text.slice(0, 200)}`);
      const { status, body } = await ask("POST", "/_matrix/client/v3/login", { type: "m.login.token", token });
      if (status !== 200) throw new Error(`${login}: ${status} ${JSON.stringify(body)}`);
      return { userId: String(body.user_id), token: String(body.access_token) };
    },
  };
}
