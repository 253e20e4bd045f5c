/** French text of the errors of `campus decide`. */
import type { ErrorCode } from "#core/errors.ts";
import type { ErrorText } from "../tables.ts";

export const decisionErrorsFr: Readonly<Record<Extract<ErrorCode, `decision.${string}`>, ErrorText>> = {
  "decision.no-reason": {
    what: "Une décision doit dire pourquoi.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Donnez le motif avec --why.",
  },
  "decision.past": {
    what: "La date demandée[ ({day})] est passée ou manque.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Donnez une date à partir d'aujourd'hui.",
  },
  "decision.empty": {
    what: "Cette décision ne décide rien.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Dites ce qui est forcé ou accordé ; pour revenir à l'annuaire, mettez-y fin avec campus decide end.",
  },
  "decision.unknown-person": {
    what: "{person} n'est connu ni de l'annuaire ni du registre.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Vérifiez l'identifiant, ou attendez le prochain passage.",
  },
  "decision.unknown-structure": {
    what: "La structure {structure} n'existe pas dans l'annuaire.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Vérifiez son code.",
  },
  "decision.unknown-room": {
    what: "Le salon {room} n'existe pas et aucune structure connue ne peut l'avoir.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Vérifiez sa clé (structure:CODE/general).",
  },
  "decision.name-invalid": {
    what: "Le nom d'affichage est vide ou dépasse {max} caractères.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Donnez un autre nom.",
  },
  "decision.mail-invalid": {
    what: "« {mail} » n'est pas une adresse électronique.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Corrigez l'adresse.",
  },
  "decision.mail-taken": {
    what: "L'adresse {mail} est déjà celle de {person}.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Donnez une autre adresse, ou changez d'abord celle de {person}.",
  },
  "decision.not-leaving": {
    what: "{person} n'est pas en désactivation en attente.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Regardez sa situation avec campus why.",
  },
  "decision.not-ignorable": {
    what: "L'anomalie {code} ne peut pas être ignorée : rien n'est écrit pour les personnes concernées tant qu'elle dure.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Réglez-la dans la source, ou décidez pour chaque personne.",
  },
  "decision.merge-loop": {
    what: "La fusion de {person} dans {other} reviendrait à {person}.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Mettez d'abord fin à l'autre fusion : campus identity end {other}.",
  },
  "decision.localpart-invalid": {
    what: "« {name} » ne peut pas être un identifiant Matrix.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Choisissez des lettres minuscules sans accent, des chiffres, des points, tirets ou soulignés.",
  },
  "decision.successor-loop": {
    what: "{structure} et {successor} se succéderaient en boucle.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Choisissez une structure qui ne mène pas à {structure}.",
  },
  "decision.establishment": {
    what: "{structure} est l'établissement lui-même : il ne se ferme pas et ne se rouvre pas par une décision.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Nommez une structure de l'établissement.",
  },
  "decision.too-many": {
    what: "{count} décisions en une fois, la limite est {limit}.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Partagez la demande.",
  },
  "decision.set-changed": {
    what: "{found} {found#personne correspond#personnes correspondent}, et non {expected}.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Regardez la liste de nouveau, puis redonnez le nombre.",
  },
  "decision.preview-changed": {
    what: "Ce qui avait été montré n'est plus ce qui se passerait[ (nouvelle empreinte : {digest})].",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Regardez de nouveau avec --preview, puis confirmez.",
  },
  "decision.room-managed": {
    what: "Le salon {roomId} est déjà géré par campus, comme {room}.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "S'il a été repris à la mauvaise place, rendez-le d'abord : campus adopt release {roomId}.",
  },
  "decision.place-taken": {
    what: "{room} a déjà son salon[ ({roomId})], géré par campus ou déjà à reprendre.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Choisissez une autre place. Si ce salon a été repris à tort, rendez-le d'abord : campus adopt release ; s'il ne l'est pas encore : campus decide end room-adoption.",
  },
  "decision.place-none": {
    what: "La politique ne prévoit pas de salon {room} : structure fermée ou hors établissement, modèle ou règle inconnus.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Vérifiez le code de la structure et le modèle (space, general, annonces, encadrement ou l'un de ceux du site).",
  },
  "decision.room-not-adopted": {
    what: "{roomId} n'a pas été repris : campus ne gère pas ce salon, ou l'a créé lui-même.",
    notDone: "Aucune décision n'a été enregistrée.",
    toDo: "Regardez les reprises avec campus decide list --kind room-adoption.",
  },
  "decision.none": {
    what: "Aucune décision en cours ({kind@decision}) sur {subject}.",
    notDone: "Rien n'a été changé.",
    toDo: "Regardez les décisions avec campus decide list.",
  },
};
