/** What stands on a fake homeserver, under names that don't depend on the order of requests. */
import type { FakeHomeserver } from "./open.ts";

/** What must not depend on faults: accounts, rooms under their aliases, members, levels, children, and how many events each member took. */
export function portrait({ model }: FakeHomeserver): object {
  const aliases = [...model.aliases].sort(([one], [other]) => (one < other ? -1 : 1));
  const nameOf = new Map(aliases.map(([alias, { roomId }]) => [roomId, alias]));
  const named = (text: string): string => [...nameOf].reduce((shown, [id, alias]) => shown.replaceAll(id, alias), text);
  const accounts = [...model.accounts.values()].map(({ userId, displayName, locked, externalIds, threepids }) => ({
    ...{ userId, displayName, locked, externalIds, threepids },
  }));
  const rooms = aliases.map(([alias, { roomId }]) => {
    const room = model.rooms.get(roomId);
    const state = [...(room?.state.values() ?? [])].map(({ type, key, content }) => named(`${type} ${key} ${sorted(content)}`));
    return { alias, joined: [...(room?.joined ?? [])].sort(), state: state.sort() };
  });
  return { accounts: accounts.sort((one, other) => (one.userId < other.userId ? -1 : 1)), rooms, count: model.rooms.size };
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
