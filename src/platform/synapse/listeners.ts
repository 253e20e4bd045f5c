/** Where a process of Synapse listens, and for what. */
import type { Listener, Site, SynapseProcess } from "../site.ts";
import type { YamlValue } from "../yaml.ts";
import { answersClients, mediaServers } from "./duties.ts";

/** A worker always answers /health, whatever its resources. */
function resourcesOf(site: Site, one: SynapseProcess): readonly string[] {
  if (one.isMain) return site.description.federation === "closed" ? ["client"] : ["client", "federation"];
  if (mediaServers(site).includes(one.name)) return ["client", "media"];
  return answersClients(one) ? ["client"] : ["health"];
}

function http({ address, port }: Listener, names: readonly string[]): { readonly [key: string]: YamlValue } {
  return { port, type: "http", tls: false, bind_addresses: [address], resources: [{ names }] };
}

/**
 * Behind the reverse proxy the address of a client is what the proxy says it is; without one, a header that anybody can send is ignored.
 * Metrics are for Prometheus alone, replication for the other processes alone: neither is ever proxied.
 */
export function listenersOf(site: Site, one: SynapseProcess): readonly YamlValue[] {
  const { client, replication, metrics } = one;
  const proxied = site.reverseProxy === null ? {} : { x_forwarded: true };
  return [
    { ...http(client, resourcesOf(site, one)), ...proxied },
    ...(replication === null ? [] : [http(replication, ["replication"])]),
    ...(metrics === null ? [] : [{ port: metrics.port, type: "metrics", bind_addresses: [metrics.address] }]),
  ];
}
