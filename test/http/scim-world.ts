/** A SCIM endpoint on some store, asked by `app.inject` as an identity provider would. */
import { expect } from "vitest";
import { parseConfig } from "#config/load.ts";
import type { CampusConfig } from "#config/schema.ts";
import { silentLog } from "#engine/log.ts";
import type { Clock, Store } from "#engine/ports.ts";
import { issueToken } from "#http/scim/access.ts";
import { buildScimApp } from "#http/scim/app.ts";
import { scimDepsOf } from "#http/scim/from-config.ts";
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

/** A client with a good token; `path` is what follows `/scim/SOURCE/v2`. */
export async function openClient(store: Store, { source = "idp", keys = "", days = 90 } = {}): Promise<Client> {
  const clock = fixedClock();
  const deps = scimDepsOf(scimConfig(source, keys), { store, log: silentLog, clock });
  const app = buildScimApp(deps);
  const { token } = await issueToken(deps, { source, label: "okta", days, by: "root" });
  const base = `/scim/${source}/v2`;
  return {
    base,
    token,
    clock,
    async ask(method, path, body, headers = {}) {
      const url = path.startsWith("/scim/") ? path : `${base}${path}`;
      const response = await app.inject({ method, url, headers: { ...headersFor(token, body), ...headers }, ...payloadOf(body) });
      if (response.body === "") return { status: response.statusCode, body: {}, headers: response.headers };
      expect(response.headers["content-type"]).toMatch(/^application\/scim\+json/);
      return { status: response.statusCode, body: JSON.parse(response.body), headers: response.headers };
    },
    close: () => app.close(),
  };
}

function headersFor(token: string, body: unknown): Record<string, string> {
  const authorization = `Bearer ${token}`;
  return body === undefined ? { authorization } : { authorization, "content-type": "application/scim+json" };
}

function payloadOf(body: unknown): { readonly payload?: string } {
  if (body === undefined) return {};
  return { payload: typeof body === "string" ? body : JSON.stringify(body) };
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
