/** First identities of a new platform: the app service's sender as administrator, and Agent Smith as an ordinary user. */
import { createHmac, randomBytes } from "node:crypto";
import { AppError } from "#core/errors.ts";
import { bootstrapEndpoints, endpoints } from "./endpoints.ts";
import { type MatrixClient, openClient } from "./http.ts";
import { asText } from "./json.ts";
import { errcodeOf, refusedError } from "./refusals.ts";

export interface BootstrapOptions {
  readonly baseUrl: string;
  readonly asToken: string;
  /** Synapse's `registration_shared_secret`: used only while the sender is not yet an administrator. */
  readonly sharedSecret: string;
  readonly serverName: string;
  /** Localparts (docs/RULES.md §1). */
  readonly connector: string;
  readonly agentSmith: string;
  /** Display name of Agent Smith. */
  readonly displayName: string;
  /** Address that the registration lets the token come from, when Synapse is asked without its reverse proxy. */
  readonly forwardedFor?: string;
}

/**
 * Idempotent: a second call changes nothing. Afterwards the app-service token alone does everything.
 * Throws `matrix.unauthorized` for a wrong token, `matrix.forbidden` for a wrong shared secret.
 */
export async function bootstrapIdentities(options: BootstrapOptions): Promise<void> {
  const client = openClient(options);
  try {
    await bootstrap(client, options);
  } finally {
    client.close();
  }
}

async function bootstrap(client: MatrixClient, options: BootstrapOptions): Promise<void> {
  const connector = `@${options.connector}:${options.serverName}`;
  const agentSmith = `@${options.agentSmith}:${options.serverName}`;
  await registerAppUser(client, options.connector);
  if (!(await isAdministrator(client, connector))) await makeAdministrator(client, connector, options);
  await registerAppUser(client, options.agentSmith);
  for (const user of [connector, agentSmith]) await liftLimits(client, user);
  await nameAgentSmith(client, agentSmith, options.displayName);
}

async function registerAppUser(client: MatrixClient, localpart: string): Promise<void> {
  const body = { type: "m.login.application_service", username: localpart, inhibit_login: true };
  const answer = await client.ask(bootstrapEndpoints.registerAppUser, { body });
  if (answer.status < 300 || errcodeOf(answer) === "M_USER_IN_USE") return;
  throw refusedError(answer, { request: "register", subject: localpart });
}

async function isAdministrator(client: MatrixClient, user: string): Promise<boolean> {
  const answer = await client.ask(bootstrapEndpoints.readAdmin, { path: { user } });
  return answer.status === 200 && answer.body.admin === true;
}

/** Through a passing administrator made with the shared secret, gone when this returns. */
async function makeAdministrator(client: MatrixClient, connector: string, options: BootstrapOptions): Promise<void> {
  const passing = await registerFirst(client, options.sharedSecret);
  try {
    await client.get(bootstrapEndpoints.writeAdmin, { path: { user: connector }, body: { admin: true }, token: passing.token });
    await client.get(bootstrapEndpoints.writeAdmin, { path: { user: passing.userId }, body: { admin: false } });
  } finally {
    await client.ask(endpoints.deactivateUser, { path: { user: passing.userId }, body: { erase: true } });
  }
}

async function registerFirst(client: MatrixClient, sharedSecret: string): Promise<{ userId: string; token: string }> {
  const nonce = asText((await client.get(bootstrapEndpoints.registerNonce, { token: null })).nonce);
  // A new name each time: a run killed half-way leaves one behind and must not block the next.
  const username = `campus+bootstrap-${randomBytes(6).toString("hex")}`;
  const password = randomBytes(24).toString("base64url");
  // Synapse's shared-secret registration: HMAC-SHA1 over these fields separated by NUL.
  const mac = createHmac("sha1", sharedSecret).update([nonce, username, password, "admin"].join("\0")).digest("hex");
  const body = { nonce, username, password, admin: true, mac };
  const made = await client.get(bootstrapEndpoints.registerFirst, { body, token: null });
  const token = asText(made.access_token);
  if (token === "") throw new AppError("matrix.broken", { request: "register", text: "no access token" });
  return { userId: asText(made.user_id), token };
}

/** 0 means: no limit of any kind (Synapse admin API, override_ratelimit). */
async function liftLimits(client: MatrixClient, user: string): Promise<void> {
  const body = { messages_per_second: 0, burst_count: 0 };
  await client.get(bootstrapEndpoints.overrideLimit, { path: { user }, body });
}

async function nameAgentSmith(client: MatrixClient, user: string, displayName: string): Promise<void> {
  const known = await client.get(endpoints.readUser, { path: { user } });
  // An unchanged name written again would still schedule a propagation task (Synapse ≥ 1.150).
  const changes = {
    ...(known.displayname === displayName ? {} : { displayname: displayName }),
    ...(known.admin === true || known.admin === 1 ? { admin: false } : {}),
  };
  if (Object.keys(changes).length > 0) await client.get(endpoints.writeUser, { path: { user }, body: changes });
}
