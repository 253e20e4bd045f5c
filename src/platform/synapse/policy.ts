/** What the institution decided: rooms, how long contents live, who finds whom, how fast. */
import { peopleRoomLevels, refusedTypesOf } from "../power-levels.ts";
import type { Site } from "../site.ts";
import { moduleEntry } from "../synapse-module.ts";
import type { YamlSection, YamlValue } from "../yaml.ts";
import { runnersOf } from "./duties.ts";

const days = (count: number): string => `${count}d`;

interface Pace {
  readonly perSecond: number;
  readonly burst: number;
}

function limit({ perSecond, burst }: Pace): YamlValue {
  return { per_second: perSecond, burst_count: burst };
}

export function rooms({ description }: Site): YamlSection {
  const { features } = description;
  return {
    comment:
      "Rooms: version pinned; unlisted; no address but those campus gives (they are its keys; no rule binds an app service).\n" +
      "Rooms people make: what is off, among calls and widgets, needs a level nobody has.",
    values: {
      default_room_version: "11",
      encryption_enabled_by_default_for_room_type: features.e2ee,
      default_power_level_content_override: peopleRoomLevels(refusedTypesOf(features)),
      room_list_publication_rules: [],
      alias_creation_rules: [],
      forget_rooms_on_leave: true,
      forgotten_room_retention_period: days(30),
    },
  };
}

export function retention({ description }: Site): YamlSection {
  const { messagesDays, mediaDays, redactedDays } = description.retention;
  return {
    comment: "How long contents live. Names, topics and memberships are not touched by it.",
    values: {
      retention: {
        enabled: true,
        default_policy: { min_lifetime: "1d", max_lifetime: days(messagesDays) },
        allowed_lifetime_min: "1d",
        allowed_lifetime_max: days(messagesDays),
        purge_jobs: [{ interval: "1d" }],
      },
      media_retention: { local_media_lifetime: days(mediaDays), remote_media_lifetime: "7d" },
      redaction_retention_period: days(redactedDays),
    },
  };
}

const allFound =
  "Everybody finds everybody by name. Synapse also keeps a table of who shares a private room with whom,\n" +
  "which grows with the square of a room's members and which search_all_users makes useless. Naming a worker\n" +
  "that doesn't exist keeps that bookkeeping from ever running; names still reach the search table when a\n" +
  "profile is written. Never run the regenerate_directory job on such a server.";
const someFound = "People find those they share a room with: one process keeps the table of who does.";

/** No worker can have the name "none": worker-rules.ts refuses it. */
export function directory(site: Site): YamlSection {
  const { everybody } = site.description.directory;
  const [keeper] = everybody ? ["none"] : runnersOf(site, "user-directory");
  return {
    comment: everybody ? allFound : someFound,
    values: {
      user_directory: { enabled: true, search_all_users: everybody, prefer_local_users: true },
      ...(keeper === undefined ? {} : { update_user_directory_from_worker: keeper }),
    },
  };
}

export function rules({ description, serverName, identities }: Site): YamlSection {
  const { features, rooms: roomsPolicy } = description;
  const id = (localpart: string): string => `@${localpart}:${serverName}`;
  const entry = moduleEntry({
    serviceUsers: [id(identities.connector), id(identities.agentSmith)],
    managedBy: id(identities.agentSmith),
    refusedTypes: refusedTypesOf(features),
    // Encryption that is off by default stays people's own choice in their own rooms (docs/RULES.md §4).
    encryption: "people",
    roomCreation: roomsPolicy.createdBy,
    directChats: roomsPolicy.directChats,
  });
  return {
    comment: "What no setting of Synapse can refuse: calls and widgets, rooms of one's own, anybody signing in as a service identity.",
    values: { modules: [entry] },
  };
}

export function limits({ description }: Site): YamlSection {
  const { signInPerAddress, signInPerAccount, messages, joinsPerRoom } = description.limits;
  return {
    comment:
      "Limits. The app service has none (its registration says so), except the one per room, which counts everybody's\n" +
      "joins: after a large arrival ordinary people would be refused. Sign-ins: a campus comes from one address.",
    values: {
      rc_joins_per_room: limit(joinsPerRoom),
      rc_message: limit(messages),
      rc_login: {
        address: limit(signInPerAddress),
        account: limit(signInPerAccount),
        failed_attempts: limit({ perSecond: 0.2, burst: 10 }),
      },
    },
  };
}
