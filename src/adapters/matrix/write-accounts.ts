/** Writes accounts through the admin API, only the keys that change (an unchanged name would still be propagated). */
import { randomBytes } from "node:crypto";
import { AppError } from "#core/errors.ts";
import type { UserId } from "#core/ids.ts";
import type { AccountWriter, KnownAccount, NewAccount } from "#engine/ports.ts";
import type { Context } from "./context.ts";
import { endpoints } from "./endpoints.ts";
import { asList, asObject, asText, type Json } from "./json.ts";
import { type ExternalId, externalIdsOf, hiddenType, isTrue, readUser, type Threepid, threepidsOf } from "./read-accounts.ts";
import { type Answer, refusedError } from "./refusals.ts";

export function createAccountWriter(context: Context): AccountWriter {
  return {
    create: (account) => create(context, account),
    adopt: (account) => adopt(context, account),
    rename: (user, displayName) => write(context, user, { displayname: displayName }),
    setMail: (user, mail) => setMail(context, user, mail),
    setListed: (user, listed) => setListed(context, user, listed),
    setExternalId: (user, externalId) => setExternalId(context, user, externalId),
    lock: (user) => write(context, user, { locked: true }),
    unlock: (user) => write(context, user, { locked: false }),
    signOut: (user) => signOut(context, user),
    deactivate: (user) => deactivate(context, user, false),
    reactivate: (account) => reactivate(context, account),
    erase: (user) => deactivate(context, user, true),
  };
}

/** One PUT; an account that exists already must carry our external id, otherwise `matrix.conflict` and nothing is written. */
async function create(context: Context, account: NewAccount): Promise<void> {
  const { accounts, absent } = context.memory;
  if (accounts === null ? !absent.has(account.userId) : accounts.has(account.userId)) {
    const present = await readUser(context, account.userId);
    if (present) return completeOwn(context, account, present);
  }
  if (!context.memory.empty) await refuseTakenMail(context, account.userId, account.mail);
  const answer = await put(context, account.userId, {
    displayname: account.displayName,
    external_ids: [ourId(context, account.externalId)],
    threepids: threepids(account.mail),
    ...(account.listed ? {} : { user_type: hiddenType }),
  });
  if (answer.status === 409) return refuseTakenId(context, account, true);
  if (answer.status >= 300) throw refusedError(answer, { request: "create account", subject: account.userId });
  accounts?.add(account.userId);
  // Made just now, so in no room; the list of a whole pass has its rooms read one by one.
  if (absent.delete(account.userId)) context.memory.people.set(account.userId, new Set());
}

/**
 * The rest of an interrupted creation: Synapse makes the account first and its links after, so a kill in between leaves it bare.
 * Bare and never used by anybody is ours; anything else needs our external id.
 */
async function completeOwn(context: Context, account: NewAccount, present: Json): Promise<void> {
  const links = externalIdsOf(present);
  const ours = links.some((id) => id.auth_provider === context.provider && id.external_id === account.externalId);
  const bare = links.length === 0 && typeof present.last_seen_ts !== "number" && !isTrue(present.deactivated);
  if (bare) return linkBare(context, account, present);
  if (!ours) throw new AppError("matrix.conflict", { request: "create account", subject: account.userId, text: "account already exists" });
  await refuseNewMail(context, present, account);
  await write(context, account.userId, differences(present, wantedOf(account)));
}

async function linkBare(context: Context, account: NewAccount, present: Json): Promise<void> {
  await refuseNewMail(context, present, account);
  const changes = differences(present, wantedOf(account));
  const answer = await put(context, account.userId, { ...changes, external_ids: [ourId(context, account.externalId)] });
  if (answer.status === 409) return refuseTakenId(context, account, false);
  if (answer.status >= 300) throw refusedError(answer, { request: "create account", subject: account.userId });
  await dropPassword(context, account.userId, true);
}

/**
 * Synapse answers 409 but has made the account (seen with 1.163.2): it is locked, so that nobody enters it by its localpart,
 * and the error names the account that holds the id.
 */
