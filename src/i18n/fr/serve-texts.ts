/** French texts of passes over a part, of `campus serve` and of the history of runs. */
export const serveTextsFr = {
  "help.scope.person": "limite le passage à cette personne (répétable) : identifiant immuable, de connexion ou Matrix",
  "help.scope.structure": "limite le passage à cette structure (répétable) : code ou sigle",
  "help.scope.kind": "limite le passage à cette sorte de changement (répétable), par exemple member.join",
  "usage.kind": "« {value} » n'est pas une sorte de changement : {kinds}",
  "progress.planning": "Calcul du plan…",
};
