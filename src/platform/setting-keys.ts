/** From a setting of a rendered file back to the key of the description that it was made of. */

type Judged = "synapse" | "nginx" | "redis" | "postgres" | "prometheus";

/** By the first part of a setting's path. What is missing here is not decided by the description: campus itself is then wrong. */
const keys: Readonly<Record<Judged, Readonly<Record<string, string>>>> = {
  synapse: {
    server_name: "../serverName",
    public_baseurl: "publicUrl",
    listeners: "ports",
    database: "database",
    redis: "redis",
    caches: "synapse.cacheFactor",
    stream_writers: "synapse.workers",
    instance_map: "synapse.workers",
    run_background_tasks_on: "synapse.workers",
    update_user_directory_from_worker: "synapse.workers",
    notify_appservices_from_worker: "synapse.workers",
    media_instance_running_background_jobs: "synapse.workers",
    pusher_instances: "synapse.workers",
    federation_sender_instances: "synapse.workers",
    worker_name: "synapse.workers",
    worker_listeners: "synapse.workers",
    cas_config: "signIn",
    oidc_providers: "signIn",
    oidc_config: "signIn",
    sso: "elementUrl",
    federation_domain_whitelist: "federation",
    retention: "retention.messagesDays",
    media_retention: "retention.mediaDays",
    redaction_retention_period: "retention.redactedDays",
    max_upload_size: "uploads.maxSizeMb",
    user_directory: "directory.everybody",
    encryption_enabled_by_default_for_room_type: "features.e2ee",
    url_preview_enabled: "features.urlPreviews",
    url_preview_ip_range_blacklist: "features.urlPreviews",
    turn_uris: "features.turn.uris",
    turn_shared_secret_path: "features.turn.secretFile",
    app_service_config_files: "features.bridges",
    rc_login: "limits.signInPerAddress",
    rc_message: "limits.messages",
    rc_joins_per_room: "limits.joinsPerRoom",
  },
  nginx: {
    ssl_certificate: "certificates.certificateFile",
    ssl_certificate_key: "certificates.keyFile",
    server_name: "publicUrl",
    client_max_body_size: "uploads.maxSizeMb",
    listen: "ports",
    upstream: "synapse.workers",
    server: "synapse.workers",
    allow: "access.adminsMayCall",
    root: "element.folder",
  },
  redis: { maxmemory: "redis.maxMemoryMb" },
  postgres: {
    max_connections: "database.maxConnections",
    superuser_reserved_connections: "database.maxConnections",
    shared_buffers: "database.sharedBuffersMb",
    effective_cache_size: "database.sharedBuffersMb",
  },
  prometheus: {},
};

/** Whole key in campus.yaml; null when no key decides this setting. `at` is that of the platform. */
export function keyOfSetting(at: string, program: Judged, setting: string): string | null {
  const [first = ""] = setting.split(".");
  const key = Object.hasOwn(keys[program], first) ? keys[program][first] : undefined;
  if (key === undefined) return null;
  return key.startsWith("../") ? at.replace(/[^.]+$/, key.slice(3)) : `${at}.${key}`;
}
