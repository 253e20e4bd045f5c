/** Who may open a connection to whom: the one table that both ends' rules are made of (docs/RULES.md §12.15). */
import type { HostRole, Listener, Site } from "../site.ts";
import { userOf } from "../systemd/places.ts";

export interface Flow {
  /** A machine of the platform, people's clients (`anyone`), or the networks of administrators. */
  readonly from: HostRole | "anyone" | "administrators";
  readonly to: HostRole;
  readonly port: number;
  /** On the machine it comes from, only this system user's programs may open it. */
  readonly user?: string;
  readonly why: string;
}

/** A machine outside the platform that one of its machines must reach. */
export interface OutsideFlow {
  readonly from: HostRole;
  /** Address; null when only a name is known: the port is then open towards everything, for that user's programs alone. */
  readonly address: string | null;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  readonly user?: string;
  readonly why: string;
}

/** Connections between the machines, and those that come in from outside. */
export function flowsOf(site: Site): readonly Flow[] {
  return [...publicFlows(site), ...databaseFlows(site), ...campusFlows(site), ...administration(site)];
}

function publicFlows({ reverseProxy }: Site): readonly Flow[] {
  if (reverseProxy === null) return [];
  const open = (to: HostRole, port: number, why: string): readonly Flow[] => [
    { from: "anyone", to, port, why },
    // Those who type the address without https are sent on.
    ...(port === 443 ? [{ from: "anyone", to, port: 80, why } as const] : []),
  ];
  return [
    ...open("matrix", reverseProxy.public.port, "people's clients"),
    ...open("element", reverseProxy.element.port, "people's browsers"),
  ];
}

function databaseFlows({ database }: Site): readonly Flow[] {
  if (database.kind !== "postgres") return [];
  const { port } = database.listener;
  return [
    { from: "matrix", to: "database", port, user: userOf.synapse, why: "Synapse's database" },
    { from: "campus", to: "database", port, user: userOf.campus, why: "campus's database, and reading Synapse's" },
  ];
}

function campusFlows({ reverseProxy, processes, prometheus }: Site): readonly Flow[] {
  const internal: readonly Flow[] =
    reverseProxy === null
      ? []
      : [{ from: "campus", to: "matrix", port: reverseProxy.internal.port, user: userOf.campus, why: "campus's own way to Synapse" }];
  if (prometheus === null) return internal;
  const measured = processes.map(({ metrics }) => metrics).filter((metrics): metrics is Listener => metrics !== null);
  const scraped = measured.map(({ port }): Flow => {
    return { from: "campus", to: "matrix", port, user: userOf.prometheus, why: "measures" };
  });
  return [...internal, ...scraped];
}

function administration({ description }: Site): readonly Flow[] {
  if (description.access.sshFrom.length === 0) return [];
  const roles = ["database", "matrix", "element", "campus"] as const satisfies HostRole[];
  return roles.map((to) => ({ from: "administrators", to, port: 22, why: "administration" }));
}

/** Port of an address on the web. */
function portOf(url: string): number {
  const [, scheme, , port] = /^(https?):\/\/(\[[^\]]+\]|[^/:?#]+)(?::(\d+))?/.exec(url) ?? [];
  return port === undefined ? (scheme === "http" ? 80 : 443) : Number(port);
}

/** The address in a URL that names one; null for a host name. */
export function addressIn(url: string): string | null {
  const host = /^[a-z]+:\/\/(?:[^/@]*@)?(\[[^\]]+\]|[^/:?#]+)/.exec(url)?.[1] ?? "";
  if (host.startsWith("[")) return host.slice(1, -1);
  return /^\d+(\.\d+){3}$/.test(host) ? host : null;
}

/** Connections out of the platform: names, time, packages; where tickets of sign-in are checked; relays that a description names. */
export function outsideFlows(site: Site, beyond: readonly OutsideFlow[]): readonly OutsideFlow[] {
  return [...signInFlows(site), ...urlPreviewFlows(site), ...beyond];
}

function signInFlows({ signIn }: Site): readonly OutsideFlow[] {
  const url = signIn?.kind === "cas" ? signIn.url : signIn?.kind === "oidc" ? signIn.issuer : null;
  if (url === null) return [];
  const how = { address: addressIn(url), port: portOf(url), protocol: "tcp" } as const;
  return [{ from: "matrix", ...how, user: userOf.synapse, why: "sign-in: Synapse asks who a ticket belongs to" }];
}

/** Exchanges with the servers of the list, pages that people link to. */
function urlPreviewFlows({ description }: Site): readonly OutsideFlow[] {
  const out = { from: "matrix", address: null, protocol: "tcp", user: userOf.synapse } as const;
  const previews = description.features.urlPreviews === "on" ? [80, 443] : [];
  const federation = description.federation === "closed" ? [] : [443, 8448];
  return [
    ...previews.map((port) => ({ ...out, port, why: "previews of pages" })),
    ...federation.map((port) => ({ ...out, port, why: "the servers of the list" })),
  ];
}
