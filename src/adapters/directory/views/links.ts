/** Rows of V_MATRIX_AFFECTATION and V_MATRIX_FONCTION, grouped by person as they come. */
import type { AssignmentRecord, FunctionRecord } from "#core/directory.ts";
import { type Problem, problem } from "#core/problem.ts";
import { compareText } from "#core/text.ts";
import { type Cells, keyIn, readFlag, remembered, textIn, type ViewRow } from "./cells.ts";
import type { CodeOf } from "./structures.ts";

/** `1 EMPLOI … 5 ETUDE`: the numbers of the information system's own types are accepted too. */
const kinds: Readonly<Record<string, string>> = { "1": "EMPLOI", "2": "AFFECTATION", "3": "RECHERCHE", "4": "ENSEIGNEMENT", "5": "ETUDE" };

/** One of ours, by name or number; anything else in capitals, for the merge to report. */
export function kindOf(text: string): string {
  return kinds[text.trim()] ?? text.trim().toUpperCase();
}

type At = Readonly<Record<string, number>>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface LinkRows<T> {
  take(row: ViewRow): void;
  /** Links of one person, once every row was taken: the same list for every entry of theirs. */
  of(person: string): readonly T[];
  count(): number;
  /** Rows that name no structure or no person, and how many are of people that the source doesn't have. */
  problems(known: ReadonlySet<string>): Problem[];
}

export function createLinkRows<T>(name: string, at: At, read: (cells: Cells) => T | null): LinkRows<T> {
  const links = new Map<string, T[]>();
  const none: readonly T[] = [];
  const unusable: Problem[] = [];
  const personAt = at.agent_id ?? -1;
  let count = 0;
  return {
    take(row) {
      count += 1;
      const person = keyIn(row.cells, personAt);
      const link = read(row.cells);
      if (link === null || person === undefined) {
        unusable.push(problem("row-unusable", row.origin, { file: name, missing: link === null ? "structure_id" : "agent_id" }));
        return;
      }
      const others = links.get(person);
      if (others === undefined) links.set(person, [link]);
      else others.push(link);
    },
    of: (person) => links.get(person) ?? none,
    count: () => count,
    problems(known) {
      const strangers = [...links.keys()].filter((person) => !known.has(person)).sort(compareText);
      if (strangers.length === 0) return unusable;
      const rows = strangers.reduce((sum, person) => sum + (links.get(person)?.length ?? 0), 0);
      return [...unusable, problem("row-unusable", name, { file: name, unknown: "agent_id", rows, first: strangers[0] ?? "" }, "info")];
    },
  };
}

export function assignmentReader(at: At, codeOf: CodeOf): (cells: Cells) => AssignmentRecord | null {
  const [structureAt = -1, typeAt = -1, principalAt = -1] = [at.structure_id, at.type, at.t_principale];
  const [fromAt = -1, untilAt = -1] = [at.date_debut, at.date_fin];
  const readKind = remembered(kindOf);
  return (cells) => {
    const id = textIn(cells, structureAt);
    if (id === undefined) return null;
    const type = textIn(cells, typeAt);
    const kind = type === undefined ? "AFFECTATION" : readKind(type);
    return assignmentOf(codeOf(id), kind, {
      from: textIn(cells, fromAt),
      until: textIn(cells, untilAt),
      principal: readFlag(textIn(cells, principalAt)) === true,
    });
  };
}

interface Terms {
  readonly from: string | undefined;
  readonly until: string | undefined;
  readonly principal: boolean;
}

/** Most are open-ended, and get all they have in one piece: what is added to an object later takes a second one. */
function assignmentOf(structure: string, kind: string, { from, until, principal }: Terms): AssignmentRecord {
  if (from !== undefined && until === undefined) return principal ? { structure, kind, from, principal } : { structure, kind, from };
  const link: Writable<AssignmentRecord> = { structure, kind };
  if (from !== undefined) link.from = from;
  if (until !== undefined) link.until = until;
  if (principal) link.principal = true;
  return link;
}

export function functionReader(at: At, codeOf: CodeOf): (cells: Cells) => FunctionRecord | null {
  const [structureAt = -1, codeAt = -1, labelAt = -1] = [at.structure_id, at.fonction_code, at.fonction_libelle];
  const [fromAt = -1, untilAt = -1] = [at.date_debut, at.date_fin];
  return (cells) => {
    const structure = textIn(cells, structureAt);
    if (structure === undefined) return null;
    const link: Writable<FunctionRecord> = { structure: codeOf(structure), code: keyIn(cells, codeAt) ?? "" };
    const [label, from, until] = [textIn(cells, labelAt), textIn(cells, fromAt), textIn(cells, untilAt)];
    if (label !== undefined) link.label = label;
    if (from !== undefined) link.from = from;
    if (until !== undefined) link.until = until;
    return link;
  };
}
