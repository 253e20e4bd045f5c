/** Units of the database machine that make the functions by which campus reads Synapse's database. */
import { postgresPaths } from "../postgres/roles.ts";
import type { Site } from "../site.ts";
import { confine } from "./hardening.ts";
import { observeTimerUnit, serviceOf, targetUnit } from "./host-parts.ts";
import { userOf } from "./places.ts";
import { postgresFolder } from "./server-units.ts";
import { writeUnit } from "./unit-text.ts";

export const observeService = "matrix-observe.service";

/**
 * The functions can only be made once Synapse, on its own machine, has made its tables, and are made anew after it was upgraded: the script
 * gives the same result each time, so it simply comes round.
 */
export function observeUnits(site: Site): ReadonlyMap<string, string> {
  const { data, log, run } = site.places.postgres;
  const script = postgresPaths(site).observe;
  const service = writeUnit("Functions by which campus reads Synapse's database", {
    Unit: {
      Description: "Read functions in Synapse's database",
      After: serviceOf.postgres,
      Requisite: serviceOf.postgres,
      StartLimitIntervalSec: "10min",
      StartLimitBurst: 10,
    },
    Service: {
      Type: "oneshot",
      ...confine({ user: userOf.postgres, writes: [data, log, run], memoryMb: 512 }),
      ExecStart: `${postgresFolder}/bin/psql -X -q -h ${run} -d postgres -f ${script}`,
      // Synapse's own changes of its tables may cross this one, which then changes nothing.
      Restart: "on-failure",
      RestartSec: "10s",
      TimeoutStartSec: "5min",
    },
  });
  const timer = writeUnit("When the read functions are made anew", {
    Unit: { Description: "Read functions in Synapse's database, once an hour", PartOf: targetUnit },
    Timer: { OnActiveSec: "2min", OnUnitInactiveSec: "1h" },
    Install: { WantedBy: ["timers.target", targetUnit] },
  });
  return new Map([
    [observeService, service],
    [observeTimerUnit, timer],
  ]);
}
