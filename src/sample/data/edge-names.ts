/** Names that break careless code, always present: case|given|family|display name (empty = built from the parts). */
const rows = `
homonyms|Marie|Martin|
homonyms|Marie|Martin|
homonyms|Marie|Martin|
homonyms|Marie|Martin|
near-homonyms|Claude|Lefèvre|
near-homonyms|Claude|Lefevre|
near-homonyms|Claude|Lefebvre|
hyphenated-name|Jean-Pierre|Beauvoisin|
hyphenated-name|Marie-Noëlle|Lefèvre-N'Diaye|
two-word-given-name|Anne Sophie|Corvallon|
apostrophe-name|Sean|O'Brien|
apostrophe-name|Paola|D'Angelo|
apostrophe-name|Awa|N'Diaye|
apostrophe-name|Yvon|L’Hermitte|
particle-name|Aymeric|de La Tour d'Auvergne|
particle-name|Yann|Le Gall|
foreign-name|Jürgen|Müller|
foreign-name|Tomáš|Dvořák|
foreign-name|Lucía|Ñuñez|
foreign-name|Inès|Œuvrard|
foreign-name|Ștefan|Łukasiewicz|
short-name|Anaïs|Ÿ|
short-name|Linh|Ng|
short-name|Min|O|
one-word-name||Suryanata|
long-name|Marie-Antoinette-Philippine|Montmorency-Beauchamp-Rochefoucault-Lavallière-Saint-Vallier-Du|
transliterated-name|Abd al-Rahman|Ibn Khaldoun|
transliterated-name|Xiuying|Zhang-Ouyang|
upper-case-name|JEAN-FRANÇOIS|MERLINVILLE|JEAN-FRANÇOIS MERLINVILLE
trailing-spaces|  Solange |Bourgmont  |
double-space-name|Jean  Luc|Dal  Monte|
decomposed-accents|Héloïse|Bérénger|
markup-name|<script>alert(1)</script>|Robert&Co|
markup-name|Roger|"Bobby"; DROP TABLE agent|
null-given-name||Verneuil|
formula-name|Odile|=2+5|
digit-name|3D|Atelier|
no-break-space|Anne Lise|Port Royal|
`;

export interface EdgeName {
  readonly kind: string;
  readonly given: string | null;
  readonly family: string;
  readonly displayName: string | null;
}

const longDisplay: EdgeName = {
  kind: "long-display-name",
  given: "Ferdinand",
  family: "Vauquelin",
  displayName: "Ferdinand ".repeat(30).concat("Vauquelin"),
};

export const edgeNames: readonly EdgeName[] = rows
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => {
    const [kind = "", given = "", family = "", displayName = ""] = line.split("|");
    const decomposed = kind === "decomposed-accents";
    return {
      kind,
      given: given === "" ? null : decomposed ? given.normalize("NFD") : given,
      family: kind === "no-break-space" ? family.replace(" ", "\u00a0") : decomposed ? family.normalize("NFD") : family,
      displayName: displayName || null,
    };
  })
  .concat(longDisplay);
