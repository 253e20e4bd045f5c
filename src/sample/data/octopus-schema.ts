/** Tables of an Octopus-like information system, and the V_MATRIX_ views that campus asks a site for (Postgres). Dates are texts: some views print them so. */

export const octopusTables = `
CREATE TABLE structure (
  id integer PRIMARY KEY, code text NOT NULL UNIQUE, sigle text, libelle_court text, libelle_long varchar(1024), type_code text NOT NULL,
  date_ouverture text, date_fermeture text, parent_id integer, niv2_id integer, successeur_id integer);
CREATE TABLE structure_parent (rang serial, structure_id integer NOT NULL, parent_id integer NOT NULL, PRIMARY KEY (structure_id, parent_id));
CREATE TABLE individu (
  c_individu_chaine text PRIMARY KEY, prenom text, nom_usage text, nom_affichage text, t_liste_rouge char(1) NOT NULL DEFAULT 'N');
CREATE TABLE individu_compte (
  id serial PRIMARY KEY, individu_id text NOT NULL REFERENCES individu, type_id integer NOT NULL, login text, email text, ldap_uid text NOT NULL,
  statut text NOT NULL, date_desactivation text);
CREATE TABLE individu_statut (
  individu_id text PRIMARY KEY REFERENCES individu, t_titulaire char(1), t_cdd char(1), t_vacataire char(1), t_doctorant char(1), t_heberge char(1),
  t_emerite char(1), t_enseignant char(1), t_chercheur char(1), t_administratif char(1), t_etudiant char(1), t_retraite char(1), t_invite char(1),
  t_lecteur_scd char(1), t_fictif char(1));
CREATE TABLE affectation_type (id integer PRIMARY KEY, code text NOT NULL, libelle text NOT NULL);
INSERT INTO affectation_type VALUES (1, 'EMPLOI', 'est employé principalement par'), (2, 'AFFECTATION', 'est affecté à'),
  (3, 'RECHERCHE', 'est chercheur dans'), (4, 'ENSEIGNEMENT', 'enseigne dans'), (5, 'ETUDE', 'étudie dans');
CREATE TABLE individu_affectation (
  id integer PRIMARY KEY, individu_id text NOT NULL REFERENCES individu, structure_id integer NOT NULL, type_id integer NOT NULL REFERENCES affectation_type,
  t_principale char(1) NOT NULL, date_debut text, date_fin text);
CREATE TABLE individu_fonction (
  id integer PRIMARY KEY, individu_id text NOT NULL REFERENCES individu, structure_id integer NOT NULL, fonction_code text NOT NULL,
  fonction_libelle text, date_debut text, date_fin text);
`;

/** Populations in the order of the columns above; `t_lecteur_scd` is shown as `lecteur`. */
export const statusColumns = [
  "titulaire",
  "cdd",
  "vacataire",
  "doctorant",
  "heberge",
  "emerite",
  "enseignant",
  "chercheur",
  "administratif",
  "etudiant",
  "retraite",
  "invite",
  "lecteur",
  "fictif",
] as const;

const column = (population: string): string => (population === "lecteur" ? "t_lecteur_scd" : `t_${population}`);
const populations = statusColumns.map((one) => `CASE WHEN s.${column(one)} = 'O' THEN '${one}' END`).join(", ");

export const matrixViews = `
CREATE VIEW V_MATRIX_STRUCTURE AS
  SELECT id, code, sigle, libelle_court, libelle_long, type_code, date_ouverture, date_fermeture, parent_id, niv2_id, successeur_id FROM structure;
CREATE VIEW V_MATRIX_STRUCTURE_PARENT AS SELECT structure_id, parent_id FROM structure_parent ORDER BY rang;
CREATE VIEW V_MATRIX_AGENT AS
  SELECT i.c_individu_chaine AS id, c.login, i.prenom, i.nom_usage, i.nom_affichage, c.email, c.statut, c.date_desactivation,
    i.t_liste_rouge AS liste_rouge,
    CASE WHEN c.type_id = 2 THEN 'etudiant' ELSE concat_ws(',', ${populations}) END AS population
  FROM individu i JOIN individu_compte c ON c.individu_id = i.c_individu_chaine JOIN individu_statut s ON s.individu_id = i.c_individu_chaine
  ORDER BY c.id;
CREATE VIEW V_MATRIX_AFFECTATION AS
  SELECT a.id, a.individu_id AS agent_id, a.structure_id, t.code AS type, a.t_principale, a.date_debut, a.date_fin
  FROM individu_affectation a JOIN affectation_type t ON t.id = a.type_id ORDER BY a.id;
CREATE VIEW V_MATRIX_FONCTION AS
  SELECT id, individu_id AS agent_id, structure_id, fonction_code, fonction_libelle, date_debut, date_fin FROM individu_fonction ORDER BY id;
`;
