/** Groups of agents: their share, what each source says of them, and the kinds of their assignments. */
import type { AssignmentKind } from "#core/directory.ts";
import type { Group, StructureType } from "./model.ts";

interface GroupFacts {
  /** Out of 100 active people; 0 = never counted as having an account. */
  readonly share: number;
  /** Populations of `V_MATRIX_AGENT`. */
  readonly populations: readonly string[];
  /** eduPersonAffiliation, the primary one first. */
  readonly affiliations: readonly string[];
  readonly academic: boolean;
  /** The contract has an end. */
  readonly dated: boolean;
}

/** group|share|populations|affiliations|flags: A academic, D dated contracts. */
const rows = `
biatss|22|titulaire,administratif|employee,member,staff|
contractuel|13|cdd,administratif|employee,member,staff|D
enseignant-chercheur|19|titulaire,enseignant,chercheur|faculty,member,employee,teacher,researcher|A
enseignant|5|titulaire,enseignant|teacher,member,employee|A
vacataire|22|vacataire|teacher,member|AD
doctorant|7|doctorant|student,member,employee,researcher|AD
heberge|10|heberge|affiliate,researcher|AD
emerite|2|emerite|emeritus,member|AD
etudiant|0|etudiant|student,member|A
retraite|0|retraite|retired|
invite|0|invite|registered-reader|AD
lecteur|0|lecteur|library-walk-in|
fictif|0|fictif|registered-reader|
`;

export const groupFacts: Readonly<Record<Group, GroupFacts>> = Object.fromEntries(
  rows
    .trim()
    .split("\n")
    .map((line) => {
      const [group = "", share = "0", populations = "", affiliations = "", flags = ""] = line.split("|");
      const facts: GroupFacts = {
        share: Number(share),
        populations: populations.split(","),
        affiliations: affiliations.split(","),
        academic: flags.includes("A"),
        dated: flags.includes("D"),
      };
      return [group, facts];
    }),
) as Record<Group, GroupFacts>;

/** Kind of an assignment of a member of `group` to a structure of `type`. */
export function kindOf(group: Group, type: StructureType, principal: boolean): AssignmentKind {
  if (group === "etudiant") return "ETUDE";
  if (type === "SREC") return "RECHERCHE";
  const teaches = type === "COMP" || type === "DEPT" || type === "ANTN" || type === "ED";
  if (group === "vacataire" && teaches) return "ENSEIGNEMENT";
  if (principal) return "EMPLOI";
  return groupFacts[group].academic && teaches ? "ENSEIGNEMENT" : "AFFECTATION";
}

/** Groups of `count` active people by share, largest remainders rounded into the first group. */
export function shareOut(count: number): Group[] {
  const list: Group[] = [];
  for (const [group, { share }] of Object.entries(groupFacts)) {
    for (let i = Math.floor((count * share) / 100); i > 0; i -= 1) list.push(group as Group);
  }
  while (list.length < count) list.push("biatss");
  return list;
}
