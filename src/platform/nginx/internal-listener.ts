/** The only way campus takes to Synapse: method, path and query of its own table, and no other (docs/RULES.md §12.2). */
import { internalTlsOf } from "../internal-tls.ts";
import type { Site } from "../site.ts";
import { block, type Line, quote } from "./conf-text.ts";
import {
  asRefused,
  asWrite,
  jsonOnly,
  outcomeLocations,
  outcomes,
  proxyHeaders,
  retryReads,
  toProcess,
  writeLocation,
} from "./proxying.ts";

export function internalListener(site: Site): readonly Line[] {
  return [
    block("server", [
      ...listen(site),
      "server_name _",
      ...proxyHeaders(site, forwardedFor(site)),
      jsonOnly,
      ...outcomes(),
      block("location /", [
        block("if ($is_campus_call = 0)", [`return ${asRefused}`]),
        block("if ($is_write)", [`return ${asWrite}`]),
        retryReads,
        toProcess,
      ]),
      writeLocation,
      ...outcomeLocations(site),
    ]),
  ];
}

/** Between machines both sides show a certificate of the platform's own authority, and campus's machine is the only one heard. */
function listen(site: Site): readonly Line[] {
  const { reverseProxy } = site;
  if (reverseProxy === null) return [];
  const { address, port } = reverseProxy.internal;
  const tls = internalTlsOf(site, "nginx");
  if (tls === null) return [`listen ${address}:${port}`];
  return [
    `listen ${address}:${port} ssl`,
    `ssl_certificate ${quote(tls.certificate)}`,
    `ssl_certificate_key ${quote(tls.key)}`,
    `ssl_client_certificate ${quote(tls.authority)}`,
    "ssl_verify_client on",
    `allow ${site.hosts.campus.address}`,
    "deny all",
  ];
}

/** On one machine every client is on loopback: an address that nothing else is told stands for campus. */
function forwardedFor({ description, appServiceAddress }: Site): string {
  return description.target === "local" ? appServiceAddress : "$remote_addr";
}
