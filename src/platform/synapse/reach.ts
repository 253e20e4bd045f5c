/** What leaves the server: other servers, relays of calls, pages that people link to. */
import type { Site } from "../site.ts";
import type { YamlSection, YamlValue } from "../yaml.ts";
import { relaySecret } from "./given-files.ts";

const closed = "No federation: an empty list denies every server, whereas leaving it out would allow all.";
const listed = "Federation with the servers of this list and no other.";

export function federation({ description }: Site): YamlSection {
  const list = description.federation;
  return {
    comment: list === "closed" ? closed : listed,
    values: {
      federation_domain_whitelist: list === "closed" ? [] : [...list],
      trusted_key_servers: [],
      suppress_key_server_warning: true,
      allow_public_rooms_over_federation: false,
      allow_profile_lookup_over_federation: false,
      allow_device_name_lookup_over_federation: false,
      allow_public_rooms_without_auth: false,
      require_auth_for_profile_requests: true,
      limit_profile_requests_to_users_who_share_rooms: false,
    },
  };
}

export function calls(site: Site): YamlSection {
  const { turn } = site.description.features;
  const secret = relaySecret(site);
  if (turn === undefined || secret === null) return { comment: "No relay for calls is offered.", values: { turn_uris: [] } };
  return {
    comment: "Relay offered to people's calls.",
    values: { turn_uris: [...turn.uris], turn_shared_secret_path: secret.to, turn_allow_guests: false },
  };
}

/** Networks that are nobody's on the Internet (IANA's registries of special-purpose addresses). */
const privateNetworks = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/128",
  "::1/128",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
];

/** One address as a network. */
export function only(address: string): string {
  return `${address}/${address.includes(":") ? 128 : 32}`;
}

/** A link must not make Synapse ask the institution's own machines, which may well have public addresses. */
function previews({ description, hosts, language }: Site): { readonly [key: string]: YamlValue } {
  if (description.features.urlPreviews === "off") return { url_preview_enabled: false };
  const own = [...new Set(Object.values(hosts).map(({ address }) => only(address)))];
  return {
    url_preview_enabled: true,
    url_preview_ip_range_blacklist: [...privateNetworks, ...own],
    url_preview_accept_language: language === "fr" ? ["fr", "en"] : ["en", "fr"],
  };
}

export function quiet(site: Site): YamlSection {
  const measured = site.processes.some(({ metrics }) => metrics !== null);
  return {
    comment: "What leaves this machine, and what costs more than it is worth.",
    values: { ...previews(site), presence: { enabled: false }, enable_metrics: measured },
  };
}
