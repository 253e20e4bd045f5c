/** Where Synapse keeps things, and where its secrets are. */
import type { PlatformSecrets, Site } from "../site.ts";
import type { YamlSection, YamlValue } from "../yaml.ts";
import { bridgeFiles } from "./given-files.ts";
import { registrationPath, synapsePaths } from "./paths.ts";
import { type DatedSetting, knowsSetting } from "./versions.ts";

/** PostgreSQL on another machine: encrypted, the machine proven, and a lost connection noticed within half a minute. */
function databaseLink(site: Site): { readonly [key: string]: YamlValue } {
  const { databaseAuthority } = synapsePaths(site);
  if (databaseAuthority === null) return { sslmode: "disable" };
  return {
    sslmode: "verify-full",
    sslrootcert: databaseAuthority,
    keepalives_idle: 10,
    keepalives_interval: 10,
    keepalives_count: 3,
  };
}

function databaseOf(site: Site): YamlValue {
  const { database } = site;
  const paths = synapsePaths(site);
  if (database.kind === "sqlite") return { name: "sqlite3", args: { database: paths.database } };
  const { address, port } = database.listener;
  return {
    name: "psycopg2",
    args: {
      host: address,
      port,
      dbname: database.synapse,
      user: "synapse",
      // A file of libpq, so that no password stands here.
      passfile: paths.pgpass,
      ...databaseLink(site),
      cp_min: 1,
      cp_max: site.description.synapse.connectionsPerProcess,
    },
  };
}

export function storage(site: Site): YamlSection {
  const { profile, uploads, synapse } = site.description;
  return {
    comment: "Where things are kept.",
    values: {
      database: databaseOf(site),
      media_store_path: synapsePaths(site).media,
      max_upload_size: `${uploads.maxSizeMb}M`,
      // Synapse (1.117.0 to 1.163.2) does not drop this one when the type of an account changes: whoever comes off the red list
      // would stay out of the search table for half an hour, and for good unless their profile changes later.
      caches: { global_factor: synapse.cacheFactor, per_cache_factors: { is_support_user: 0 } },
      // A newborn database builds its indexes in a second instead of a minute; until then reactivating an account answers 500.
      ...(profile === "production" ? {} : { background_updates: { sleep_enabled: false } }),
    },
  };
}

/** A secret by its file; in a version that can't read it from there, itself. */
export function secretSetting(site: Site, setting: DatedSetting, path: string, inline: string | undefined): { [key: string]: YamlValue } {
  if (knowsSetting(site.description.synapse.version, setting)) return { [setting]: path };
  return inline === undefined ? {} : { [setting.replace(/_path$/, "")]: inline };
}

/** The registration secret is the local target's only: on machines of their own it stands in memory, apart (docs/RULES.md §12.14). */
function registrationSecret(site: Site): { readonly [key: string]: YamlValue } {
  if (site.isBootstrapped || site.description.target !== "local") return {};
  return { registration_shared_secret_path: synapsePaths(site).registration };
}

export function secretFiles(site: Site, { slots, inline }: PlatformSecrets): YamlSection {
  const { signingKey, macaroon, form } = synapsePaths(site);
  const registrations = [...slots.map((slot) => registrationPath(site, slot)), ...bridgeFiles(site).map(({ to }) => to)];
  return {
    comment: holdsSecrets(site)
      ? "Secrets. This version can't read all of them from files of their own: keep this file as secret as they are."
      : "Secrets stay in files of their own, readable by their owner only.",
    values: {
      signing_key_path: signingKey,
      ...secretSetting(site, "macaroon_secret_key_path", macaroon, inline?.macaroon),
      ...secretSetting(site, "form_secret_path", form, inline?.form),
      ...registrationSecret(site),
      app_service_config_files: registrations,
    },
  };
}

/** True for versions whose homeserver.yaml has to hold secrets itself. */
export function holdsSecrets({ description }: Pick<Site, "description">): boolean {
  const needed: readonly DatedSetting[] = ["macaroon_secret_key_path", "form_secret_path", "worker_replication_secret_path"];
  return needed.some((setting) => !knowsSetting(description.synapse.version, setting));
}
