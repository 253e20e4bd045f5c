/** The functions by which campus reads Synapse's database: what each returns, from which columns, for whom. */
import { readFunctionsVersion } from "#core/observed.ts";

export interface ReadFunction {
  /** Name in the schema campus_observe, and its parameters. */
  readonly name: string;
  readonly parameters: string;
  /** Types of the parameters, as a GRANT wants them. */
  readonly types: string;
  readonly returns: string;
  readonly body: string;
  readonly role: "campus_observer" | "campus_figures";
}

/** State that places, names and rules are made of (docs/RULES.md §12.4). Never a message, a reaction, a profile or a key. */
export const observedStateTypes = [
  "m.room.create",
  "m.room.name",
  "m.room.topic",
  "m.room.avatar",
  "m.room.canonical_alias",
  "m.room.power_levels",
  "m.room.join_rules",
  "m.room.history_visibility",
  "m.room.guest_access",
  "m.room.encryption",
  "m.room.retention",
  "m.room.tombstone",
  "m.space.child",
  "m.space.parent",
] as const;

/** What a redaction leaves of a content (Matrix specification, room version 11, "Redactions"); of other types nothing is left. */
const keptByRedaction: Readonly<Record<string, readonly string[]>> = {
  "m.room.join_rules": ["join_rule", "allow"],
  "m.room.power_levels": ["ban", "events", "events_default", "invite", "kick", "redact", "state_default", "users", "users_default"],
  "m.room.history_visibility": ["history_visibility"],
};

/**
 * Tables of Synapse and the columns that the owner of the functions may read: the same in 1.117.0, 1.118.0 and 1.163.2. event_json has
 * the contents of all events, which is why only functions read it.
 */
export const readColumns: Readonly<Record<string, readonly string[]>> = {
  users: ["name", "creation_ts", "admin", "deactivated", "locked", "suspended", "user_type", "is_guest", "appservice_id"],
  profiles: ["full_user_id", "displayname", "avatar_url"],
  erased_users: ["user_id"],
  user_external_ids: ["user_id", "auth_provider", "external_id"],
  user_threepids: ["user_id", "medium", "address"],
  rooms: ["room_id", "room_version", "creator", "is_public"],
  room_aliases: ["room_alias", "room_id", "creator"],
  current_state_events: ["room_id", "type", "state_key", "event_id", "event_stream_ordering", "membership"],
  events: ["event_id", "type", "sender", "origin_server_ts"],
  event_json: ["event_id", "json"],
  redactions: ["redacts"],
  local_current_membership: ["room_id", "user_id", "membership", "event_id", "event_stream_ordering"],
  room_stats_state: ["room_id", "room_type", "encryption"],
  user_daily_visits: ["user_id", "timestamp"],
  local_media_repository: ["media_length"],
};

const list = (texts: readonly string[]): string => texts.map((text) => `'${text}'`).join(", ");

/** An array of texts for the type of a redacted event. */
const kept = Object.entries(keptByRedaction)
  .map(([type, keys]) => `      WHEN '${type}' THEN ARRAY[${list(keys)}]`)
  .join("\n");

const observer = "campus_observer";

/**
 * For one person's or one room's pass: NULL means everything. As a subquery, so that PostgreSQL goes by the index for a few rooms and
 * hashes thousands of them, instead of comparing each row with each of them.
 */
const inRooms = (column: string): string => `${column} IN (SELECT unnest(coalesce(rooms, ARRAY(SELECT room_id FROM public.rooms))))`;

