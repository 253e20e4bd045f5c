/** What humans decided about people: the current row of each counts, replaced and ended ones stay as history. */
import { sql } from "kysely";
import type { Decisions, EmergencyLock, Exemption, LeavingDecision, Override } from "#core/decisions.ts";
import type { Day, PersonKey } from "#core/ids.ts";
import { cleanJson } from "./bulk.ts";
import type { Tx } from "./tables.ts";

export type Decision =
  | { readonly kind: "override"; readonly value: Override }
  | { readonly kind: "exemption"; readonly value: Exemption }
  | { readonly kind: "leaving"; readonly value: LeavingDecision }
  | { readonly kind: "emergency"; readonly value: EmergencyLock };

const tableOf = {
  override: "overrides",
  exemption: "exemptions",
  leaving: "leaving_decisions",
  emergency: "emergency_locks",
} as const satisfies Record<Decision["kind"], string>;
type DecisionTable = (typeof tableOf)[Decision["kind"]];

/** Replaces the person's current decision of that kind. `at` is the instant of the act. */
export async function saveDecision(tx: Tx, server: string, decision: Decision, at: string): Promise<void> {
  const { kind, value } = decision;
  await endDecision(tx, server, { kind, person: value.person }, at);
  const until = "until" in value ? value.until : null;
  const row = { server, person: value.person, body: cleanJson(value), by: value.by, until, made_at: at, ended_at: null };
  await tx.insertInto(tableOf[kind]).values(row).execute();
}

/** Ends the person's current decision of that kind, if any. */
export async function endDecision(
  tx: Tx,
  server: string,
  which: { readonly kind: Decision["kind"]; readonly person: PersonKey },
  at: string,
): Promise<void> {
  await sql`update ${sql.table(tableOf[which.kind])} set ended_at = ${at}
    where server = ${server} and person = ${which.person} and ended_at is null`.execute(tx);
}

/** Decisions in force on `today`, their last day included. */
export async function loadDecisions(tx: Tx, server: string, today: Day): Promise<Decisions> {
  return {
    overrides: await current<Override>(tx, tableOf.override, server, today),
    exemptions: await current<Exemption>(tx, tableOf.exemption, server, today),
    leavings: await current<LeavingDecision>(tx, tableOf.leaving, server, today),
    emergencies: await current<EmergencyLock>(tx, tableOf.emergency, server, today),
  };
}

async function current<T>(tx: Tx, table: DecisionTable, server: string, today: Day): Promise<Map<PersonKey, T>> {
  const { rows } = await sql<{ person: PersonKey; body: string }>`select person, body from ${sql.table(table)}
    where server = ${server} and ended_at is null and (until is null or until >= ${today}) order by person`.execute(tx);
  return new Map(rows.map(({ person, body }) => [person, JSON.parse(body) as T]));
}
