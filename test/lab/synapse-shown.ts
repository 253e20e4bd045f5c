/** What a Synapse on SQLite shows, read from its own file: neither by campus's adapter nor by any request. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { ServerShown, ShownAccount, ShownRoom } from "../sample/shown.ts";

interface StateRow {
  readonly room_id: string;
  readonly type: string;
  readonly state_key: string;
  readonly membership: string | null;
  readonly json: string;
}

const stateTypes = ["m.room.create", "m.room.name", "m.room.join_rules", "m.room.power_levels", "m.room.canonical_alias"];

const stateQuery = `select c.room_id, c.type, c.state_key, c.membership, j.json from current_state_events c
  join event_json j on j.event_id = c.event_id where c.type in (${stateTypes.map(() => "?").join(", ")})`;

/** `stateFolder` = that of the local platform. One consistent look: Synapse may go on writing. */
export function shownBySynapse(stateFolder: string): ServerShown {
  const database = new DatabaseSync(join(stateFolder, "data/synapse/homeserver.db"), { readOnly: true, timeout: 10_000 });
  try {
    database.exec("begin");
    const rows = <T>(sql: string, ...values: string[]): readonly T[] => database.prepare(sql).all(...values) as T[];
    const users = rows<{ name: string; locked: number; deactivated: number }>("select name, locked, deactivated from users");
    const joined = rows<{ room_id: string; state_key: string }>(
      "select room_id, state_key from current_state_events where type = 'm.room.member' and membership = 'join'",
    );
    const state = rows<StateRow>(stateQuery, ...stateTypes);
    const [{ events } = { events: 0 }] = rows<{ events: number }>("select count(*) as events from events");
    return {
      accounts: users.map(
        ({ name, locked, deactivated }): ShownAccount => ({ userId: name, locked: locked === 1, deactivated: deactivated === 1 }),
      ),
      rooms: roomsOf(
        state,
        Map.groupBy(joined, ({ room_id }) => room_id),
      ),
      events,
    };
  } finally {
    database.close();
  }
}

function roomsOf(state: readonly StateRow[], joined: ReadonlyMap<string, readonly { readonly state_key: string }[]>): readonly ShownRoom[] {
  return [...Map.groupBy(state, ({ room_id }) => room_id)].map(([room, rows]) => {
    const contentOf = (type: string): Readonly<Record<string, unknown>> => {
      const row = rows.find((one) => one.type === type && one.state_key === "");
      return row === undefined ? {} : (JSON.parse(row.json) as { content: Record<string, unknown> }).content;
    };
    const levels = contentOf("m.room.power_levels");
    return {
      roomId: room,
      alias: (contentOf("m.room.canonical_alias").alias as string | undefined) ?? null,
      isSpace: contentOf("m.room.create").type === "m.space",
      name: String(contentOf("m.room.name").name),
      joinRule: String(contentOf("m.room.join_rules").join_rule),
      eventsDefault: Number(levels.events_default),
      members: new Set((joined.get(room) ?? []).map(({ state_key }) => state_key)),
      levels: new Map(Object.entries((levels.users ?? {}) as Record<string, number>)),
    };
  });
}
