/** Users (sysusers.d) and folders (tmpfiles.d) of one machine. */

import { ownRules } from "../firewall/render-firewall.ts";
import type { Component, HostRole, Site } from "../site.ts";
import { componentsOn } from "./host-parts.ts";
import { configFolder, userOf } from "./places.ts";
import { birthFolder } from "./synapse-units.ts";

const header = "# Rendered by campus.\n";

/** Columns of sysusers.d(5): type, name, id, description, home. */
export function sysusers(site: Site, role: HostRole): string {
  const lines = new Map(
    componentsOn(site, role).map((one) => [userOf[one], `u ${userOf[one]} - "Matrix platform, ${one}" ${site.places[one].data}`]),
  );
  return `${header}${[...lines.values()].join("\n")}\n`;
}

/** Columns of tmpfiles.d(5): type, path, mode, user, group. What runs as one user is closed to the others. */
export function tmpfiles(site: Site, role: HostRole): string {
  const parents = ["/var/lib/matrix-campus", "/var/log/matrix-campus", "/run/matrix-campus", configFolder];
  const own = componentsOn(site, role).flatMap((one) => folders(site, one));
  const lines = [
    ...[...parents, `${configFolder}/firewall.d`, ...Object.values(ownRules)].map((path) => `d ${path} 0755 root root`),
    ...own,
  ];
  return `${header}${lines.join("\n")}\n`;
}

function folders(site: Site, component: Component): string[] {
  const { conf, data, log, run, secrets } = site.places[component];
  const user = userOf[component];
  return [
    `d ${conf} 0750 root ${user}`,
    `d ${secrets} 0750 root ${user}`,
    `d ${data} 0700 ${user} ${user}`,
    `d ${log} 0750 ${user} ${user}`,
    `d ${run} 0750 ${user} ${user}`,
    ...(component === "synapse" ? [`d ${birthFolder(site)} 0700 ${user} ${user}`] : []),
  ];
}
