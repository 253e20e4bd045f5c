/** Certificates of the connections between the machines of a platform: an authority of its own, a key on each machine that never leaves it. */
import type { Component, Site } from "./site.ts";

/** Absolute paths on the machine of a component; PEM files. */
export interface InternalTls {
  /** The authority's certificate: all that a client of the database needs. */
  readonly authority: string;
  /** Certificate for the machine's name and address, for a server and a client alike. */
  readonly certificate: string;
  readonly key: string;
}

/** Names of the files, in the folder of secrets of the component. */
export const internalTlsNames = { authority: "internal-ca.crt", certificate: "internal.crt", key: "internal.key" } as const;

/** Components that show a certificate (nginx and postgres as servers, campus as a client) or only check one (synapse). */
export type InternalTlsComponent = Extract<Component, "nginx" | "postgres" | "campus" | "synapse" | "prometheus">;

/** null on the local target, where nothing leaves the machine (docs/RULES.md §12.2: mutual TLS between machines). */
export function internalTlsOf(site: Pick<Site, "description" | "places">, component: InternalTlsComponent): InternalTls | null {
  if (site.description.target === "local") return null;
  const { secrets } = site.places[component];
  const { authority, certificate, key } = internalTlsNames;
  return { authority: `${secrets}/${authority}`, certificate: `${secrets}/${certificate}`, key: `${secrets}/${key}` };
}
