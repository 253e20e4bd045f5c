/** Plain Matrix requests to a lab homeserver, for tests that look at the server itself. */
import type { LabSynapse } from "./synapse.ts";

export interface Answer {
  readonly status: number;
  readonly body: Record<string, never>;
}

/** Requests to the lab as its app service, as a person it impersonates, or with another token (null: none). */
export function clientOf(lab: LabSynapse) {
  return async (method: string, path: string, body: object | null, as: { user?: string; token?: string | null } = {}): Promise<Answer> => {
    const url = new URL(path, lab.baseUrl);
    if (as.user) url.searchParams.set("user_id", as.user);
    const token = as.token === undefined ? lab.asToken : as.token;
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(url, { method, headers, ...(body === null ? {} : { body: JSON.stringify(body) }) });
    const text = await response.text();
    return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : {} };
  };
}

export async function addPerson(lab: LabSynapse, localpart: string, displayname: string): Promise<string> {
  const userId = `@${localpart}:${lab.serverName}`;
  const made = await clientOf(lab)("PUT", `/_synapse/admin/v2/users/${encodeURIComponent(userId)}`, { displayname });
  if (made.status !== 201) throw new Error(`account ${userId}: ${made.status}`);
  return userId;
}

export async function signIn(lab: LabSynapse, user: string, password: string): Promise<Answer> {
  const body = { type: "m.login.password", identifier: { type: "m.id.user", user }, password };
  return clientOf(lab)("POST", "/_matrix/client/v3/login", body, { token: null });
}
