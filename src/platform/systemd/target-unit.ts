/** The target that stands for everything of the platform on one machine. */
import type { HostRole, Site } from "../site.ts";
import { unitsOn } from "./host-parts.ts";
import { writeUnit } from "./unit-text.ts";

export function targetText(site: Site, role: HostRole): string {
  return writeUnit(`Everything of the Matrix platform on the ${role} machine`, {
    Unit: { Description: `Matrix platform of ${site.serverName}, ${role} machine`, Wants: unitsOn(site, role) },
    Install: { WantedBy: "multi-user.target" },
  });
}