async function refuseTakenId(context: Context, account: Pick<NewAccount, "userId" | "externalId">, made: boolean): Promise<never> {
  const path = { provider: context.provider, externalId: account.externalId };
  const answer = await context.client.ask(endpoints.findExternalId, { path });
  const holder = answer.status < 300 ? asText(answer.body.user_id) : "";
  if (made) await put(context, account.userId, { locked: true });
  const text = `external id ${account.externalId} belongs to ${holder}`;
  throw new AppError("matrix.conflict", { request: "create account", subject: account.userId, holder, text, locked: made ? 1 : 0 });
}

/** Foreign links and the password go; sessions too unless the external id already proved whose they are (docs/RULES.md §12.5). */
async function adopt(context: Context, account: NewAccount): Promise<void> {
  const present = await readUser(context, account.userId);
  if (!present) throw new AppError("matrix.not-found", { request: "adopt account", subject: account.userId });
  const links = externalIdsOf(present);
  const proven = links.some((id) => id.auth_provider === context.provider && id.external_id === account.externalId);
  await refuseNewMail(context, present, account);
  const changes = differences(present, wantedOf(account));
  const external_ids = proven && links.length === 1 ? {} : { external_ids: [ourId(context, account.externalId)] };
  const answer = await put(context, account.userId, { ...changes, ...external_ids });
  if (answer.status === 409) return refuseTakenId(context, account, false);
  if (answer.status >= 300) throw refusedError(answer, { request: "adopt account", subject: account.userId });
  await dropPassword(context, account.userId, !proven);
}

/** No endpoint removes a password: a random one that nobody knows replaces it. Refused where passwords are off: nothing to remove. */
async function dropPassword(context: Context, user: UserId, signOut: boolean): Promise<void> {
  const answer = await put(context, user, { password: randomBytes(48).toString("base64url"), logout_devices: signOut });
  if (answer.status >= 300 && answer.status !== 403) throw refusedError(answer, { request: "remove password", subject: user });
}

/** Other mediums (telephones) are kept: the whole set is replaced by a PUT. */
async function setMail(context: Context, user: UserId, mail: string | null): Promise<void> {
  const present = await mustRead(context, user);
  await refuseNewMail(context, present, { userId: user, mail });
  await write(context, user, differences(present, { mail }));
}

/**
 * Shown again: Synapse writes an account into its search table with its profile only, so the name is written once more,
 * after the type. It may keep the former type in memory for half an hour, and then does nothing: the platforms that campus
 * renders keep it from doing so.
 */
async function setListed(context: Context, user: UserId, listed: boolean): Promise<void> {
  const present = await mustRead(context, user);
  const isListed = present.user_type !== hiddenType;
  if (isListed === listed) return;
  await write(context, user, { user_type: listed ? null : hiddenType });
  if (listed) await write(context, user, { displayname: asText(present.displayname) });
}

/** Links of other providers are kept. */
async function setExternalId(context: Context, user: UserId, externalId: string | null): Promise<void> {
  const present = await mustRead(context, user);
  const others = externalIdsOf(present).filter((id) => id.auth_provider !== context.provider);
  const answer = await put(context, user, { external_ids: [...others, ...ourIds(context, externalId)] });
  if (answer.status === 409 && externalId !== null) return refuseTakenId(context, { userId: user, externalId }, false);
  if (answer.status >= 300) throw refusedError(answer, { request: "set external id", subject: user });
}

/** With its devices an account's tokens go: a lock alone keeps them, and they work again after it. */
async function signOut({ client }: Context, user: UserId): Promise<void> {
  const { devices } = await client.get(endpoints.listDevices, { path: { user } });
  const ids = asList(devices)
    .map((device) => asText(asObject(device).device_id))
    .filter((id) => id !== "");
  if (ids.length > 0) await client.get(endpoints.deleteDevices, { path: { user }, body: { devices: ids } });
}

async function deactivate(context: Context, user: UserId, erase: boolean): Promise<void> {
  await context.client.get(endpoints.deactivateUser, { path: { user }, body: { erase } });
  context.memory.deactivated.add(user);
}

