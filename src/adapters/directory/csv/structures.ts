/** Rows of V_MATRIX_STRUCTURE and V_MATRIX_STRUCTURE_PARENT to structure records. */
import type { StructureRecord } from "#core/directory.ts";
import { matchesCode } from "#core/text.ts";
import { given } from "../given.ts";
import type { Row, Table } from "./table.ts";

export const structureColumns = [
  "id",
  "code",
  "sigle",
  "libelle_court",
  "libelle_long",
  "type_code",
  "date_ouverture",
  "date_fermeture",
  "parent_id",
];
export const parentColumns = ["structure_id", "parent_id"];

/** Code of the structure that has this id; an id nobody has is kept, so that it is reported as unknown. */
export type CodeOf = (id: string) => string;

export function indexCodes(structures: Table): CodeOf {
  const codes = new Map<string, string>();
  for (const row of structures.rows) {
    const id = row.get("id")?.trim();
    if (id !== undefined && !codes.has(id)) codes.set(id, row.get("code")?.trim() ?? id);
  }
  return (id) => codes.get(id.trim()) ?? id.trim();
}

export function readStructures(
  structures: Table,
  parents: Table | null,
  codeOf: CodeOf,
  externalCodes: readonly string[],
): StructureRecord[] {
  const further = new Map<string, string[]>();
  for (const row of parents?.rows ?? []) {
    const child = row.get("structure_id")?.trim();
    const parent = row.get("parent_id")?.trim();
    if (child === undefined || parent === undefined) continue;
    const known = further.get(child);
    if (known) known.push(parent);
    else further.set(child, [parent]);
  }
  return structures.rows.map((row) => {
    const main = row.get("parent_id");
    const ids = [...(main === undefined ? [] : [main]), ...(further.get(row.get("id")?.trim() ?? "") ?? [])];
    return toStructure(row, [...new Set(ids.map(codeOf))], codeOf, externalCodes);
  });
}

function toStructure(row: Row, parents: string[], codeOf: CodeOf, externalCodes: readonly string[]): StructureRecord {
  const code = row.get("code")?.trim() ?? "";
  const successor = row.get("successeur_id");
  const external = row.get("interne")?.trim() === "0" || externalCodes.some((pattern) => matchesCode(pattern, code));
  return {
    origin: row.origin,
    code,
    parents,
    ...given("sourceId", row.get("id")?.trim()),
    ...given("type", row.get("type_code")?.trim()),
    ...given("acronym", row.get("sigle")),
    ...given("shortLabel", row.get("libelle_court")),
    ...given("longLabel", row.get("libelle_long")),
    ...given("opens", row.get("date_ouverture")),
    ...given("closes", row.get("date_fermeture")),
    ...given("successor", successor === undefined ? undefined : codeOf(successor)),
    ...(external ? { external } : {}),
  };
}
