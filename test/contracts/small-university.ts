/** A small invented university, as both a CSV folder and an LDAP directory write it, and what any reader must make of it. */
import type { PersonRecord, StructureRecord } from "#core/directory.ts";
import type { LdifEntry } from "../lab/ldif.ts";

type Told<T> = Omit<T, "origin">;

const longLabel = `Institut ${"des très longues appellations ".repeat(40)}`.slice(0, 1024);
const scriptName = `<script>alert("d'été & d'hiver")</script>`;
/** E followed by a combining acute accent: kept as the source wrote it. */
const decomposed = "E\u0301lodie";

export const structures: readonly Told<StructureRecord>[] = [
  { code: "UNIV", sourceId: "1", type: "ETAB", acronym: "UD", shortLabel: "UD", longLabel: "Université de Démonstration", parents: [] },
  { code: "HS_U09", sourceId: "2", type: "COMP", shortLabel: "UFR Santé", longLabel: longLabel, parents: ["UNIV"] },
  {
    ...{ code: "HS_R55", sourceId: "3", type: "SREC", acronym: "LABO-D", shortLabel: "LABO-D" },
    ...{ longLabel: "Laboratoire <b>&</b> « d'essai »  œuvres", parents: ["EXT_CNRS", "HS_U09"] },
  },
  {
    code: "EXT_CNRS",
    sourceId: "4",
    type: "EXT",
    acronym: "CNRS",
    shortLabel: "CNRS",
    longLabel: "Organisme partenaire",
    parents: [],
    external: true,
  },
];

const nobody = { redList: false, populations: [], assignments: [], functions: [] } as const;

export const people: readonly Told<PersonRecord>[] = [
  {
    ...{ id: "0048213", login: "lefevre412", givenName: "Zoé", familyName: "Lefèvre-N'Diaye", displayName: "Zoé Lefèvre-N'Diaye" },
    ...{ mail: "zoe.lefevre-ndiaye@univ-demo.example", state: "active", until: "20270831", redList: false },
    populations: ["enseignant", "chercheur"],
    assignments: [
      { structure: "HS_R55", kind: "RECHERCHE", until: "20261231" },
      { structure: "HS_U09", kind: "AFFECTATION", principal: true },
    ],
    functions: [{ structure: "HS_R55", code: "D30" }],
  },
  {
    ...{ id: "2", login: "abadie1", familyName: scriptName, displayName: scriptName, state: "active" },
    ...{ redList: true, populations: ["administratif"], assignments: [{ structure: "INCONNUE", kind: "AFFECTATION" }], functions: [] },
  },
  {
    ...{ ...nobody, id: "3", login: "dubois7", givenName: decomposed, familyName: "Dubois", displayName: `${decomposed} Dubois` },
    ...{ state: "leaving", from: "20260901", until: "20261130", populations: ["heberge"] },
  },
  {
    ...nobody,
    id: "4",
    login: "gauthier2",
    givenName: "  Inès ",
    familyName: "GAUTHIER",
    state: "future",
    from: "20270101",
    populations: ["cdd"],
  },
  { ...nobody, id: "5", login: "martin001", givenName: "Marie", familyName: "Martin", state: "disabled", populations: ["administratif"] },
  { ...nobody, id: "6", login: "martin002", givenName: "Marie", familyName: "Martin", state: "disabled", populations: ["vacataire"] },
  {
    ...{ ...nobody, id: "7", login: "e0000007", givenName: "Ana", familyName: "Ñuñez", state: "active" },
    assignments: [{ structure: "HS_U09", kind: "ETUDE" }],
  },
  { ...nobody, login: "sansid", givenName: "Sans", familyName: "Identifiant", state: "active", populations: ["administratif"] },
];

/** Problems any reader of it reports, by code. */
export const problemCounts = { "population-unmapped": 1 };