/** Rooms are not restored by Synapse: their joins are changes of their own. */
async function reactivate(context: Context, account: KnownAccount): Promise<void> {
  const present = await mustRead(context, account.userId);
  const links = externalIdsOf(present);
  await refuseNewMail(context, present, account);
  const { externalId } = account;
  const linked = externalId === null || links.some((id) => id.auth_provider === context.provider && id.external_id === externalId);
  const answer = await put(context, account.userId, {
    ...(isTrue(present.deactivated) ? { deactivated: false } : {}),
    ...(isTrue(present.locked) ? { locked: false } : {}),
    ...differences(present, { name: account.displayName, mail: account.mail }),
    ...(linked ? {} : { external_ids: ourIds(context, externalId) }),
  });
  if (answer.status === 409 && externalId !== null) return refuseTakenId(context, { ...account, externalId }, false);
  if (answer.status >= 300) throw refusedError(answer, { request: "reactivate account", subject: account.userId });
  context.memory.deactivated.delete(account.userId);
}

/** Synapse would take the address from whoever has it, without a word: `matrix.conflict`, nothing is written (docs/RULES.md §1). */
async function refuseTakenMail(context: Context, user: UserId, mail: string | null): Promise<void> {
  if (mail === null || mail === "") return;
  const answer = await context.client.ask(endpoints.findMail, { path: { address: mail.toLowerCase() } });
  if (answer.status === 404) return;
  if (answer.status >= 300) throw refusedError(answer, { request: "look up address", subject: user });
  const holder = asText(answer.body.user_id);
  if (holder !== user) {
    throw new AppError("matrix.conflict", { request: "write address", subject: user, holder, text: `the address belongs to ${holder}` });
  }
}

/** Asked only when the account doesn't have the address already. */
async function refuseNewMail(context: Context, present: Json, { userId, mail }: Pick<NewAccount, "userId" | "mail">): Promise<void> {
  const known = threepidsOf(present).some((pid) => pid.medium === "email" && pid.address === mail?.toLowerCase());
  if (!known) await refuseTakenMail(context, userId, mail);
}

interface Wanted {
  readonly name?: string;
  readonly mail: string | null;
  readonly listed?: boolean;
}

function wantedOf({ displayName, mail, listed }: NewAccount): Wanted {
  return { name: displayName, mail, listed };
}

function differences(present: Json, wanted: Wanted): Json {
  const pids = [...threepidsOf(present).filter((pid) => pid.medium !== "email"), ...threepids(wanted.mail)];
  const same = JSON.stringify(pids) === JSON.stringify(threepidsOf(present).map(({ medium, address }) => ({ medium, address })));
  const renamed = wanted.name !== undefined && asText(present.displayname) !== wanted.name;
  const hidden = wanted.listed === false && present.user_type !== hiddenType;
  return {
    ...(renamed ? { displayname: wanted.name } : {}),
    ...(same ? {} : { threepids: pids }),
    ...(hidden ? { user_type: hiddenType } : {}),
  };
}

async function mustRead(context: Context, user: UserId): Promise<Json> {
  const present = await readUser(context, user);
  if (!present) throw new AppError("matrix.not-found", { request: "read account", subject: user });
  return present;
}

/** Nothing to write, nothing sent. A PUT to an unknown account would create it: refused before. */
async function write(context: Context, user: UserId, changes: Json): Promise<void> {
  if (Object.keys(changes).length === 0) return;
  if (!context.memory.accounts?.has(user)) await mustRead(context, user);
  const answer = await put(context, user, changes);
  if (answer.status >= 300) throw refusedError(answer, { request: "write account", subject: user, keys: Object.keys(changes).join(" ") });
}

function put(context: Context, user: UserId, body: Json): Promise<Answer> {
  return context.client.ask(endpoints.writeUser, { path: { user }, body });
}

function ourId(context: Context, externalId: string): ExternalId {
  return { auth_provider: context.provider, external_id: externalId };
}

function ourIds(context: Context, externalId: string | null): readonly ExternalId[] {
  return externalId === null ? [] : [ourId(context, externalId)];
}

/** Synapse folds addresses when it stores them but compares raw ones: lower case, or every PUT would delete and add. */
function threepids(mail: string | null): readonly Threepid[] {
  return mail === null || mail === "" ? [] : [{ medium: "email", address: mail.toLowerCase() }];
}
