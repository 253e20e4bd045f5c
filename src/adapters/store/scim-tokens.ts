/** Tokens of SCIM clients: their hash, never themselves. */
import type { Selectable } from "kysely";
import type { ScimToken } from "#engine/ports.ts";
import { parseId } from "./ids.ts";
import type { ScimTokenRow, Tx } from "./tables.ts";

function toToken(row: Selectable<ScimTokenRow>): ScimToken {
  return {
    id: String(row.id),
    source: row.source,
    label: row.label,
    hash: row.hash,
    madeAt: row.made_at,
    madeBy: row.made_by,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
    usedAt: row.used_at,
  };
}

export async function addScimToken(tx: Tx, token: Omit<ScimToken, "id" | "endedAt" | "usedAt">): Promise<ScimToken> {
  const { source, label, hash, madeAt, madeBy, expiresAt } = token;
  const row = {
    source,
    label,
    hash,
    made_at: madeAt,
    made_by: madeBy,
    expires_at: expiresAt,
    ended_at: null,
    ended_by: null,
    used_at: null,
  };
  return toToken(await tx.insertInto("scim_tokens").values(row).returningAll().executeTakeFirstOrThrow());
}

export async function findScimToken(tx: Tx, hash: string): Promise<ScimToken | null> {
  const row = await tx.selectFrom("scim_tokens").selectAll().where("hash", "=", hash).executeTakeFirst();
  return row === undefined ? null : toToken(row);
}

export async function listScimTokens(tx: Tx, source: string): Promise<readonly ScimToken[]> {
  const rows = await tx.selectFrom("scim_tokens").selectAll().where("source", "=", source).orderBy("id", "desc").execute();
  return rows.map(toToken);
}

export async function endScimToken(
  tx: Tx,
  source: string,
  id: string,
  end: { readonly by: string; readonly at: string },
): Promise<boolean> {
  const number = parseId(id);
  if (number === null) return false;
  const ended = await tx
    .updateTable("scim_tokens")
    .set({ ended_at: end.at, ended_by: end.by })
    .where("source", "=", source)
    .where("id", "=", number)
    .where("ended_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  return ended !== undefined;
}

export async function markScimTokenUsed(tx: Tx, id: string, at: string): Promise<void> {
  const number = parseId(id);
  if (number !== null) await tx.updateTable("scim_tokens").set({ used_at: at }).where("id", "=", number).execute();
}
