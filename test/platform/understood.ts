/** What Synapse itself understood of its files: read by its own classes, for each process, without starting anything. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Site } from "#platform/site.ts";
import { synapsePython } from "../lab/synapse.ts";
import { configFilesOf } from "./write-site.ts";

export interface Understood {
  /** "master" for the main process. */
  readonly name: string;
  readonly backgroundTasks: boolean;
  readonly notifiesAppServices: boolean;
  readonly keepsUserDirectory: boolean;
  readonly pushes: boolean;
  readonly sendsFederation: boolean;
  readonly holdsMedia: boolean;
  readonly mediaJobs: string | null;
  readonly writers: Readonly<Record<string, readonly string[]>>;
  readonly known: readonly string[];
  readonly listeners: readonly (readonly [kind: string, port: number, resources: readonly string[], forwarded: boolean])[];
  readonly secretsRead: readonly boolean[];
  readonly federation: readonly string[] | null;
  readonly passwords: boolean;
  readonly cas: { readonly url: string; readonly registers: boolean; readonly required: readonly (string | null)[][] } | null;
  readonly oidc: readonly { readonly id: string; readonly registers: boolean; readonly logout: boolean; readonly secret: boolean }[];
  readonly clients: readonly string[];
  readonly relays: readonly string[];
  readonly previews: boolean;
  readonly appServices: readonly string[];
}

const script = `
import json, sys
from synapse.config.homeserver import HomeServerConfig
from synapse.config.appservice import load_appservices
from synapse.config.workers import WriterLocations
import attr

def listener(one):
    resources = [name for res in one.http_options.resources for name in res.names] if one.http_options else []
    return [one.type, one.port, resources, bool(one.http_options and one.http_options.x_forwarded)]

def facts(files):
    c = HomeServerConfig.load_config("", [part for file in files for part in ("-c", file)])
    w, main = c.worker, c.worker.worker_app is None
    return {
        "name": w.instance_name, "backgroundTasks": w.run_background_tasks, "notifiesAppServices": w.should_notify_appservices,
        "keepsUserDirectory": w.should_update_user_directory, "pushes": w.start_pushers, "sendsFederation": w.send_federation,
        "holdsMedia": c.media.can_load_media_repo,
        "mediaJobs": c.media.media_instance_running_background_jobs if c.media.can_load_media_repo else None,
        "writers": attr.asdict(w.writers), "known": [field.name for field in attr.fields(WriterLocations)],
        "listeners": [listener(one) for one in (c.server.listeners if main else w.worker_listeners)],
        "secretsRead": [bool(c.key.macaroon_secret_key), bool(c.key.form_secret), bool(w.worker_replication_secret), bool(c.redis.redis_enabled and c.redis.redis_password)],
        "federation": None if c.federation.federation_domain_whitelist is None else sorted(c.federation.federation_domain_whitelist),
        "passwords": bool(c.auth.password_enabled_for_login),
        "cas": {"url": c.cas.cas_server_url, "registers": bool(c.cas.cas_enable_registration),
                "required": [[one.attribute, one.value] for one in c.cas.cas_required_attributes]} if c.cas.cas_enabled else None,
        "oidc": [{"id": p.idp_id, "registers": p.enable_registration, "logout": p.backchannel_logout_enabled, "secret": bool(p.client_secret)} for p in c.oidc.oidc_providers],
        "clients": c.sso.sso_client_whitelist, "relays": c.voip.turn_uris if c.voip.turn_shared_secret else [],
        "previews": c.media.url_preview_enabled if c.media.can_load_media_repo else False,
        "appServices": [one.id for one in load_appservices(c.server.server_name, c.appservice.app_service_config_files)],
    }

print(json.dumps([facts(files) for files in json.load(sys.stdin)]))
`;

function environment(site: Site) {
  const { conf, data } = site.places.synapse;
  return { PATH: "/usr/bin:/bin", HOME: data, PYTHONPATH: join(conf, "modules"), PYTHONDONTWRITEBYTECODE: "1", LANG: "C.UTF-8" };
}

/** Facts of every process, main first; throws with Synapse's own words when it refuses a file. */
export function readAsSynapse(site: Site): readonly Understood[] {
  const input = JSON.stringify(configFilesOf(site));
  const { status, stdout, stderr } = spawnSync(synapsePython(), ["-c", script], { env: environment(site), input, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr.trim().split("\n").slice(-3).join("\n"));
  return JSON.parse(stdout);
}

/** Words of `python -m synapse.config` about the files of the main process. */
export function checkAsSynapse(site: Site): string {
  const files = configFilesOf(site)[0] ?? [];
  const args = ["-m", "synapse.config", ...files.flatMap((file) => ["-c", file])];
  const { stdout, stderr } = spawnSync(synapsePython(), args, { env: environment(site), encoding: "utf8" });
  return `${stdout}${stderr}`.trim();
}

/** Version of the Synapse that reads. */
export function installedSynapse(): string {
  const ask = "import importlib.metadata; print(importlib.metadata.version('matrix-synapse'))";
  return spawnSync(synapsePython(), ["-c", ask], { encoding: "utf8" }).stdout.trim();
}