export const csvFiles: Readonly<Record<string, string>> = {
  "V_MATRIX_STRUCTURE.csv": `id;code;sigle;libelle_court;libelle_long;type_code;date_ouverture;date_fermeture;parent_id;niv2_id
1;UNIV;UD;UD;Université de Démonstration;ETAB;;;;
2;HS_U09;;UFR Santé;"${longLabel}";COMP;;;1;
3;HS_R55;LABO-D;LABO-D;"Laboratoire <b>&</b> « d'essai »  œuvres";SREC;;;4;
4;EXT_CNRS;CNRS;CNRS;Organisme partenaire;EXT;;;;
`,
  "V_MATRIX_STRUCTURE_PARENT.csv": "structure_id;parent_id\n3;2\n3;4\n",
  "V_MATRIX_AGENT.csv": `id;login;prenom;nom_usage;nom_affichage;email;statut;date_activation;date_desactivation;liste_rouge;population
0048213;lefevre412;Zoé;Lefèvre-N'Diaye;Zoé Lefèvre-N'Diaye;zoe.lefevre-ndiaye@univ-demo.example;actif;;20270831;N;enseignant,chercheur
2;abadie1;;"${scriptName.replaceAll('"', '""')}";"${scriptName.replaceAll('"', '""')}";;actif;;;O;administratif
3;dubois7;${decomposed};Dubois;${decomposed} Dubois;;sursis;20260901;20261130;N;Hébergé
4;gauthier2;  Inès ;GAUTHIER;;;anticipe;20270101;;N;cdd
5;martin001;Marie;Martin;;;désactivé;;;N;administratif
6;martin002;Marie;Martin;;;desactive;;;N;vacataire
7;e0000007;Ana;Ñuñez;;;actif;;;N;etudiant
;sansid;Sans;Identifiant;;;actif;;;N;administratif+martien
`,
  "V_MATRIX_AFFECTATION.csv": `id;agent_id;structure_id;type;t_principale;date_debut;date_fin
1;0048213;3;RECHERCHE;N;;20261231
2;0048213;2;2;O;;
3;2;INCONNUE;AFFECTATION;N;;
4;7;2;ETUDE;N;;
`,
  "V_MATRIX_FONCTION.csv": "id;agent_id;structure_id;fonction_code;fonction_libelle;date_debut;date_fin\n1;0048213;3;D30;;;\n",
};

const base = "dc=univ-demo,dc=example";
const unit = (ou: string): LdifEntry => [`ou=${ou},${base}`, { objectClass: "organizationalUnit", ou }];
const entity = (code: string, attributes: LdifEntry[1]): LdifEntry => [
  `supannCodeEntite=${code},ou=structures,${base}`,
  { objectClass: ["organizationalUnit", "supannEntite"], supannCodeEntite: code, ...attributes },
];
const person = (uid: string, attributes: LdifEntry[1], branch = "people"): LdifEntry => [
  `uid=${uid},ou=${branch},${base}`,
  { objectClass: ["inetOrgPerson", "eduPerson", "supannPerson"], uid, cn: uid, ...attributes },
];

