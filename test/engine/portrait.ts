/** What stands on the fake server and in campus's memory, as a text that two lives which end alike share. */
import type { Ledger } from "#core/ledger.ts";
import type { FakeMatrix } from "./fake-matrix.ts";

/** Everything that counts, in an order and under names that don't depend on who came first. */
export function portrait(matrix: FakeMatrix, ledger: Ledger): string {
  const names = new Map([...matrix.open.values()].map((room) => [room.roomId, room.alias]));
  const rooms = [...matrix.open.values()].map(({ alias, name, joinRule, eventsDefault, members, levels, children }) => ({
    ...{ alias, name, joinRule, eventsDefault, members: [...members].sort(), levels: [...levels].sort() },
    children: [...children].map(([child, order]) => [names.get(child), order]).sort(),
  }));
  const accounts = [...ledger.accounts.values()].map(({ person, userId, state, cause, since, due, intended }) => ({
    ...{ person, userId, state, cause, since, due, intended },
  }));
  const grants = [...ledger.grants].map(([room, rows]) => [room, [...rows.values()].sort((a, b) => (a.userId < b.userId ? -1 : 1))]);
  const parts = [[...matrix.people.values()], rooms, accounts, grants];
  return parts
    .map((part) =>
      part
        .map((one) => JSON.stringify(one))
        .sort()
        .join("\n"),
    )
    .join("\n\n");
}
