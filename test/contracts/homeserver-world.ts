/** What the tests of the homeserver contract work with: a server, adapters, names of their own, and short acts. */
import type { ObserveOptions } from "#adapters/matrix/database/client.ts";
import type { RoomSpec } from "#core/change.ts";
import { type RoomId, type RoomKey, roomAlias, roomKey, type UserId, userId } from "#core/ids.ts";
import type { ObservedRoom } from "#core/observed.ts";
import type { Homeserver, MemberAct, Refusal } from "#engine/ports.ts";

/** A running server with its two identities. */
export interface Bench {
  readonly baseUrl: string;
  readonly serverName: string;
  readonly asToken: string;
  readonly connector: string;
  readonly agentSmith: string;
  /** The server is read in its database. */
  readonly observe?: ObserveOptions;
}

/** What a test of the contract works with; names made by `user` and `spec` are its own on the shared server. */
export interface World {
  readonly bench: () => Bench;
  /** A fresh adapter without memory, closed after the suite. */
  open(): Homeserver;
  /** A prefix no other test has. */
  space(): Names;
}

export interface Names {
  user(name: string): UserId;
  spec(name: string, over?: Partial<RoomSpec>): RoomSpec;
}

let serial = 0;
export function names(serverName: string): Names {
  const prefix = `n${process.pid}x${serial++}`;
  return {
    user: (name) => userId(`@${prefix}.${name}:${serverName}`),
    spec: (name, over = {}) => ({
      room: roomKey(`structure:${prefix}-${name}/general`),
      alias: roomAlias(`#str-${prefix}-${name}:${serverName}`),
      name: `Salon ${name}`,
      topic: null,
      avatar: null,
      template: "general",
      space: null,
      levels: over.template === "annonces" ? { write: 50, moderate: 75 } : { write: 0, moderate: 50 },
      joinRule: "invite",
      history: "shared",
      sourceId: null,
      ...over,
    }),
  };
}

/** Makes accounts with the external id `x-<name>`. */
export async function people(server: Homeserver, own: Names, list: readonly string[]): Promise<UserId[]> {
  const made: UserId[] = [];
  for (const name of list) {
    const user = own.user(name);
    await server.accounts.create({ userId: user, externalId: `x-${user}`, displayName: name, mail: null, listed: true });
    made.push(user);
  }
  return made;
}

export async function look(server: Homeserver, roomId: RoomId, granted: readonly UserId[] = []): Promise<ObservedRoom> {
  const key: RoomKey = roomKey("structure:looked-at");
  const found = (await server.reader.rooms([{ key, roomId }], () => granted)).get(key);
  if (!found) throw new Error(`${roomId} is absent`);
  return found;
}

export async function writeMembers(server: Homeserver, room: RoomId, acts: readonly MemberAct[]): Promise<(Refusal | null)[]> {
  const outcomes: (Refusal | null)[] = [];
  await server.members.write(room, acts, (index, refusal) => {
    if (index !== outcomes.length) throw new Error("settled out of order");
    outcomes.push(refusal);
  });
  return outcomes;
}

export const joinBy = (way: "restricted" | "invite" | "public", user: UserId): MemberAct => ({ act: "join", userId: user, way });
export const removal = (user: UserId): MemberAct => ({ act: "remove", userId: user, why: "fin d'affectation" });
