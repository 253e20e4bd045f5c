/** French text of the errors of sources. */
import type { SourceErrorTexts } from "../tables.ts";

const noPass = "Aucun plan n'a été calculé et rien n'a été modifié sur le serveur.";

export const sourceErrorsFr: SourceErrorTexts = {
  "source.unreachable": {
    what: "La source[ « {source} »] est injoignable[ ({url})][ : {reason}].",
    notDone: noPass,
    toDo: "Vérifiez l'adresse, le réseau et que l'annuaire est démarré, puis relancez.",
  },
  "source.refused": {
    what: "La source[ « {source} »] refuse la connexion ou la lecture[ ({dn})][ : {detail}][, code {result}].",
    notDone: noPass,
    toDo: "Vérifiez l'identité de lecture, son mot de passe et ses droits sur les branches lues.",
  },
  "source.timeout": {
    what: "La source[ « {source} »] ne répond plus[ après {seconds} {seconds#seconde#secondes}].",
    notDone: noPass,
    toDo: "Relancez plus tard ; si cela se répète, vérifiez la charge de l'annuaire.",
  },
  "source.partial": {
    what: "La lecture de la source[ « {source} »] s'est interrompue avant la fin[ : {fault@feedFault}][ ({reason})].",
    notDone: `${noPass} Une lecture partielle n'est jamais utilisée.`,
    toDo: "Vérifiez les limites de taille accordées à l'identité de lecture et l'état de l'annuaire, puis relancez.",
  },
  "source.empty": {
    what: "La source[ « {source} »] n'a rendu aucune fiche[ ({branch})].",
    notDone: `${noPass} Une source vide ne veut jamais dire que tout le monde est parti.`,
    toDo: "Vérifiez la branche, le filtre et les droits de l'identité de lecture.",
  },
  "source.unknown-attribute": {
    what: "L'attribut[ « {attribute} »] n'existe pas dans le schéma de la source[ « {source} »].",
    notDone: noPass,
    toDo: "Corrigez la correspondance des attributs dans la configuration, ou ajoutez le schéma SUPANN à l'annuaire.",
  },
  "source.not-ready": {
    what: "La source[ « {source} »] n'a pas encore reçu tout son annuaire par SCIM.",
    notDone: "Aucun plan n'a été fait et rien n'a été changé sur le serveur : une moitié d'annuaire ne doit pas passer pour un annuaire.",
    toDo: "Attendez la fin du premier approvisionnement, vérifiez les nombres avec `campus scim status`, puis dites-le : `campus scim complete {source}`.",
  },
  "source.tls": {
    what: "La connexion chiffrée à la source[ « {source} »] a échoué[ ({reason})].",
    notDone: noPass,
    toDo: "Vérifiez le certificat de l'annuaire, sa date et le fichier de l'autorité (`caFile`).",
  },
  "source.file-missing": {
    what: "Le fichier[ {file}] de la source[ « {source} »] est introuvable ou illisible.",
    notDone: noPass,
    toDo: "Vérifiez le dossier indiqué dans la configuration et que l'export a bien été déposé.",
  },
  "source.column-missing": {
    what: "La colonne[ « {column} »] manque dans[ {file}].",
    notDone: noPass,
    toDo: "Vérifiez l'en-tête du fichier : `campus sample --format csv` montre les colonnes attendues.",
  },
  "source.file-malformed": {
    what: "Le fichier[ {file}] est mal formé[, ligne {line}] : un guillemet y est ouvert et n'est pas refermé.",
    notDone: noPass,
    toDo: "Vérifiez les guillemets et les séparateurs à cet endroit, puis déposez de nouveau le fichier.",
  },
  "source.view-missing": {
    what: "La vue[ {view}] n'existe pas dans la base de la source[ « {source} »], ou l'identité de lecture ne la voit pas[ : {detail}].",
    notDone: noPass,
    toDo: "Vérifiez le nom de la vue et son schéma (`sources[].views`), et le droit de la lire.",
  },
  "source.query-refused": {
    what: "La base de la source[ « {source} »] refuse la requête de la vue[ {view}][ : {detail}].",
    notDone: noPass,
    toDo: "Essayez cette requête avec la même identité dans le client de la base, corrigez-la (`sources[].views`), puis relancez.",
  },
  "source.answer-invalid": {
    what: "La source[ « {source} »] n'a pas répondu comme un flux doit répondre[ ({url})][ : {fault@feedFault}][ ({detail})].",
    notDone: noPass,
    toDo: "Vérifiez l'adresse et les chemins (`sources[].mapping`), et la réponse elle-même par `curl`.",
  },
  "source.too-large": {
    what: "La réponse de la source[ « {source} »] dépasse la taille permise[ ({megabytes} Mo)].",
    notDone: noPass,
    toDo: "Vérifiez l'adresse du flux ; s'il est vraiment si grand, augmentez `maximumMegabytes`.",
  },
};
