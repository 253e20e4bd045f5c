/** Reads accounts through the admin API: all of them by large pages, or a few with their external ids and mails. */
import { AppError } from "#core/errors.ts";
import type { UserId } from "#core/ids.ts";
import type { ObservedAccount } from "#core/observed.ts";
import { type Context, inLanes } from "./context.ts";
import { endpoints } from "./endpoints.ts";
import { asList, asNumber, asObject, asText, type Json } from "./json.ts";
import { needList, refusedError } from "./refusals.ts";

/**
 * User type of accounts that the search for people doesn't find. Every version of Synapse knows it, leaves such accounts out of
 * its search table whenever it would write them there, and lets only administrators see or set it.
 */
export const hiddenType = "support";

/** Each page makes Synapse count and group whole tables: few, large pages (Synapse 1.163.2, `get_users_paginate`). */
const pageSize = 10_000;

/**
 * Every local account, locked and deactivated ones included (hidden by default in v2). A list shorter than its own total is read
 * again, then refused: a missing account would be made a second time.
 */
export async function readAccounts(context: Context): Promise<ReadonlyMap<UserId, ObservedAccount>> {
  for (let attempt = 1; attempt <= 2; attempt++) {
    const { found, total } = await readPages(context);
    if (found.size < total) continue;
    rememberAccounts(context, found);
    return found;
  }
  throw new AppError("matrix.broken", { request: "list accounts", text: "fewer accounts than announced" });
}

async function readPages(context: Context): Promise<{ found: Map<UserId, ObservedAccount>; total: number }> {
  const found = new Map<UserId, ObservedAccount>();
  let total = 1;
  for (let from = 0; from < total; from += pageSize) {
    const query = { deactivated: "true", locked: "true", guests: "false", limit: String(pageSize), from: String(from), order_by: "name" };
    const page = await context.client.get(endpoints.listUsers, { query });
    total = asNumber(page.total, 0);
    for (const entry of needList(page, "users", "list accounts")) {
      const account = accountOf(asObject(entry));
      found.set(account.userId, account);
    }
  }
  return { found, total };
}

/** What writers later in the pass need not ask again. */
export function rememberAccounts(context: Context, found: ReadonlyMap<UserId, ObservedAccount>): void {
  context.memory.accounts = new Set(found.keys());
  context.memory.empty = [...found.keys()].every((user) => user === context.agentSmith || user === context.connector);
  context.memory.deactivated.clear();
  for (const account of found.values()) if (account.deactivated) context.memory.deactivated.add(account.userId);
}

/** The accounts asked for that exist, with external ids (bare for our provider, `provider:id` for others) and mails. */
export async function readDetails(context: Context, users: readonly UserId[]): Promise<ReadonlyMap<UserId, ObservedAccount>> {
  const found = new Map<UserId, ObservedAccount>();
  await inLanes(users, context.lanes, async (user) => {
    const body = await readUser(context, user);
    if (body) found.set(user, { ...accountOf(body), userId: user, details: detailsOf(body, context.provider) });
    else context.memory.absent.add(user);
  });
  return found;
}

/** Admin view of one account; null when there is none. */
export async function readUser(context: Context, user: UserId): Promise<Json | null> {
  const answer = await context.client.ask(endpoints.readUser, { path: { user } });
  if (answer.status === 404) return null;
  if (answer.status >= 300) throw refusedError(answer, { request: "read account", subject: user });
  return answer.body;
}

function accountOf(body: Json): ObservedAccount {
  return {
    userId: asText(body.name) as UserId,
    displayName: asText(body.displayname),
    locked: isTrue(body.locked),
    deactivated: isTrue(body.deactivated),
    erased: isTrue(body.erased),
    listed: body.user_type !== hiddenType,
  };
}

function detailsOf(body: Json, provider: string): NonNullable<ObservedAccount["details"]> {
  const ids = externalIdsOf(body).map((id) => (id.auth_provider === provider ? id.external_id : `${id.auth_provider}:${id.external_id}`));
  return { externalIds: ids, mails: threepidsOf(body).flatMap((pid) => (pid.medium === "email" ? [pid.address] : [])) };
}

export interface ExternalId {
  readonly auth_provider: string;
  readonly external_id: string;
}

export function externalIdsOf(body: Json): readonly ExternalId[] {
  return asList(body.external_ids).map((item) => {
    const id = asObject(item);
    return { auth_provider: asText(id.auth_provider), external_id: asText(id.external_id) };
  });
}

export interface Threepid {
  readonly medium: string;
  readonly address: string;
}

export function threepidsOf(body: Json): readonly Threepid[] {
  return asList(body.threepids).map((item) => {
    const pid = asObject(item);
    return { medium: asText(pid.medium), address: asText(pid.address) };
  });
}

/** Synapse has answered 0/1 as well as false/true over its versions. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 1;
}
