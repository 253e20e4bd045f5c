/** A server in shadow mode: passes plan and report, nothing can be written on it (docs/RULES.md §9). */
import { AppError } from "#core/errors.ts";
import type { Day } from "#core/ids.ts";
import type { RunDetails } from "#core/run-details.ts";
import type { PassDeps } from "./deps.ts";
import type { Homeserver } from "./ports.ts";

/** In shadow mode, the same server without any way to write: whatever the caller, every writer refuses with `server.shadow`. */
export function asMode({ name: server, mode }: { readonly name: string; readonly mode: string }, homeserver: Homeserver): Homeserver {
  if (mode !== "shadow") return homeserver;
  const refusing = <T extends object>(writer: T): T =>
    new Proxy(writer, {
      get: () => () => Promise.reject(new AppError("server.shadow", { server })),
    });
  const { accounts, rooms, members } = homeserver;
  return { ...homeserver, accounts: refusing(accounts), rooms: refusing(rooms), members: refusing(members) };
}

/** Throws `server.shadow` where nothing may be applied or approved. */
export function refuseShadow({ shadow, server }: Pick<PassDeps, "shadow" | "server">): void {
  if (shadow) throw new AppError("server.shadow", { server });
}

/** What passes of a server in shadow mode would have changed, oldest first. */
export interface ShadowDay {
  readonly run: string;
  readonly day: Day;
  readonly changes: RunDetails["changes"];
  readonly problems: RunDetails["problems"];
}

const runsShown = 200;

/** Whole passes that ended, from the run history. */
export async function shadowReport({ store, server }: Pick<PassDeps, "store" | "server">): Promise<readonly ShadowDay[]> {
  const runs = await store.runs(server, runsShown);
  return runs
    .filter(({ planId, scope, endedAt }) => planId !== null && scope === null && endedAt !== null)
    .map(({ id, today, details: { changes, problems } }) => ({ run: id, day: today, changes, problems }))
    .reverse();
}
