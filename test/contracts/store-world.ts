/** What the store's contract suite works with: a harness, and small invented values. */
import { day } from "#core/day.ts";
import type { SourceReading } from "#core/directory.ts";
import { changeKey, personKey, type RoomKey, roomAlias, roomId, roomKey, structureKey, type UserId, userId } from "#core/ids.ts";
import type { Grant, LedgerAccount, LedgerRoom } from "#core/ledger.ts";
import type { Plan } from "#core/plan.ts";
import { reason } from "#core/reason.ts";
import type { Outcome, OutcomeStatus, Store } from "#engine/ports.ts";

/** A store under test, and what tests do behind the port. */
export interface StoreHarness {
  readonly store: Store;
  /** Changes the stored text of a plan. */
  tamper(planId: string): Promise<void>;
  /** Lets the lease of a server run out, as if its holder had frozen. */
  expire(server: string): Promise<void>;
}

export type Fresh = () => StoreHarness & { readonly server: string };

export function start(store: Store, server: string, today = "2026-09-01") {
  return store.startRun({ server, today: day(today), startedAt: instant, by: "root" });
}

export const instant = "2026-09-01T08:00:00.000Z";

export function someone(n: number): { readonly person: LedgerAccount["person"]; readonly userId: UserId } {
  return { person: personKey(`p${String(n).padStart(6, "0")}`), userId: userId(`@agent${n}:univ.example`) };
}

export function account(n: number, fields: Partial<LedgerAccount> = {}): LedgerAccount {
  const base = { intended: false, state: "open", cause: null, since: day("2026-08-27"), due: null } as const;
  return { ...someone(n), ...base, login: `agent${n}`, displayName: `Agent ${n}`, mail: null, ...fields };
}

export function room(key: string, fields: Partial<LedgerRoom> = {}): LedgerRoom {
  const id = key.replaceAll(/\W/g, "-");
  const base = { roomId: roomId(`!${id}`), alias: roomAlias(`#${id}:univ.example`), name: key, sourceId: null, closedSince: null };
  return { key: roomKey(key), ...base, ...fields };
}

export function grant(n: number, fields: Partial<Grant> = {}): Grant {
  return { userId: someone(n).userId, level: 0, origin: "given", confirmed: true, lostSince: null, ...fields };
}

export const space: RoomKey = roomKey("structure:HS_R55");
export const general: RoomKey = roomKey("structure:HS_R55/general");

export function outcome(key: string, status: OutcomeStatus, weight: Outcome["weight"] = null): Outcome {
  return { key: changeKey(key), kind: "account.lock", status, refusal: null, weight };
}

export function smallPlan(server: string, today = "2026-09-01"): Plan {
  const { person, userId: user } = someone(1);
  return {
    server,
    today: day(today),
    changes: [
      {
        kind: "account.create",
        key: changeKey("account.create:p000001"),
        reason: reason("eligible", { population: "{SUPANN}TITULAIRE" }),
        person,
        userId: user,
        login: "agent1",
        displayName: "Zoé d’Été <script>",
        mail: null,
        listed: true,
      },
    ],
    guards: [{ name: "exits", value: 0, limit: 3, verdict: "ok" }],
    problems: [{ code: "login-shared", severity: "warning", subject: "p000002", params: { with: "p000003" } }],
    ignored: [{ code: "population-unmapped", severity: "info", subject: "vacataire", params: { count: 3 } }],
    bookkeeping: [{ kind: "source.set", source: "ldap", people: 1 }],
  };
}

export function smallReadings(label: string): SourceReading[] {
  const structure = { origin: "ou=1", code: "HS_R55", parents: ["HS_R"], longLabel: label };
  const person = {
    origin: "uid=1",
    id: "p000001",
    login: "agent1",
    state: "active",
    populations: [],
    redList: false,
    assignments: [],
    functions: [],
  } as const;
  const counts = { people: 1, structures: 1 };
  const one = { source: "ldap", kind: "ldap", structures: [structure], people: [person], problems: [], counts } as const;
  return [one, { source: "csv", kind: "csv", structures: [], people: [], problems: [], counts: { people: 0, structures: 0 } }];
}

export const structureOne = structureKey("HS_R55");
