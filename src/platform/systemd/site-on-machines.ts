/** The site of a platform on machines of its own: fixed ports, folders of the system. */
import { standardPorts } from "../ports.ts";
import { resolveSite } from "../resolve.ts";
import type { Identities, ServerPlatform, Site } from "../site.ts";
import { systemdPlaces } from "./places.ts";

/** The registration secret is never in force beyond the installation, which makes the identities and then removes it. */
export function siteOnMachines(platform: ServerPlatform, identities: Identities): Site {
  const { name, serverName, language } = platform;
  const where = { ports: standardPorts(platform), places: systemdPlaces(), isBootstrapped: false };
  return resolveSite({ name, serverName, language, identities, description: platform, ...where });
}
