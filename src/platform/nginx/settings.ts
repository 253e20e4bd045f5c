/** The part of the configuration that every nginx of a platform shares: processes, logs, temporary files, limits, TLS. */
import type { Places, Site } from "../site.ts";
import { publicCertificateNames } from "../systemd/server-units.ts";
import { type Block, block, type Line, pattern, quote } from "./conf-text.ts";

export const rendered = "# Rendered by campus from the platform description: edits are lost at the next start.";

/** What the two machines differ in. */
export interface MainFile {
  readonly site: Site;
  /** Folders of this nginx. */
  readonly places: Places;
  /** Names of the files included, in order. */
  readonly includes: readonly string[];
}

/**
 * nginx.conf. Lines about requests hold the path and never the query, where tickets of CAS and tokens travel. nginx's own messages
 * about requests quote the whole request line, so only the gravest are kept; what fails is seen in the access log by its status.
 */
export function mainFile({ site, places, includes }: MainFile): readonly Line[] {
  const local = site.description.target === "local";
  return [
    rendered,
    // On machines with systemd the unit says so, and runs it as a user of its own.
    ...(local ? ["daemon off", "worker_processes 1"] : ["worker_processes auto", "worker_rlimit_nofile 65536"]),
    `pid ${quote(`${places.run}/nginx.pid`)}`,
    `error_log ${quote(`${places.log}/error.log`)} warn`,
    block("events", [`worker_connections ${local ? 2048 : 16384}`]),
    block("http", [
      ...logs(places),
      ...temporary(places),
      "server_tokens off",
      "default_type application/octet-stream",
      ...limits,
      ...(encrypts(site) ? tls : []),
      ...includes.map((name) => `include ${quote(`${places.conf}/${name}`)}`),
    ]),
  ];
}

function logs({ log }: Places): readonly Line[] {
  const line =
    `{"time":"$time_iso8601","address":"$remote_addr","method":"$request_method","path":"$path_asked","status":$status,` +
    `"seconds":$request_time,"bytes":$bytes_sent,"process":"$upstream_addr"}`;
  return [
    // Pages shown instead of an answer would otherwise stand there under their own name.
    block("map $request_uri $path_asked", ['default ""', `${pattern("^(?<path_alone>[^?]*)")} $path_alone`]),
    `log_format campus escape=json '${line}'`,
    `access_log ${quote(`${log}/access.log`)} campus`,
    `error_log ${quote(`${log}/error.log`)} crit`,
  ];
}

function temporary({ run }: Places): readonly Line[] {
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return kinds.map((kind) => `${kind}_temp_path ${quote(`${run}/${kind}`)}`);
}

const limits: readonly Line[] = [
  "keepalive_timeout 75s",
  "keepalive_requests 100000",
  "client_header_timeout 30s",
  "client_body_timeout 60s",
  "send_timeout 60s",
  "large_client_header_buffers 4 32k",
  "reset_timedout_connection on",
];

/** TLS 1.2 with forward secrecy and TLS 1.3 (RFC 9325). */
const tls: readonly Line[] = [
  "ssl_protocols TLSv1.2 TLSv1.3",
  "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305",
  "ssl_prefer_server_ciphers off",
  "ssl_session_cache shared:campus:10m",
  "ssl_session_timeout 1d",
  "ssl_session_tickets off",
];

function encrypts(site: Site): boolean {
  return site.description.target !== "local" || site.reverseProxy?.certificate !== null;
}

/** Lines of a server that people reach: address, certificate where there is one. */
export function publicListen(site: Site, which: "public" | "element", places: Places): readonly Line[] {
  const { reverseProxy } = site;
  if (reverseProxy === null) return [];
  const { address, port } = reverseProxy[which];
  const files = certificateFiles(site, places);
  if (files === null) return [`listen ${address}:${port}`];
  return [`listen ${address}:${port} ssl http2`, `ssl_certificate ${quote(files.certificate)}`, `ssl_certificate_key ${quote(files.key)}`];
}

/** Where nginx reads the public certificate: on machines of its own, the copy that its unit makes for its user. */
function certificateFiles(site: Site, { secrets }: Places): { readonly certificate: string; readonly key: string } | null {
  const known = site.reverseProxy?.certificate ?? null;
  if (known === null || site.description.target === "local") return known;
  return { certificate: `${secrets}/${publicCertificateNames.certificate}`, key: `${secrets}/${publicCertificateNames.key}` };
}

/** People who type the address without https. Only where the standard ports are used. */
export function redirectServer(site: Site, which: "public" | "element"): readonly Block[] {
  const { reverseProxy } = site;
  if (reverseProxy === null || reverseProxy.certificate === null || reverseProxy[which].port !== 443) return [];
  const to = (which === "public" ? site.publicUrl : (site.elementUrl ?? site.publicUrl)).replace(/\/$/, "");
  return [block("server", [`listen ${reverseProxy[which].address}:80`, `return 301 ${quote(`${to}$request_uri`)}`])];
}
