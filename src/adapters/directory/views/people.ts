/** Rows of V_MATRIX_AGENT to person records. */
import type { AssignmentRecord, FunctionRecord, PersonRecord, SourceState } from "#core/directory.ts";
import { type Problem, problem } from "#core/problem.ts";
import { fold } from "#core/text.ts";
import type { PopulationReader } from "../populations.ts";
import { keyIn, readFlag, remembered, textIn, type ViewRow } from "./cells.ts";
import type { LinkRows } from "./links.ts";
import { createRedList } from "./red-list.ts";

const states: Readonly<Record<string, SourceState>> = {
  actif: "active",
  active: "active",
  anticipe: "future",
  precree: "future",
  futur: "future",
  future: "future",
  sursis: "leaving",
  leaving: "leaving",
  desactive: "disabled",
  inactif: "disabled",
  disabled: "disabled",
};

/** Word of a source, whatever its case and accents; undefined = not one of ours. */
export function stateOf(word: string): SourceState | undefined {
  return states[fold(word.trim())];
}

export interface PersonRows {
  take(row: ViewRow): void;
  count(): number;
  /** Complete with their links, which must all have been taken. */
  records(links: Links): readonly PersonRecord[];
  /** Ids of the rows, kept or not. */
  readonly known: ReadonlySet<string>;
  problems(): Problem[];
}

export interface Links {
  readonly assignments: LinkRows<AssignmentRecord>;
  readonly functions: LinkRows<FunctionRecord>;
}

type At = Readonly<Record<string, number>>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Draft = Writable<PersonRecord>;

/** A row whose state can't be read is left out with a problem: it is neither kept open nor locked by a guess. */
export function createPersonRows(at: At, populations: PopulationReader): PersonRows {
  const records: Draft[] = [];
  const known = new Set<string>();
  const unusable: Problem[] = [];
  const { statut: statusAt = -1, liste_rouge: redListAt = -1 } = at;
  // A source that only adds may have no identifiers and say no state; its links name people by login.
  const keyAt = at.id ?? at.login ?? -1;
  const toRecord = recordReader(at, populations);
  const redLists = createRedList();
  const readState = remembered((word) => stateOf(word) ?? null);
  let count = 0;
  return {
    take(row) {
      const { cells } = row;
      count += 1;
      const id = keyIn(cells, keyAt);
      if (id !== undefined) known.add(id);
      const status = textIn(cells, statusAt);
      const state = status === undefined ? null : readState(status);
      if (statusAt >= 0 && state === null) unusable.push(unreadable(status, row.origin));
      else records.push(toRecord(row, state, redLists.isListed(textIn(cells, redListAt))));
    },
    count: () => count,
    records({ assignments, functions }) {
      for (const record of records) {
        const key = at.id === undefined ? record.login : record.id;
        if (key === undefined) continue;
        record.assignments = assignments.of(key);
        record.functions = functions.of(key);
      }
      return records;
    },
    known,
    problems: () => [...unusable, ...redLists.problems()],
  };
}

function unreadable(status: string | undefined, origin: string): Problem {
  const why = status === undefined ? { missing: "statut" } : { column: "statut", text: status };
  return problem("row-unusable", origin, why, "error");
}

type ToRecord = (row: ViewRow, state: SourceState | null, redList: boolean) => Draft;

/** Links come once all were read: until then everybody has the same none. */
const noLinks: readonly never[] = [];

function recordReader(at: At, populations: PopulationReader): ToRecord {
  const column = (name: string) => at[name] ?? -1;
  const [idAt, loginAt, mailAt] = [column("id"), column("login"), column("email")];
  const [givenAt, familyAt, shownAt] = [column("prenom"), column("nom_usage"), column("nom_affichage")];
  const [fromAt, untilAt] = [column("date_activation"), column("date_desactivation")];
  const [populationAt, fictitiousAt] = [column("population"), column("fictif")];
  const [sponsorAt, siteAt] = [column("parrain_id"), column("site")];
  const split = remembered((text) => text.split(/[,|+/]/));
  return ({ cells, origin }, state, redList) => {
    const read = populations.read(split(textIn(cells, populationAt) ?? ""));
    const plain = { origin, state, populations: read, redList };
    const record = startRecord(plain, {
      id: keyIn(cells, idAt),
      login: keyIn(cells, loginAt),
      givenName: textIn(cells, givenAt),
      familyName: textIn(cells, familyAt),
      mail: keyIn(cells, mailAt),
    });
    put(record, "displayName", textIn(cells, shownAt));
    put(record, "from", textIn(cells, fromAt));
    put(record, "until", textIn(cells, untilAt));
    if (readFlag(textIn(cells, fictitiousAt)) === true) record.fictitious = true;
    const sponsor = keyIn(cells, sponsorAt);
    if (sponsor !== undefined) record.sponsors = [{ person: sponsor }];
    const sites = textIn(cells, siteAt);
    if (sites !== undefined) record.sites = split(sites);
    return record;
  };
}

interface Plain extends Pick<Draft, "origin" | "populations" | "redList"> {
  readonly state: SourceState | null;
}
type Named = Readonly<Record<"id" | "login" | "givenName" | "familyName" | "mail", string | undefined>>;

/** Nearly everybody has all of these, and gets them in one piece: what is added to an object later takes a second one. */
function startRecord({ origin, state, populations, redList }: Plain, named: Named): Draft {
  const { id, login, givenName, familyName, mail } = named;
  const links = noLinks;
  if (id && login && givenName && familyName && mail && state) {
    return { origin, id, login, givenName, familyName, mail, state, populations, redList, assignments: links, functions: links };
  }
  const record: Draft = { origin, populations, redList, assignments: links, functions: links };
  if (state !== null) record.state = state;
  for (const field of ["id", "login", "givenName", "familyName", "mail"] as const) put(record, field, named[field]);
  return record;
}

type TextField = "id" | "login" | "givenName" | "familyName" | "displayName" | "mail" | "from" | "until";

function put(record: Draft, field: TextField, text: string | undefined): void {
  if (text !== undefined) record[field] = text;
}
