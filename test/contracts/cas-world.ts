/** What a CAS is started with for its contract: two people, two services, and a listener that hears of sign-outs. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { CasPerson, CasService } from "#hosting/fake-cas/model.ts";
import type { CasBrowser, Page } from "../lab/cas-client.ts";

/** A name with everything XML must escape, and an attribute of several values. */
export const zoe: CasPerson = {
  login: "lefevre412",
  password: "pw1",
  attributes: {
    displayName: 'Zoé Lefèvre-N\'Diaye <&> "Z"',
    mail: "zoe.lefevre@univ-demo.example",
    eduPersonAffiliation: ["member", "employee"],
    supannRefId: "{OCTOPUS:ID}48213",
    uid: "p00012345",
  },
};

/** A login of digits, without the attribute that one service names people by. */
export const noor: CasPerson = { login: "21812345", password: "pw3", attributes: { displayName: "Noor Haddad" } };

const host = "http://127\\.0\\.0\\.1:[0-9]+/";
export const casServices: readonly CasService[] = [
  { pattern: `${host}plain/.*` },
  { pattern: `${host}principal/.*`, principalAttribute: "uid" },
];

export interface CasHarness {
  /** Ends with /cas. */
  readonly url: string;
  /** Tickets given before are too old afterwards. */
  age(): Promise<void>;
  stop(): Promise<void>;
}

export interface LogoutListener {
  /** Without final slash. */
  readonly url: string;
  /** What was posted to it since the last call: path and form. */
  heard(): readonly { readonly path: string; readonly form: URLSearchParams }[];
  stop(): Promise<void>;
}

export interface CasWorld {
  readonly cas: string;
  readonly harness: CasHarness;
  readonly application: LogoutListener;
  /** Address of a registered service. */
  service(path?: string): string;
  /** Somebody who has just signed in, without a service. */
  signedIn(login?: string, password?: string): Promise<CasBrowser>;
  /** A new ticket for a session that exists. */
  ticket(browser: CasBrowser, service: string): Promise<string>;
  /** What a service is told about a ticket. */
  validate(query: Readonly<Record<string, string>>, path?: string): Promise<Page>;
}

/** An application that only hears of sign-outs. */
export async function listenForLogouts(): Promise<LogoutListener> {
  let posts: { path: string; form: URLSearchParams }[] = [];
  const server = createServer(async (request, response) => {
    posts.push({ path: `${request.method} ${request.url}`, form: new URLSearchParams(await text(request)) });
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard() {
      const heard = posts;
      posts = [];
      return heard;
    },
    async stop() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Code of a failure told in XML, null when it is none. */
export function failureOf({ text }: Page): string | null {
  return /<cas:authenticationFailure code="([A-Z_]+)">/.exec(text)?.[1] ?? null;
}

const plain = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll(/&(?:quot|#34);/g, '"')
    .replaceAll(/&(?:apos|#39);/g, "'")
    .replaceAll("&amp;", "&");

/** Values of one element, in order. */
export function valuesOf({ text }: Page, element: string): readonly string[] {
  return [...text.matchAll(new RegExp(`<cas:${element}>([^<]*)</cas:${element}>`, "g"))].map(([, value = ""]) => plain(value));
}
