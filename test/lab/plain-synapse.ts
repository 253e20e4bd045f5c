/** A bare Synapse of any version with the module and a CAS, without the platform's renderers: what the module does by itself. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { bootstrapIdentities } from "#adapters/matrix/bootstrap.ts";
import { freePort } from "#hosting/ports.ts";
import { readSynapseModule } from "#hosting/synapse-module.ts";
import { type ModuleRules, moduleEntry } from "#platform/synapse-module.ts";
import { type LabSynapse, labFolder, synapsePython } from "./synapse.ts";

export type PlainSynapse = Pick<LabSynapse, "baseUrl" | "serverName" | "asToken" | "connector" | "agentSmith" | "stateFolder" | "stop">;

export interface PlainOptions {
  readonly rules?: Partial<ModuleRules>;
  /** Address of a CAS; null: none. */
  readonly casUrl?: string | null;
  /** File name → text of templates that take the place of Synapse's own. */
  readonly templates?: ReadonlyMap<string, string>;
  /** Over the configuration of the module, whatever it is. */
  readonly moduleConfig?: object;
  /** A free one unless told. */
  readonly port?: number;
  /** Over homeserver.yaml, whatever it says. */
  readonly settings?: object;
}

const serverName = "univ-demo.example";
const connector = "_campus.connector";
const agentSmith = "_campus.agent.smith";
/** A third identity, whose name a CAS login could be: nothing but the module protects it. */
export const lettered = "agent.smith";
const sharedSecret = "only-for-this-test";

/** Settings as JSON, which is YAML. */
function settings(folder: string, port: number, options: PlainOptions): object {
  const ids = [connector, agentSmith, lettered].map((localpart) => `@${localpart}:${serverName}`);
  const rules: ModuleRules = {
    serviceUsers: ids,
    managedBy: ids[1] ?? "",
    refusedTypes: ["m.call.invite"],
    encryption: "people",
    roomCreation: "everybody",
    directChats: true,
    ...options.rules,
  };
  const entry = moduleEntry(rules) as { module: string; config: object };
  const { casUrl = null, templates } = options;
  return {
    server_name: serverName,
    public_baseurl: `http://127.0.0.1:${port}/`,
    report_stats: false,
    pid_file: join(folder, "pid"),
    listeners: [{ port, type: "http", bind_addresses: ["127.0.0.1"], resources: [{ names: ["client"] }] }],
    database: { name: "sqlite3", args: { database: join(folder, "db") } },
    media_store_path: join(folder, "media"),
    signing_key_path: join(folder, "signing.key"),
    macaroon_secret_key: "lab",
    form_secret: "lab",
    registration_shared_secret: sharedSecret,
    app_service_config_files: [join(folder, "appservice.yaml")],
    trusted_key_servers: [],
    federation_domain_whitelist: [],
    bcrypt_rounds: 4,
    background_updates: { sleep_enabled: false },
    user_directory: { enabled: true, search_all_users: true },
    // Synapse forgets to drop this answer when the type of an account changes (1.163.2): kept by nobody, it is always right.
    caches: { per_cache_factors: { is_support_user: 0 } },
    rc_login: Object.fromEntries(["address", "account", "failed_attempts"].map((key) => [key, { per_second: 1000, burst_count: 1000 }])),
    rc_invites: Object.fromEntries(["per_room", "per_user", "per_issuer"].map((key) => [key, { per_second: 1000, burst_count: 1000 }])),
    rc_joins: { local: { per_second: 1000, burst_count: 1000 } },
    rc_message: { per_second: 1000, burst_count: 1000 },
    modules: [{ module: entry.module, config: { ...entry.config, ...options.moduleConfig } }],
    ...(templates === undefined ? {} : { templates: { custom_template_directory: join(folder, "templates") } }),
    ...(casUrl === null
      ? {}
      : { cas_config: { enabled: true, server_url: casUrl, protocol_version: 3, enable_registration: false, required_attributes: {} } }),
    sso: { client_whitelist: ["http://127.0.0.1:1/"] },
    ...options.settings,
  };
}

function write(folder: string, port: number, asToken: string, options: PlainOptions): void {
  for (const [path, text] of readSynapseModule()) {
    mkdirSync(dirname(join(folder, "modules", path)), { recursive: true });
    writeFileSync(join(folder, "modules", path), text);
  }
  mkdirSync(join(folder, "templates"), { recursive: true });
  for (const [name, text] of options.templates ?? []) writeFileSync(join(folder, "templates", name), text);
  writeFileSync(join(folder, "signing.key"), `ed25519 a_lab ${randomBytes(32).toString("base64").replace("=", "")}\n`);
  const any = (sigil: string) => [{ regex: `${sigil}.*`, exclusive: false }];
  const registration = {
    id: "campus",
    url: null,
    as_token: asToken,
    hs_token: "hs",
    sender_localpart: connector,
    rate_limited: false,
    namespaces: { users: any("@"), aliases: any("#"), rooms: [] },
  };
  writeFileSync(join(folder, "appservice.yaml"), JSON.stringify(registration));
  writeFileSync(join(folder, "homeserver.yaml"), JSON.stringify(settings(folder, port, options)));
}

/** Started, with both service identities; throws with the end of its output when it doesn't start. */
export async function openPlainSynapse(options: PlainOptions = {}): Promise<PlainSynapse> {
  const folder = labFolder("plain");
  const port = options.port ?? (await freePort());
  const asToken = randomBytes(16).toString("hex");
  write(folder, port, asToken, options);
  const args = ["--pdeathsig", "SIGKILL", synapsePython(), "-m", "synapse.app.homeserver", "-c", join(folder, "homeserver.yaml")];
  const env = { PATH: "/usr/bin:/bin", PYTHONPATH: join(folder, "modules"), PYTHONDONTWRITEBYTECODE: "1" };
  const child = spawn("setpriv", args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output = (output + chunk).slice(-4000);
    });
  const exited = once(child, "exit");
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  const baseUrl = `http://127.0.0.1:${port}`;
  try {
    while ((await answers(`${baseUrl}/health`)) !== 200) {
      if (child.exitCode !== null) throw new Error(`Synapse did not start: ${output}`);
      await pause(50);
    }
    const identities = { connector, agentSmith, displayName: "Agent Smith" };
    await bootstrapIdentities({ baseUrl, asToken, sharedSecret, serverName, ...identities });
  } catch (error) {
    await stop();
    throw error;
  }
  return { baseUrl, serverName, asToken, connector, agentSmith, stateFolder: folder, stop };
}

async function answers(url: string): Promise<number> {
  try {
    return (await fetch(url)).status;
  } catch {
    return 0;
  }
}
