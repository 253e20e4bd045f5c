/** Gives a sample person a password, so that any Matrix client can sign in and look: demonstrations only. */
import { AppError } from "#core/errors.ts";

export interface DemoPassword {
  readonly baseUrl: string;
  /** Token of the app service, whose sender is administrator. */
  readonly asToken: string;
  readonly userId: string;
  readonly password: string;
}

/**
 * Part of the platform's bootstrap, never of a plan (docs/RULES.md §11). Devices already signed in stay.
 * `matrix.refused` when the platform doesn't allow passwords or the account doesn't exist.
 */
export async function setDemoPassword({ baseUrl, asToken, userId, password }: DemoPassword): Promise<void> {
  const url = `${baseUrl}/_synapse/admin/v1/reset_password/${encodeURIComponent(userId)}`;
  const response = await send(url, asToken, { new_password: password, logout_devices: false });
  const text = await response.text();
  if (!response.ok) throw new AppError("matrix.refused", { request: "reset_password", subject: userId, status: response.status, text });
}

async function send(url: string, asToken: string, body: object): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${asToken}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
  } catch (error) {
    throw new AppError("matrix.unreachable", { request: "reset_password", url }, error);
  }
}
