/** The application service that campus is: who it may act for, and from where. */
import type { Site, Slot } from "../site.ts";
import type { YamlSection } from "../yaml.ts";
import { only } from "./reach.ts";

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

export interface Registered extends Pick<Site, "serverName" | "identities"> {
  /** The only address that the token works from; null on a platform that campus doesn't render, where it isn't known. */
  readonly appServiceAddress: string | null;
}

/**
 * May be any local user and give any address; nothing is pushed to it (docs/RULES.md §12.3), and its token works from one address
 * only, which the reverse proxy gives to campus's requests alone (§12.2). One file per slot: both tokens work while one replaces the other.
 */
export function registration({ serverName, identities, appServiceAddress }: Registered, { name, asToken, hsToken }: Slot): YamlSection {
  const domain = escapeRegex(serverName);
  return {
    comment:
      "Whoever holds as_token can be anybody here: keep this file as secret as a root key.\n" +
      "url null: no message is ever pushed to campus. Not exclusive: people keep their search and notifications.",
    values: {
      id: `campus-${name}`,
      url: null,
      as_token: asToken,
      hs_token: hsToken,
      sender_localpart: identities.connector,
      rate_limited: false,
      ...(appServiceAddress === null ? {} : { ip_range_whitelist: [only(appServiceAddress)] }),
      namespaces: {
        users: [{ regex: `@.*:${domain}`, exclusive: false }],
        aliases: [{ regex: `#.*:${domain}`, exclusive: false }],
        rooms: [],
      },
    },
  };
}
