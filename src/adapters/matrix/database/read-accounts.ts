/** Reads every account with its external ids and mails, by three queries. */
import { AppError } from "#core/errors.ts";
import type { UserId } from "#core/ids.ts";
import type { ObservedAccount } from "#core/observed.ts";
import type { Context } from "../context.ts";
import { hiddenType } from "../read-accounts.ts";
import type { AskRows } from "./client.ts";

type AccountRow = readonly [
  userId: UserId,
  displayName: string | null,
  isLocked: boolean,
  isDeactivated: boolean,
  isErased: boolean,
  userType: string | null,
];

const accountsText = `SELECT user_id, display_name, is_locked, is_deactivated, is_erased, user_type
FROM campus_observe.accounts() WHERE NOT is_guest ORDER BY user_id COLLATE "C"`;
const idsText = `SELECT user_id, auth_provider, external_id FROM campus_observe.external_ids() ORDER BY auth_provider COLLATE "C", external_id COLLATE "C"`;
const mailsText = `SELECT user_id, address FROM campus_observe.mails() ORDER BY address COLLATE "C"`;

/**
 * All accounts but guests', sorted, each with its details. Throws `observe.other-server` when campus's own two aren't among them: taken for
 * this server's, another database would make everybody be created again.
 */
export async function queryAccounts(context: Context, ask: AskRows, where: string): Promise<ReadonlyMap<UserId, ObservedAccount>> {
  const rows = (await ask(accountsText)) as unknown as readonly AccountRow[];
  const ids = groupTexts(await ask(idsText), (provider, id) => (provider === context.provider ? id : `${provider}:${id}`));
  const mails = groupTexts(await ask(mailsText), (address) => address);
  const found = new Map<UserId, ObservedAccount>();
  for (const [userId, displayName, locked, deactivated, erased, userType] of rows) {
    const details = { externalIds: ids.get(userId) ?? none, mails: mails.get(userId) ?? none };
    found.set(userId, { userId, displayName: displayName ?? "", locked, deactivated, erased, listed: userType !== hiddenType, details });
  }
  for (const account of [context.connector, context.agentSmith])
    if (!found.has(account)) throw new AppError("observe.other-server", { where, account });
  return found;
}

const none: readonly string[] = [];

/** Rows of a user id and texts: what `toText` makes of the texts, per user. */
function groupTexts(
  rows: readonly (readonly unknown[])[],
  toText: (...texts: string[]) => string,
): ReadonlyMap<unknown, readonly string[]> {
  const groups = new Map<unknown, string[]>();
  for (const [user, ...texts] of rows) {
    const text = toText(...(texts as string[]));
    const group = groups.get(user);
    if (group) group.push(text);
    else groups.set(user, [text]);
  }
  return groups;
}
