/** Decisions of the store in memory. */
import { type Decision, type DecisionFilter, type DecisionRecord, decisionsOn, historyLimit, subjectOf } from "#core/decision.ts";
import type { Refresh, StructureRefresh } from "#core/decisions.ts";
import type { DecisionName, Store } from "#engine/ports.ts";

interface Row {
  readonly server: string;
  readonly record: DecisionRecord;
  readonly takenBy: string | null;
}

type Methods = "loadDecisions" | "decide" | "endDecision" | "decisionHistory" | "takeRefreshes";

/** `serve` is told of every run that ended well. */
export interface MemoryDecisions {
  readonly methods: Pick<Store, Methods>;
  serve(run: string, at: string): void;
}

/** `checkRun` throws for a run that the store does not know. */
export function openMemoryDecisions(checkRun: (run: string) => void): MemoryDecisions {
  const rows: Row[] = [];
  const open = (server: string) => rows.filter((row) => row.server === server && row.record.ended === null);
  const end = (server: string, which: DecisionName, ended: NonNullable<DecisionRecord["ended"]>): DecisionRecord | null => {
    const row = open(server).find(({ record }) => isNamed(record.decision, which));
    return row ? replace(rows, row, { record: { ...row.record, ended } }).record : null;
  };
  return {
    methods: {
      loadDecisions: async (server, today) => decisionsOn(today, sorted(open(server).map(({ record }) => record.decision))),
      decide: async (server, decisions, at) =>
        decisions.map(subjectChecked).map(({ decision, subject }) => {
          const { by, reason } = decision.value;
          end(server, { kind: decision.kind, subject }, { how: "replaced", at, by, why: reason, run: null });
          const record = { id: String(rows.length + 1), decision: structuredClone(decision), at, ended: null };
          rows.push({ server, record, takenBy: null });
          return record;
        }),
      endDecision: async (server, which, ending) => end(server, which, { how: "ended", ...ending, run: null }),
      decisionHistory: async (server, filter) => history(rows, server, filter),
      takeRefreshes: async (server, run, only) => {
        checkRun(run);
        const wanted = ({ decision: { kind, value } }: DecisionRecord) => {
          if (kind === "refresh") return only === undefined || only.people.includes(value.person);
          return kind === "structure-refresh" && (only === undefined || only.structures.includes(value.structure));
        };
        const asked = open(server).filter(({ record }) => wanted(record));
        return asked.map((row) => replace(rows, row, { takenBy: run }).record.decision.value as Refresh | StructureRefresh);
      },
    },
    serve(run, at) {
      for (const row of rows.filter(({ takenBy, record }) => takenBy === run && record.ended === null))
        replace(rows, row, { record: { ...row.record, ended: { how: "served", at, by: "", why: "", run } } });
    },
  };
}

/** Throws for a value without its subject, before anything is written. */
function subjectChecked(decision: Decision): { readonly decision: Decision; readonly subject: string } {
  return { decision, subject: subjectOf(decision) };
}

function isNamed(decision: Decision, { kind, subject }: DecisionName): boolean {
  return decision.kind === kind && subjectOf(decision) === subject;
}

function replace(rows: Row[], row: Row, part: Partial<Row>): Row {
  const changed = { ...row, ...part };
  rows[rows.indexOf(row)] = changed;
  return changed;
}

function history(rows: readonly Row[], server: string, { kinds, subject, open, limit = historyLimit }: DecisionFilter): DecisionRecord[] {
  return rows
    .filter((row) => row.server === server)
    .map(({ record }) => record)
    .filter(({ decision }) => kinds === undefined || kinds.includes(decision.kind))
    .filter(({ decision }) => subject === undefined || subjectOf(decision) === subject)
    .filter(({ ended }) => open === undefined || (ended === null) === open)
    .reverse()
    .slice(0, limit);
}

function sorted(decisions: readonly Decision[]): Decision[] {
  const order = (one: Decision) => `${one.kind} ${subjectOf(one)}`;
  return [...decisions].sort((one, other) => (order(one) < order(other) ? -1 : 1));
}
