/** The views that campus asks a site for, by what they hold: columns it needs, and columns it uses when they are there. */

import { defaultRole, type SourceRole } from "#core/merge-policy.ts";

export type ViewName = "structures" | "parents" | "people" | "assignments" | "functions";
/** In the order in which they can be taken: links name structures by the ids of the first one. */
export const viewNames: readonly ViewName[] = ["structures", "parents", "people", "assignments", "functions"];

interface ViewColumns {
  readonly needed: readonly string[];
  readonly further: readonly string[];
}

export const viewColumns: Readonly<Record<ViewName, ViewColumns>> = {
  structures: {
    needed: ["id", "code", "sigle", "libelle_court", "libelle_long", "type_code", "date_ouverture", "date_fermeture", "parent_id"],
    further: ["successeur_id", "interne"],
  },
  parents: { needed: ["structure_id", "parent_id"], further: [] },
  people: {
    needed: ["id", "login", "prenom", "nom_usage", "email", "statut", "date_desactivation", "liste_rouge", "population"],
    further: ["nom_affichage", "date_activation", "fictif", "parrain_id", "site"],
  },
  assignments: { needed: ["agent_id", "structure_id", "type", "t_principale", "date_debut", "date_fin"], further: ["id"] },
  functions: {
    needed: ["agent_id", "structure_id", "fonction_code", "fonction_libelle", "date_debut", "date_fin"],
    further: ["id"],
  },
};

const joinColumns = { id: "id", login: "login", mail: "email" } as const;

/** Needed columns that are not among those found (in lower case). Who only adds to people of others needs what tells who they are. */
export function missingColumns(view: ViewName, found: readonly string[], role: SourceRole = defaultRole): readonly string[] {
  const needed = view === "people" && !role.issuesIds ? role.joinBy.map((key) => joinColumns[key]) : viewColumns[view].needed;
  return needed.filter((column) => !found.includes(column));
}

/** Every column of the view that campus knows, and no other: what else a view holds is not read. */
export function usedColumns(view: ViewName, found: readonly string[]): readonly string[] {
  const { needed, further } = viewColumns[view];
  return [...needed, ...further].filter((column) => found.includes(column));
}