export const ldapEntries: readonly LdifEntry[] = [
  [base, { objectClass: "domain", dc: "univ-demo" }],
  ...["people", "deactivated", "structures"].map(unit),
  entity("UNIV", { ou: "UD", description: "Université de Démonstration", supannTypeEntite: "ETAB", supannRefId: "{OCTOPUS:ID}1" }),
  entity("HS_U09", {
    ...{ ou: "UFR Santé", description: longLabel, supannTypeEntite: "COMP", supannRefId: ["{RNSR}199900001A", "{OCTOPUS:ID}2"] },
    supannCodeEntiteParent: "UNIV",
  }),
  entity("HS_R55", {
    ...{ ou: "LABO-D", description: "Laboratoire <b>&</b> « d'essai »  œuvres", supannTypeEntite: "SREC", supannRefId: "{OCTOPUS:ID}3" },
    supannCodeEntiteParent: ["HS_U09", "EXT_CNRS"],
  }),
  entity("EXT_CNRS", { ou: "CNRS", description: "Organisme partenaire", supannTypeEntite: "EXT", supannRefId: "{OCTOPUS:ID}4" }),
  person("p1", {
    ...{ supannRefId: ["{ISO15693}044D", "{OCTOPUS:ID}0048213"], supannAliasLogin: "lefevre412", givenName: "Zoé", sn: "Lefèvre-N'Diaye" },
    ...{ displayName: "Zoé Lefèvre-N'Diaye", mail: "zoe.lefevre-ndiaye@univ-demo.example", supannListeRouge: "FALSE" },
    ...{ eduPersonAffiliation: ["member", "employee", "researcher", "teacher", "faculty"] },
    ...{
      supannRessourceEtatDate: ["{MAIL}I:SupannInactif", "{COMPTE}A:SupannActif::20270831"],
      supannRessourceEtat: "{COMPTE}I:SupannExpire",
    },
    ...{ supannEntiteAffectation: ["HS_R55", "HS_U09"], supannEntiteAffectationPrincipale: "hs_u09" },
    supannEmpProfil: [
      "[affect=HS_R55][etab={UAI}0753364Z][datefin=20261231][typeaffect=SREC]",
      "[etab={UAI}0753364Z][affil=faculty][affect=HS_U09][datefin=20261231]",
      "[affect=HS_U09][affil=teacher]",
    ],
    supannRoleEntite: "[code=HS_R55][role={SUPANN}D30][type={SUPANN}S203]",
  }),
  person("p2", {
    ...{ supannRefId: "{OCTOPUS:ID}2", supannAliasLogin: "abadie1", sn: scriptName, displayName: scriptName, supannListeRouge: "TRUE" },
    ...{ eduPersonAffiliation: ["member", "employee"], supannRessourceEtat: "{COMPTE}A:SupannActif", supannEntiteAffectation: "INCONNUE" },
  }),
  person("p3", {
    ...{
      supannRefId: "{OCTOPUS:ID}3",
      supannAliasLogin: "dubois7",
      givenName: decomposed,
      sn: "Dubois",
      displayName: `${decomposed} Dubois`,
    },
    ...{ eduPersonAffiliation: "affiliate", supannRessourceEtatDate: "{COMPTE}A:SupannSursis:20260901:20261130" },
  }),
  person("p4", {
    ...{
      supannRefId: "{OCTOPUS:ID}4",
      supannAliasLogin: "gauthier2",
      givenName: "  Inès ",
      sn: "GAUTHIER",
      supannCodePopulation: "{DEMO}CDD",
    },
    supannRessourceEtatDate: "{COMPTE}I:SupannPrecree:20270101:",
  }),
  person("p5", {
    ...{ supannRefId: "{OCTOPUS:ID}5", supannAliasLogin: "martin001", givenName: "Marie", sn: "Martin", eduPersonAffiliation: "staff" },
    supannRessourceEtatDate: "{COMPTE}S:SupannVerrouAdministratif::",
  }),
  person(
    "p6",
    {
      ...{
        supannRefId: "{OCTOPUS:ID}6",
        supannAliasLogin: "martin002",
        givenName: "Marie",
        sn: "Martin",
        supannCodePopulation: "{DEMO}vacataire",
      },
      supannRessourceEtatDate: "{COMPTE}A:SupannActif::20270831",
    },
    "deactivated",
  ),
  person("e7", {
    ...{
      supannRefId: "{OCTOPUS:ID}7",
      supannAliasLogin: "e0000007",
      givenName: "Ana",
      sn: "Ñuñez",
      eduPersonAffiliation: ["member", "student"],
    },
    supannEntiteAffectation: "HS_U09",
  }),
  person("p8", { supannAliasLogin: "sansid", givenName: "Sans", sn: "Identifiant", eduPersonAffiliation: ["employee", "martien"] }),
];

export const ldapKinds = { table: { SREC: "RECHERCHE" } } as const;
