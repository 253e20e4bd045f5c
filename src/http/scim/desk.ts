/** What an operator does about SCIM: look, give and take tokens, declare a source complete, listen. */
import type { ScimStore } from "#engine/ports.ts";
import { issueToken, type TokenOrder } from "./access.ts";
import type { ScimDeps } from "./deps.ts";
import { listenScim, type ScimListener } from "./listen.ts";

/** The desk owns the store: closing one closes the other. */
export function openScimDesk(deps: ScimDeps, store: { close(): Promise<void> }) {
  let listener: ScimListener | null = null;
  return {
    sources: [...deps.sources.keys()],
    status: (source: string) => statusOf(deps, source),
    issue: (order: TokenOrder) => issueToken(deps, order),
    revoke: (source: string, token: string, by: string) => deps.store.endToken(source, token, by, deps.now()),
    complete: (source: string, by: string) => deps.store.declareReady(source, by, deps.now()),
    async serve() {
      listener = await listenScim(deps);
      return listener.url;
    },
    async close() {
      await listener?.close();
      await store.close();
    },
  };
}

async function statusOf({ store, now }: { readonly store: ScimStore; readonly now: () => string }, source: string) {
  const { lastAt, readyAt, readyBy } = await store.state(source);
  const at = now();
  const tokens = (await store.tokens(source)).filter((token) => token.endedAt === null && token.expiresAt > at);
  return { users: await store.count(source, "User"), groups: await store.count(source, "Group"), lastAt, readyAt, readyBy, tokens };
}
