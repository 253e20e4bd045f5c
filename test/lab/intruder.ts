/** An ordinary member who tries every door of a server: each room by its id, each address that anybody could guess. */
import { expect } from "vitest";
import type { ServerShown, ShownRoom } from "../sample/shown.ts";
import { clientOf } from "./ask.ts";
import type { LabSynapse } from "./synapse.ts";

/** What is tried: an id or an address, and what the server answers to joining it, to knocking and to reading its messages. */
export interface Tried {
  readonly door: string;
  readonly join: number;
  readonly knock: number;
  readonly read: number;
}

const templates = ["", "-general", "-annonces", "-encadrement"];

/** Addresses by rule (docs/RULES.md §1), those of the establishment without their secret part included. */
export function guessesFor(codes: readonly string[], serverName: string): readonly string[] {
  const escaped = codes.map((code) => code.toLowerCase().replace(/[^a-z0-9]/g, (one) => `_${one.charCodeAt(0).toString(16)}_`));
  const structures = escaped.flatMap((code) => templates.map((template) => `#str-${code}${template}:${serverName}`));
  return [...structures, `#etat-du-si:${serverName}`, `#rule-etat-du-si:${serverName}`];
}

/** `token`: their own, as any client has one; else the app service speaks for the member, whom no rate limit slows down then. */
export async function tryDoors(lab: LabSynapse, user: string, doors: readonly string[], token?: string): Promise<readonly Tried[]> {
  const ask = clientOf(lab);
  const as = token === undefined ? { user } : { token };
  const tried: Tried[] = [];
  for (const door of doors) {
    const path = encodeURIComponent(door);
    const join = await ask("POST", `/_matrix/client/v3/join/${path}`, {}, as);
    const knock = await ask("POST", `/_matrix/client/v3/knock/${path}`, {}, as);
    const read = await ask("GET", `/_matrix/client/v3/rooms/${path}/messages?dir=b`, null, as);
    tried.push({ door, join: join.status, knock: knock.status, read: read.status });
  }
  return tried;
}

export function expectClosed(tried: readonly Tried[]): void {
  const refused = (status: number) => [400, 403, 404].includes(status);
  expect(tried.filter(({ join, knock, read }) => !refused(join) || !refused(knock) || !refused(read))).toEqual([]);
}

/** Somebody without any level anywhere, and the rooms that they are not in. */
export function chooseIntruder(
  { rooms }: ServerShown,
  isPerson: (user: string) => boolean,
): { user: string; outside: readonly ShownRoom[] } {
  const ranked = new Set(rooms.flatMap(({ levels }) => [...levels.keys()]));
  const members = rooms.flatMap((room) => [...room.members]);
  const user = members.find((one) => isPerson(one) && !ranked.has(one)) ?? "";
  return { user, outside: rooms.filter((room) => !room.members.has(user)) };
}
