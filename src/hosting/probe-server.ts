/** Asks a Matrix server, in a few harmless requests, what it lets people do. */
import type { ServerFacts } from "#platform/checks.ts";

export interface ServerAddress {
  readonly baseUrl: string;
  readonly asToken: string;
  /** Address that the token works from, where no reverse proxy writes it. */
  readonly forwardedFor?: string;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    return { status: response.status, body: typeof body === "object" && body !== null ? { ...body } : {} };
  } catch {
    return { status: response.status, body: {} };
  }
}

function listOf(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((one): one is Record<string, unknown> => typeof one === "object" && one !== null) : [];
}
function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
function inside(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** null when the server doesn't answer as a Matrix server. Nothing is written: the registration asked for has no stage done. */
export async function probeServer({ baseUrl, asToken, forwardedFor }: ServerAddress): Promise<ServerFacts | null> {
  const base = baseUrl.replace(/\/$/, "");
  const from: Readonly<Record<string, string>> = forwardedFor === undefined ? {} : { "x-forwarded-for": forwardedFor };
  const anybody = (path: string, init: RequestInit = {}) => ask(base + path, init);
  const service = (path: string) => ask(base + path, { headers: { authorization: `Bearer ${asToken}`, ...from } });
  try {
    const login = await anybody("/_matrix/client/v3/login");
    if (login.status !== 200) return null;
    const [version, register, secret, federation, capabilities, rooms, relay] = await Promise.all([
      service("/_synapse/admin/v1/server_version"),
      anybody("/_matrix/client/v3/register", { method: "POST", body: "{}" }),
      anybody("/_synapse/admin/v1/register", { method: "POST", body: "{}" }),
      anybody("/_matrix/federation/v1/version"),
      service("/_matrix/client/v3/capabilities"),
      service("/_matrix/client/v3/publicRooms?limit=1000"),
      service("/_matrix/client/v3/voip/turnServer"),
    ]);
    const uris = relay.body.uris;
    return {
      version: textOf(version.body.server_version).split(" ")[0] || null,
      loginFlows: listOf(login.body.flows).map((flow) => textOf(flow.type)),
      // 401 lists the stages of a registration that is offered; 403 refuses it.
      registrationOpen: register.status === 401 || register.status === 200,
      // 400 either way: with a secret Synapse asks for the nonce, without one it says that this is not enabled.
      bootstrapOpen: secret.status === 400 && /nonce/i.test(textOf(secret.body.error)),
      federationAnswers: federation.status === 200,
      defaultRoomVersion: textOf(inside(inside(capabilities.body.capabilities, "m.room_versions"), "default")) || null,
      listedRooms: listOf(rooms.body.chunk).map((room) => ({
        roomId: textOf(room.room_id),
        name: textOf(room.name) || textOf(room.room_id),
      })),
      relays: Array.isArray(uris) ? uris.map(textOf) : [],
    };
  } catch {
    return null;
  }
}
