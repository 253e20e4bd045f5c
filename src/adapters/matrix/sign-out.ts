/** Ends sessions past the reverse proxy, when the application service's token is replaced (docs/RULES.md §12.14). */
import { inLanes } from "./context.ts";
import { bootstrapEndpoints, endpoints } from "./endpoints.ts";
import { type MatrixClient, openClient } from "./http.ts";
import { asObject, asText } from "./json.ts";
import { needList } from "./refusals.ts";

export interface SignOutOptions {
  /** Synapse's main process itself: the internal listener doesn't let this through. */
  readonly baseUrl: string;
  readonly asToken: string;
  readonly forwardedFor: string;
  readonly serverName: string;
  /** Localparts. */
  readonly connector: string;
  readonly agentSmith: string;
}

export interface SignedOut {
  /** Accounts whose sessions were all ended, the two identities included. */
  readonly accounts: number;
  /** Administrators other than campus's sender: nobody should have made them. */
  readonly administrators: readonly string[];
}

/**
 * Sessions of the two service identities, which never sign in. Those of the sender include every token that the administration
 * interface made in somebody's name: Synapse keeps these under the administrator who asked (`access_tokens.user_id`, the person
 * being `puppets_user_id`; Synapse 1.163.2), and they belong to no device.
 */
export async function signOutIdentities(options: SignOutOptions): Promise<SignedOut> {
  return withClient(options, async (client) => {
    const users = identitiesOf(options);
    for (const user of users) await signOut(client, user);
    return { accounts: users.length, administrators: [] };
  });
}

/**
 * Everybody's sessions. A token that `m.login.application_service` gave is stored like any other (a device, no mark of how it was
 * obtained), so after a leak there is no telling which sessions are people's own. Locked accounts are included.
 */
export async function signOutEverybody(options: SignOutOptions): Promise<SignedOut> {
  return withClient(options, async (client) => {
    const accounts = await everybody(client);
    await inLanes(accounts, 4, ({ user }) => signOut(client, user));
    const [connector] = identitiesOf(options);
    const administrators = accounts.filter(({ isAdmin, user }) => isAdmin && user !== connector).map(({ user }) => user);
    return { accounts: accounts.length, administrators };
  });
}

async function withClient<T>(options: SignOutOptions, work: (client: MatrixClient) => Promise<T>): Promise<T> {
  const client = openClient(options);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

function identitiesOf({ connector, agentSmith, serverName }: SignOutOptions): readonly string[] {
  return [connector, agentSmith].map((localpart) => `@${localpart}:${serverName}`);
}

/** Devices with their tokens, then the tokens that no device has, refresh tokens too. */
async function signOut(client: MatrixClient, user: string): Promise<void> {
  await client.get(bootstrapEndpoints.signOutAll, { as: user, body: {} });
}

interface Account {
  readonly user: string;
  readonly isAdmin: boolean;
}

/** Deactivated accounts have no session. */
async function everybody(client: MatrixClient): Promise<readonly Account[]> {
  const found: Account[] = [];
  for (let from: string | null = "0"; from !== null; ) {
    const query: Record<string, string> = { deactivated: "false", locked: "true", limit: "1000", from, order_by: "name" };
    const page = await client.get(endpoints.listUsers, { query });
    for (const entry of needList(page, "users", "list accounts")) {
      const { name, admin } = asObject(entry);
      found.push({ user: asText(name), isAdmin: admin === true || admin === 1 });
    }
    from = asText(page.next_token) || null;
  }
  return found;
}
