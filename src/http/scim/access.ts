/** Who may push: a bearer token of the source, compared by its hash; addresses that guess are slowed down. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { AppError } from "#core/errors.ts";
import type { ScimToken } from "#engine/scim-store.ts";
import type { ScimDeps } from "./deps.ts";
import { ScimError } from "./errors.ts";

const prefix = "scim_";

/** 256 bits; shown once, and never stored. */
function newToken(): string {
  return `${prefix}${randomBytes(32).toString("base64url")}`;
}

function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Days after which a token is of no use any more, at most (docs/RULES.md §12). */
export const longestTokenDays = 90;
/** Tokens of one source in use at a time: one in service, its successor, and a little room. */
const tokensPerSource = 4;

export interface TokenOrder {
  readonly source: string;
  readonly label: string;
  readonly days: number;
  readonly by: string;
}

export interface IssuedToken {
  readonly id: string;
  /** Shown once: only its hash is kept. */
  readonly token: string;
  readonly expiresAt: string;
}

/** Throws `scim.too-many-tokens`. */
export async function issueToken({ store, now }: Pick<ScimDeps, "store" | "now">, order: TokenOrder): Promise<IssuedToken> {
  const { source, label, days, by } = order;
  const at = now();
  const living = (await store.tokens(source)).filter((token) => isLiving(token, source, at));
  if (living.length >= tokensPerSource) throw new AppError("scim.too-many-tokens", { source, count: living.length });
  const token = newToken();
  const expiresAt = new Date(Date.parse(at) + Math.min(days, longestTokenDays) * 86_400_000).toISOString();
  const { id } = await store.addToken({ source, label, hash: hashToken(token), madeAt: at, madeBy: by, expiresAt });
  return { id, token, expiresAt };
}

const wrongPerMinute = 10;
/** Addresses remembered: more would be a way to fill the memory. */
const addressesKept = 10_000;
/** A token's last use is told to the hour. */
const useInterval = 3_600_000;

export interface Door {
  /** The token behind a request. Throws 401, or 429 after too many wrong tokens from one address. */
  enter(request: { readonly source: string; readonly authorization: string | undefined; readonly address: string }): Promise<ScimToken>;
}

export function openDoor({ store, now }: Pick<ScimDeps, "store" | "now">): Door {
  const wrong = new Map<string, { count: number; until: number }>();
  const refuse = (address: string, time: number): never => {
    const known = wrong.get(address);
    if (known === undefined || known.until <= time) {
      if (wrong.size >= addressesKept) wrong.clear();
      wrong.set(address, { count: 1, until: time + 60_000 });
    } else known.count += 1;
    throw new ScimError(401, "This needs a valid bearer token.");
  };
  return {
    async enter({ source, authorization = "", address }) {
      const time = Date.parse(now());
      const known = wrong.get(address);
      if (known !== undefined && known.until > time && known.count >= wrongPerMinute)
        throw new ScimError(429, "Too many wrong tokens from this address: wait a minute.");
      const shown = /^Bearer +(scim_[\w-]{10,200}) *$/i.exec(authorization)?.[1];
      if (shown === undefined) return refuse(address, time);
      const token = await store.findToken(hashToken(shown));
      if (token === null || !isSame(token.hash, hashToken(shown)) || !isLiving(token, source, now())) return refuse(address, time);
      if (token.usedAt === null || time - Date.parse(token.usedAt) > useInterval) await store.markUsed(token.id, now());
      return token;
    },
  };
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function isLiving(token: ScimToken, source: string, now: string): boolean {
  return token.source === source && token.endedAt === null && Date.parse(token.expiresAt) > Date.parse(now);
}