export const readFunctions: readonly ReadFunction[] = [
  {
    name: "version",
    parameters: "",
    types: "",
    returns: "version integer, is_copy boolean",
    role: observer,
    body: `  SELECT ${readFunctionsVersion}, pg_is_in_recovery()`,
  },
  {
    name: "accounts",
    parameters: "",
    types: "",
    returns:
      "user_id text, created_at bigint, is_admin boolean, is_deactivated boolean, is_locked boolean, is_suspended boolean, is_erased boolean, user_type text, is_guest boolean, appservice_id text, display_name text, avatar_url text",
    role: observer,
    body: `  SELECT u.name, u.creation_ts::bigint, u.admin <> 0, u.deactivated <> 0, coalesce(u.locked, false), coalesce(u.suspended, false),
    e.user_id IS NOT NULL, u.user_type, u.is_guest <> 0, u.appservice_id, p.displayname, p.avatar_url
  FROM public.users u
  LEFT JOIN public.profiles p ON p.full_user_id = u.name
  LEFT JOIN public.erased_users e ON e.user_id = u.name`,
  },
  {
    name: "external_ids",
    parameters: "",
    types: "",
    returns: "user_id text, auth_provider text, external_id text",
    role: observer,
    body: "  SELECT user_id, auth_provider, external_id FROM public.user_external_ids",
  },
  {
    name: "mails",
    parameters: "",
    types: "",
    returns: "user_id text, address text",
    role: observer,
    body: "  SELECT user_id, address FROM public.user_threepids WHERE medium = 'email'",
  },
  {
    name: "rooms",
    parameters: "",
    types: "",
    returns: "room_id text, room_version text, creator text, is_listed boolean",
    role: observer,
    body: "  SELECT room_id, room_version, creator, coalesce(is_public, false) FROM public.rooms",
  },
  {
    name: "aliases",
    parameters: "",
    types: "",
    returns: "alias text, room_id text, creator text",
    role: observer,
    body: "  SELECT room_alias, room_id, creator FROM public.room_aliases",
  },
  {
    name: "state",
    parameters: "rooms text[] DEFAULT NULL",
    types: "text[]",
    returns: "room_id text, type text, state_key text, sender text, content json, is_redacted boolean, stream_ordering bigint",
    role: observer,
    body: `  SELECT s.room_id, s.type, s.state_key, e.sender,
    CASE WHEN r.is_redacted THEN campus_observe.kept_keys(campus_observe.content_of(j.json), CASE s.type
${kept}
      ELSE ARRAY[]::text[] END) ELSE campus_observe.content_of(j.json) END,
    r.is_redacted, s.event_stream_ordering
  FROM public.current_state_events s
  JOIN public.events e ON e.event_id = s.event_id
  JOIN public.event_json j ON j.event_id = s.event_id
  -- A create event keeps its whole content when it is redacted.
  CROSS JOIN LATERAL (SELECT s.type <> 'm.room.create'
    AND EXISTS (SELECT FROM public.redactions x WHERE x.redacts = s.event_id) AS is_redacted) r
  WHERE s.type IN (${list(observedStateTypes)}) AND ${inRooms("s.room_id")}`,
  },
  {
    name: "memberships",
    parameters: "rooms text[] DEFAULT NULL",
    types: "text[]",
    returns: "room_id text, user_id text, membership text, sender text, stream_ordering bigint",
    role: observer,
    body: `  SELECT m.room_id, m.user_id, m.membership, e.sender, m.event_stream_ordering
  FROM public.local_current_membership m
  JOIN public.events e ON e.event_id = m.event_id
  WHERE ${inRooms("m.room_id")}`,
  },
  {
    // One row per room: half a million rows of one member each would take seconds to send and to take in. A new line is in no user id.
    name: "joined",
    parameters: "rooms text[] DEFAULT NULL",
    types: "text[]",
    returns: "room_id text, user_ids text",
    role: observer,
    body: `  SELECT s.room_id, string_agg(s.state_key, chr(10))
  FROM public.current_state_events s
  WHERE s.type = 'm.room.member' AND s.membership = 'join' AND position(chr(10) IN s.state_key) = 0 AND ${inRooms("s.room_id")}
  GROUP BY s.room_id`,
  },
  {
    name: "departures",
    parameters: "rooms text[] DEFAULT NULL",
    types: "text[]",
    returns: "room_id text, user_id text, membership text, sender text",
    role: observer,
    body: `  SELECT s.room_id, s.state_key, s.membership, e.sender
  FROM public.current_state_events s
  JOIN public.events e ON e.event_id = s.event_id
  WHERE s.type = 'm.room.member' AND s.membership IN ('leave', 'ban', 'invite', 'knock') AND ${inRooms("s.room_id")}`,
  },
  {
    name: "figures",
    parameters: "",
    types: "",
    returns: "name text, value bigint",
    role: "campus_figures",
    body: `  SELECT 'accounts', count(*) FROM public.users WHERE is_guest = 0 AND appservice_id IS NULL
  UNION ALL SELECT 'accounts_deactivated', count(*) FROM public.users WHERE deactivated <> 0
  UNION ALL SELECT 'accounts_locked', count(*) FROM public.users WHERE deactivated = 0 AND coalesce(locked, false)
  UNION ALL SELECT 'visitors_ever', count(DISTINCT user_id) FROM public.user_daily_visits
  UNION ALL SELECT 'visitors_30_days', count(DISTINCT user_id) FROM public.user_daily_visits
    WHERE timestamp >= (extract(epoch FROM now()) - 30 * 86400) * 1000
  UNION ALL SELECT 'rooms', count(*) FROM public.room_stats_state WHERE room_type IS DISTINCT FROM 'm.space'
  UNION ALL SELECT 'spaces', count(*) FROM public.room_stats_state WHERE room_type = 'm.space'
  UNION ALL SELECT 'rooms_encrypted', count(*) FROM public.room_stats_state WHERE encryption IS NOT NULL
  UNION ALL SELECT 'memberships_joined', count(*) FROM public.local_current_membership WHERE membership = 'join'
  -- Estimated by PostgreSQL, since counting them takes minutes on a large server.
  UNION ALL SELECT 'events_estimated', greatest(reltuples, 0)::bigint FROM pg_catalog.pg_class WHERE oid = 'public.events'::regclass
  UNION ALL SELECT 'files', count(*) FROM public.local_media_repository
  UNION ALL SELECT 'files_bytes', coalesce(sum(media_length), 0)::bigint FROM public.local_media_repository
  UNION ALL SELECT 'database_bytes', pg_database_size(current_database())`,
  },
  {
    name: "messages_by_day",
    parameters: "days integer DEFAULT 30",
    types: "integer",
    returns: "day date, messages bigint",
    role: "campus_figures",
    body: `  SELECT (to_timestamp(origin_server_ts / 1000.0) AT TIME ZONE 'Europe/Paris')::date, count(*)
  FROM public.events
  WHERE type IN ('m.room.message', 'm.room.encrypted')
    AND origin_server_ts >= (extract(epoch FROM now()) - least(greatest(days, 1), 400) * 86400) * 1000
  GROUP BY 1 ORDER BY 1`,
  },
];
