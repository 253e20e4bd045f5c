/** Standing holds of the store in memory. */
import type { ChangeKey } from "#core/ids.ts";
import type { StandingHold } from "#core/standing.ts";
import { compareText } from "#core/text.ts";
import type { Store } from "#engine/ports.ts";

export function openMemoryHolds(): Pick<Store, "holdChanges" | "standingHolds" | "endHolds"> {
  const servers = new Map<string, Map<ChangeKey, StandingHold>>();
  const of = (server: string) => {
    const known = servers.get(server) ?? new Map<ChangeKey, StandingHold>();
    servers.set(server, known);
    return known;
  };
  return {
    holdChanges: async (server, holds) => {
      for (const hold of holds) of(server).set(hold.key, hold);
    },
    standingHolds: async (server, now) =>
      [...of(server).values()]
        .filter(({ until }) => until === null || Date.parse(until) > Date.parse(now))
        .sort((a, b) => compareText(a.key, b.key)),
    endHolds: async (server, keys) => {
      for (const key of keys) of(server).delete(key);
    },
  };
}
