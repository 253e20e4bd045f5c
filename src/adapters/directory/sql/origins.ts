/** Where a row comes from, said by what it holds: rows of a database have no stable number. */
import { type Cells, textIn } from "../views/cells.ts";
import type { ViewName } from "../views/columns.ts";

/** Columns that tell one row from another. */
const keys: Readonly<Record<ViewName, readonly string[]>> = {
  structures: ["id", "code"],
  parents: ["structure_id", "parent_id"],
  people: ["id", "login"],
  assignments: ["id"],
  functions: ["id"],
};

/** `V_MATRIX_AGENT[48213 lefevre412]`. Links without an id of their own are told by person and structure. */
export function originReader(view: ViewName, name: string, columns: readonly string[]): (cells: Cells) => string {
  const own = keys[view].map((column) => columns.indexOf(column)).filter((at) => at >= 0);
  const used = own.length > 0 ? own : ["agent_id", "structure_id"].map((column) => columns.indexOf(column));
  return (cells) => {
    let text = "";
    for (const at of used) text += `${text === "" ? "" : " "}${textIn(cells, at)?.trim() ?? "–"}`;
    return `${name}[${text}]`;
  };
}
