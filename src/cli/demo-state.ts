/** What stands on the demonstration's server, counted from what campus remembers of it. */

import { type RoomKey, templateOf } from "#core/ids.ts";
import type { Ledger, LedgerAccount } from "#core/ledger.ts";

export interface DemoState {
  readonly accounts: { readonly open: number; readonly leaving: number; readonly locked: number; readonly deactivated: number };
  readonly spaces: { readonly open: number; readonly closed: number };
  /** Rooms that are not spaces: all those managed, and the closed ones among them. */
  readonly rooms: { readonly managed: number; readonly closed: number };
  readonly memberships: number;
}

export function stateOf({ accounts, rooms, grants }: Ledger): DemoState {
  const inState = (state: LedgerAccount["state"]) => [...accounts.values()].filter((account) => account.state === state).length;
  const all = [...rooms.values()];
  const spaces = all.filter(({ key }) => templateOf(key) === "space");
  const others = all.filter(({ key }) => templateOf(key) !== "space");
  const closed = (of: typeof all) => of.filter(({ closedSince }) => closedSince !== null).length;
  let memberships = 0;
  for (const members of grants.values()) for (const grant of members.values()) if (grant.confirmed) memberships += 1;
  return {
    accounts: { open: inState("open"), leaving: inState("leaving"), locked: inState("locked"), deactivated: inState("deactivated") },
    spaces: { open: spaces.length - closed(spaces), closed: closed(spaces) },
    rooms: { managed: others.length, closed: closed(others) },
    memberships,
  };
}

/** Somebody worth signing in as: open, and in as many rooms as possible. */
export function chooseSample({ accounts, grants }: Ledger): LedgerAccount {
  const counts = new Map<string, number>();
  for (const members of (grants as ReadonlyMap<RoomKey, ReadonlyMap<string, unknown>>).values()) {
    for (const user of members.keys()) counts.set(user, (counts.get(user) ?? 0) + 1);
  }
  const open = [...accounts.values()].filter(({ state }) => state === "open");
  const [chosen] = open.sort((a, b) => (counts.get(b.userId) ?? 0) - (counts.get(a.userId) ?? 0));
  if (chosen === undefined) throw new Error("no open account in the demonstration");
  return chosen;
}
