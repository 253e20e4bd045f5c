/** Rows of the five views, from whatever holds them, to one whole reading: shared by files and databases. */
import type { PopulationRow } from "#config/source.ts";
import type { SourceReading } from "#core/directory.ts";
import { AppError } from "#core/errors.ts";
import type { SourceRole } from "#core/merge-policy.ts";
import type { Problem } from "#core/problem.ts";
import { createPopulationReader } from "../populations.ts";
import type { ViewRow } from "./cells.ts";
import { missingColumns, type ViewName } from "./columns.ts";
import { assignmentReader, createLinkRows, functionReader } from "./links.ts";
import { createPersonRows } from "./people.ts";
import { createStructureRows } from "./structures.ts";

export interface ViewsSettings {
  readonly source: string;
  readonly kind: SourceReading["kind"];
  readonly populations: readonly PopulationRow[];
  readonly externalCodes: readonly string[];
  readonly role: SourceRole;
}

/** What is read as one of the views: its name for people, and columns in lower case; null = the site has none. */
export interface OpenView {
  readonly name: string;
  /** In the order of the cells of its rows. */
  readonly columns: readonly string[];
  /** All that it has, when more than those are there; they are told when some lack. */
  readonly found?: readonly string[];
}
export type OpenViews = Readonly<Record<ViewName, OpenView | null>>;

export interface ViewsReader {
  /** Every structure must be taken before any link. */
  readonly take: Readonly<Record<ViewName, (row: ViewRow) => void>>;
  /** Throws source.empty {branch: view} when there is no structure, nobody, or no assignment. */
  finish(problems: readonly Problem[]): SourceReading;
}

/** Throws source.column-missing for a view that lacks some, naming all of them. */
function checkColumns({ source, role }: ViewsSettings, view: ViewName, { name, columns, found = columns }: OpenView): void {
  const missing = missingColumns(view, columns, role);
  if (missing.length === 0) return;
  throw new AppError("source.column-missing", { source, file: name, column: missing.join(", "), found: found.join(", ") });
}

export function createViewsReader(settings: ViewsSettings, views: OpenViews): ViewsReader {
  const { source, kind, populations: table, externalCodes } = settings;
  for (const [view, open] of Object.entries(views)) if (open !== null) checkColumns(settings, view as ViewName, open);
  const at = (view: ViewName) => Object.fromEntries((views[view]?.columns ?? []).map((column, position) => [column, position]));
  const nameOf = (view: ViewName) => views[view]?.name ?? "";
  const populations = createPopulationReader(table);
  const structures = createStructureRows(at("structures"), at("parents"));
  const links = {
    assignments: createLinkRows(nameOf("assignments"), at("assignments"), assignmentReader(at("assignments"), structures.codeOf)),
    functions: createLinkRows(nameOf("functions"), at("functions"), functionReader(at("functions"), structures.codeOf)),
  };
  const people = createPersonRows(at("people"), populations);
  const refuseEmpty = (view: ViewName, count: number) => {
    if (count === 0 && views[view] !== null) throw new AppError("source.empty", { source, branch: nameOf(view) });
  };
  return {
    take: {
      structures: structures.takeStructure,
      parents: structures.takeParent,
      people: people.take,
      assignments: links.assignments.take,
      functions: links.functions.take,
    },
    finish(problems) {
      refuseEmpty("structures", structures.count());
      refuseEmpty("people", people.count());
      refuseEmpty("assignments", links.assignments.count());
      const records = people.records(links);
      return {
        source,
        kind,
        structures: structures.records(externalCodes),
        people: records,
        problems: [
          ...problems,
          ...links.assignments.problems(people.known),
          ...links.functions.problems(people.known),
          ...people.problems(),
          ...populations.problems(),
        ],
        counts: { people: records.length, structures: structures.count() },
      };
    },
  };
}
