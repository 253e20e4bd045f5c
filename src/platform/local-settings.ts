/** What a local Synapse is told: each section of homeserver.yaml with its reason. */
import type { ServerPlatform } from "#config/platform.ts";
import { peopleRoomLevels, refusedTypes } from "./power-levels.ts";
import { moduleName } from "./synapse-module.ts";
import type { YamlSection, YamlValue } from "./yaml.ts";

/** Absolute paths of the files and folders the settings point to. */
export interface LocalPaths {
  readonly database: string;
  readonly media: string;
  readonly uploads: string;
  readonly registration: string;
  readonly logConfig: string;
  readonly log: string;
  readonly signingKey: string;
  readonly macaroonSecret: string;
  readonly formSecret: string;
  /** null once the first identities exist: nobody can make an administrator with it any more (docs/RULES.md §12.14). */
  readonly registrationSecret: string | null;
  readonly pid: string;
}

/** Localparts of the two service identities (docs/RULES.md §1). */
export interface Identities {
  readonly connector: string;
  readonly agentSmith: string;
}

export interface LocalInput {
  readonly platform: ServerPlatform;
  readonly identities: Identities;
  readonly paths: LocalPaths;
  /** Loopback port of the client API. */
  readonly port: number;
}

const days = (count: number): string => `${count}d`;
const limit = (perSecond: number, burst: number): YamlValue => ({ per_second: perSecond, burst_count: burst });

function identity({ platform, paths, port }: LocalInput): YamlSection {
  return {
    comment: "Who this server is. The name can never change.",
    values: {
      server_name: platform.serverName,
      public_baseurl: `http://127.0.0.1:${port}/`,
      report_stats: false,
      pid_file: paths.pid,
      log_config: paths.logConfig,
      listeners: [{ port, type: "http", tls: false, bind_addresses: ["127.0.0.1"], resources: [{ names: ["client"] }] }],
    },
  };
}

function storage({ platform, paths }: LocalInput): YamlSection {
  return {
    comment: "Where things are kept.",
    values: {
      database: { name: "sqlite3", args: { database: paths.database } },
      media_store_path: paths.media,
      uploads_path: paths.uploads,
      // A newborn database builds its indexes in a second instead of a minute; until then reactivating an account answers 500.
      ...(platform.profile === "demo" ? { background_updates: { sleep_enabled: false } } : {}),
    },
  };
}

function secrets({ paths }: LocalInput): YamlSection {
  return {
    comment: "Secrets stay in files of their own, readable by their owner only.",
    values: {
      signing_key_path: paths.signingKey,
      macaroon_secret_key_path: paths.macaroonSecret,
      form_secret_path: paths.formSecret,
      ...(paths.registrationSecret === null ? {} : { registration_shared_secret_path: paths.registrationSecret }),
      app_service_config_files: [paths.registration],
    },
  };
}

function closed(): YamlSection {
  return {
    comment: "No federation: an empty list denies every server, whereas leaving it out would allow all.",
    values: {
      federation_domain_whitelist: [],
      trusted_key_servers: [],
      suppress_key_server_warning: true,
      allow_public_rooms_over_federation: false,
      allow_profile_lookup_over_federation: false,
      allow_device_name_lookup_over_federation: false,
      allow_public_rooms_without_auth: false,
      require_auth_for_profile_requests: true,
      limit_profile_requests_to_users_who_share_rooms: false,
    },
  };
}

function staffOnly({ platform }: LocalInput): YamlSection {
  const demo = platform.profile === "demo";
  return {
    comment: demo
      ? "Accounts come from the directory only. Demonstration: people sign in with a password, hashed cheaply."
      : "Accounts come from the directory only, and nobody signs in with a password.",
    values: {
      enable_registration: false,
      allow_guest_access: false,
      enable_set_displayname: false,
      enable_3pid_changes: false,
      auto_join_rooms: [],
      password_config: { enabled: demo },
      ...(demo ? { bcrypt_rounds: 4 } : {}),
    },
  };
}

function rooms({ platform }: LocalInput): YamlSection {
  return {
    comment:
      "Rooms: version pinned; unlisted; no address but those campus gives (they are its keys; no rule binds an app service).\n" +
      "Rooms people make: calls and widgets need a level nobody has; no TURN server is configured.",
    values: {
      default_room_version: "11",
      encryption_enabled_by_default_for_room_type: platform.features.e2ee,
      default_power_level_content_override: peopleRoomLevels(),
      turn_uris: [],
      room_list_publication_rules: [],
      alias_creation_rules: [],
      forget_rooms_on_leave: true,
      forgotten_room_retention_period: days(30),
    },
  };
}

function retention({ platform }: LocalInput): YamlSection {
  const { messagesDays, mediaDays, redactedDays } = platform.retention;
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

function directory(): YamlSection {
  return {
    comment:
      "Everybody finds everybody by name. Synapse also keeps a table of who shares a private room with whom,\n" +
      "which grows with the square of a room's members and which search_all_users makes useless. Naming a worker\n" +
      "that doesn't exist keeps that bookkeeping from ever running; names still reach the search table when a\n" +
      "profile is written. Never run the regenerate_directory job on such a server.",
    values: {
      user_directory: { enabled: true, search_all_users: true, prefer_local_users: true },
      update_user_directory_from_worker: "none",
    },
  };
}

function rules({ platform, identities }: LocalInput): YamlSection {
  const serviceUsers = [identities.connector, identities.agentSmith].map((localpart) => `@${localpart}:${platform.serverName}`);
  return {
    comment: "What no setting of Synapse can refuse: calls and widgets, and anybody signing in as a service identity.",
    values: { modules: [{ module: moduleName, config: { refused_types: refusedTypes, service_users: serviceUsers } }] },
  };
}

function quiet(): YamlSection {
  return {
    comment: "Nothing leaves this machine, nothing costs more than it is worth.",
    values: { url_preview_enabled: false, presence: { enabled: false }, enable_metrics: false },
  };
}

function limits(): YamlSection {
  return {
    comment:
      "Limits. The app service has none (its registration says so), except the one per room, which counts everybody's\n" +
      "joins: after a large arrival ordinary people would be refused. Sign-ins: a campus comes from one address.",
    values: {
      rc_joins_per_room: limit(10000, 100000),
      rc_login: { address: limit(50, 500), account: limit(1, 20), failed_attempts: limit(0.2, 10) },
    },
  };
}

/** All sections of homeserver.yaml, in the order of the file. */
export function localSections(input: LocalInput): readonly YamlSection[] {
  return [
    identity(input),
    storage(input),
    secrets(input),
    closed(),
    staffOnly(input),
    rooms(input),
    retention(input),
    directory(),
    rules(input),
    quiet(),
    limits(),
  ];
}
