/** Rows of V_MATRIX_STRUCTURE and V_MATRIX_STRUCTURE_PARENT to structure records. */
import type { StructureRecord } from "#core/directory.ts";
import { matchesCode } from "#core/text.ts";
import { given } from "../given.ts";
import { keyIn, readFlag, textIn, type ViewRow } from "./cells.ts";

/** Code of the structure that has this id; an id nobody has is kept, so that it is reported as unknown. */
export type CodeOf = (id: string) => string;

export interface StructureRows {
  takeStructure(row: ViewRow): void;
  takeParent(row: ViewRow): void;
  /** Complete once every structure was taken. */
  readonly codeOf: CodeOf;
  count(): number;
  records(externalCodes: readonly string[]): StructureRecord[];
}

type At = Readonly<Record<string, number>>;

export function createStructureRows(structureAt: At, parentAt: At): StructureRows {
  const rows: ViewRow[] = [];
  const codes = new Map<string, string>();
  const further = new Map<string, string[]>();
  const codeOf: CodeOf = (id) => codes.get(id) ?? codes.get(id.trim()) ?? id.trim();
  return {
    takeStructure({ cells, origin }) {
      rows.push({ cells: [...cells], origin });
      const id = keyIn(cells, structureAt.id ?? -1);
      if (id !== undefined && !codes.has(id)) codes.set(id, keyIn(cells, structureAt.code ?? -1) ?? id);
    },
    takeParent({ cells }) {
      const child = keyIn(cells, parentAt.structure_id ?? -1);
      const parent = keyIn(cells, parentAt.parent_id ?? -1);
      if (child === undefined || parent === undefined) return;
      const known = further.get(child);
      if (known) known.push(parent);
      else further.set(child, [parent]);
    },
    codeOf,
    count: () => rows.length,
    records: (externalCodes) =>
      rows.map(({ cells, origin }) => {
        const text = (column: string) => textIn(cells, structureAt[column] ?? -1);
        const main = text("parent_id");
        const ids = [...(main === undefined ? [] : [main]), ...(further.get(text("id")?.trim() ?? "") ?? [])];
        return toStructure(text, { origin, parents: [...new Set(ids.map(codeOf))] }, codeOf, externalCodes);
      }),
  };
}

type Text = (column: string) => string | undefined;

function toStructure(
  text: Text,
  place: Pick<StructureRecord, "origin" | "parents">,
  codeOf: CodeOf,
  externalCodes: readonly string[],
): StructureRecord {
  const code = text("code")?.trim() ?? "";
  const successor = text("successeur_id");
  const inside = text("interne");
  const external = (inside !== undefined && readFlag(inside) === false) || externalCodes.some((pattern) => matchesCode(pattern, code));
  return {
    ...place,
    code,
    ...given("sourceId", text("id")?.trim()),
    ...given("type", text("type_code")?.trim()),
    ...given("acronym", text("sigle")),
    ...given("shortLabel", text("libelle_court")),
    ...given("longLabel", text("libelle_long")),
    ...given("opens", text("date_ouverture")),
    ...given("closes", text("date_fermeture")),
    ...given("successor", successor === undefined ? undefined : codeOf(successor)),
    ...(external ? { external } : {}),
  };
}
