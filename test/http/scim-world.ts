/** A SCIM endpoint on some store, asked as an identity provider would. */
import { expect } from "vitest";
import { parseConfig } from "#config/load.ts";
import type { CampusConfig } from "#config/schema.ts";
import { silentLog } from "#engine/log.ts";
import type { Clock, Store } from "#engine/ports.ts";
import { issueToken } from "#http/scim/access.ts";
import { buildScimApp } from "#http/scim/app.ts";
import type { ScimDeps } from "#http/scim/deps.ts";
import { scimDepsOf } from "#http/scim/from-config.ts";
import { listenScim } from "#http/scim/listen.ts";
import { urns } from "#http/scim/schema.ts";
import { fixedClock } from "../engine/campus.ts";

export const enterprise = urns.enterprise;

export function scimConfig(source = "idp", keys = ""): CampusConfig {
  return parseConfig(
    `servers:
  - { name: test, url: "http://127.0.0.1:8008", serverName: campus.test, tokenFile: token }
  - { name: other, url: "http://127.0.0.1:8009", serverName: other.test, tokenFile: token, sources: [csv] }
scim: { maximumBytes: 20000, publicUrl: "https://campus.univ-demo.example/" }
sources:
  - { kind: csv, name: csv, folder: data }
  - { kind: scim, name: ${source}, defaultPopulation: administratif, establishment: { code: UNIV, label: Université }${keys} }
`,
    "campus.yaml",
  );
}

/** JSON as tests look into it. */
type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Record<string, unknown>;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Client {
  readonly base: string;
  readonly token: string;
  readonly clock: Clock & { day: string };
  ask(method: Method, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

/** How requests reach the endpoint. */
export type Way = (deps: ScimDeps) => Promise<Endpoint>;
export interface Endpoint {
  send(method: Method, url: string, headers: Record<string, string>, payload?: string): Promise<Sent>;
  close(): Promise<void>;
}
interface Sent {
  readonly status: number;
  readonly text: string;
  readonly headers: Record<string, unknown>;
}

/** Nothing listens. */
export const injected: Way = async (deps) => {
  const app = buildScimApp(deps);
  return {
    async send(method, url, headers, payload) {
      const {
        statusCode,
        body,
        headers: answered,
      } = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
      return { status: statusCode, text: body, headers: answered };
    },
    close: () => app.close(),
  };
};

/** On a port of this machine, as the service listens. */
export const listening: Way = async (deps) => {
  const { url: base, close } = await listenScim({ ...deps, port: 0 });
  return {
    async send(method, url, headers, payload) {
      const answer = await fetch(`${base}${url}`, { method, headers, ...(payload === undefined ? {} : { body: payload }) });
      return { status: answer.status, text: await answer.text(), headers: Object.fromEntries(answer.headers) };
    },
    close,
  };
};

interface ClientOptions {
  readonly source?: string;
  /** Added to the source's configuration. */
  readonly keys?: string;
  readonly days?: number;
  readonly way?: Way;
  /** What the endpoint goes by; the client's own unless told. */
  readonly clock?: Clock;
  readonly asked?: (server: string) => void;
}

/** A client with a good token; `path` is what follows `/scim/SOURCE/v2`. */
export async function openClient(store: Store, options: ClientOptions = {}): Promise<Client> {
  const { source = "idp", keys = "", days = 90, way = injected, asked = () => {} } = options;
  const clock = fixedClock();
  const deps = scimDepsOf(scimConfig(source, keys), { store, log: silentLog, clock: options.clock ?? clock, asked });
  const endpoint = await way(deps);
  const { token } = await issueToken(deps, { source, label: "okta", days, by: "root" });
  const base = `/scim/${source}/v2`;
  return {
    base,
    token,
    clock,
    async ask(method, path, body, headers = {}) {
      const url = path.startsWith("/scim/") ? path : `${base}${path}`;
      const answer = await endpoint.send(method, url, { ...headersFor(token, body), ...headers }, payloadOf(body));
      const { status, text, headers: answered } = answer;
      if (text === "") return { status, body: {}, headers: answered };
      expect(answered["content-type"]).toMatch(/^application\/scim\+json/);
      return { status, body: JSON.parse(text), headers: answered };
    },
    close: () => endpoint.close(),
  };
}

function headersFor(token: string, body: unknown): Record<string, string> {
  const authorization = `Bearer ${token}`;
  return body === undefined ? { authorization } : { authorization, "content-type": "application/scim+json" };
}

function payloadOf(body: unknown): string | undefined {
  return body === undefined || typeof body === "string" ? body : JSON.stringify(body);
}

export function user(number: number, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    schemas: [urns.user],
    externalId: `ext-${number}`,
    userName: `agent${number}`,
    name: { givenName: "Zoé", familyName: `Essai${number}` },
    displayName: `Zoé Essai${number}`,
    emails: [{ value: `agent${number}@univ-demo.example`, type: "work", primary: true }],
    active: true,
    ...fields,
  };
}

export function group(code: string, members: readonly string[] = [], fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    schemas: [urns.group],
    externalId: code,
    displayName: `Structure ${code}`,
    members: members.map((value) => ({ value })),
    ...fields,
  };
}

export function patchOf(...operations: readonly Record<string, unknown>[]) {
  return { schemas: [urns.patch], Operations: operations };
}

/** A client of a source of its own; `keys` are added to its configuration. */
export type Open = (keys?: string) => Promise<Client>;

/** Id of the user or group made of `body`. */
export async function make(client: Client, body: Record<string, unknown>): Promise<string> {
  const { status, body: made } = await client.ask("POST", "userName" in body ? "/Users" : "/Groups", body);
  expect(status, JSON.stringify(made)).toBe(201);
  return String(made.id);
}
