/** Tries a reading role: every statement it must be refused, every relation of the database, every function it may call. */
import type pg from "pg";
import { expect } from "vitest";
import { largeObject, refusedAttempts } from "./read-attempts.ts";

/** Fails when something that a role was given, or an error it was told, holds a secret. */
export type Look = (found: unknown, where: string) => void;

export function lookFor(secrets: readonly string[]): Look {
  return (found, where) => {
    const text = JSON.stringify(found);
    for (const secret of secrets) expect(text.includes(secret), `${where} gives ${secret}`).toBe(false);
  };
}

/** Every attempt ends in "permission denied" (42501), whose words hold no secret either. */
export async function expectRefusals(client: pg.Client, look: Look): Promise<void> {
  await client.query("SET default_transaction_read_only = off");
  for (const attempt of refusedAttempts) {
    const refusal = await client.query(attempt).then(
      () => null,
      (error: pg.DatabaseError) => error,
    );
    look([refusal?.message, refusal?.detail, refusal?.where, refusal?.hint], attempt);
    expect(refusal?.code, attempt).toBe("42501");
  }
}

/** Reads every relation there is, the system's included; how many are Synapse's, and how many of those were refused. */
export async function readEverything(client: pg.Client, look: Look): Promise<{ readonly relations: number; readonly refused: number }> {
  const { rows } = await client.query(
    `SELECT c.oid::regclass::text AS name, n.nspname = 'public' AS own FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f', 't', 'S')`,
  );
  let refused = 0;
  for (const { name, own } of rows) {
    const found = await client.query(`SELECT * FROM ${name}`).catch(() => null);
    if (found !== null) look(found.rows, String(name));
    else if (own) refused += 1;
  }
  return { relations: rows.filter(({ own }) => own).length, refused };
}

/** Names of the functions of campus's schema that this role may call. */
export async function callableFunctions(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query(
    `SELECT proname FROM pg_proc p WHERE pronamespace = 'campus_observe'::regnamespace AND has_function_privilege(p.oid, 'EXECUTE') ORDER BY 1`,
  );
  return rows.map(({ proname }) => String(proname));
}

/**
 * By the administrator: what only the database knows (a hash, a token, a large object) is made up, statistics of all columns are taken.
 * Returns the contents of all events.
 */
export async function plantSecrets(administrator: pg.Client, user: string): Promise<string> {
  await administrator.query("UPDATE users SET password_hash = 'SECRET-hash' WHERE name = $1", [user]);
  const token = "INSERT INTO access_tokens (id, user_id, token, last_validated) VALUES (1000001, $1, 'SECRET-token', 0)";
  await administrator.query(token, [user]);
  await administrator.query(`SELECT lo_from_bytea(${largeObject}, 'SECRET-large')`);
  await administrator.query("ANALYZE");
  const { rows } = await administrator.query("SELECT json FROM event_json");
  return rows.map(({ json }) => String(json)).join("\n");
}
