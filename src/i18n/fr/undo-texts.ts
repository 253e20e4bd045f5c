/** French texts of `campus undo`: the command, and what an undo leaves as it is. */
import type { UndoProblem } from "#core/undo-ground.ts";

export const undoTextsFr = {
  "help.undo": "annule tout ce qu'un passage a fait et qui est encore tel quel",
  "help.undo.run": "numéro du passage (campus runs)",
  "help.undo.reason": "pourquoi ; gardé avec l'annulation, et montré à qui demande pourquoi",
  "help.undo.plan": "montre et enregistre le plan d'annulation, n'applique rien",
  "help.undo.out": "enregistre ce plan dans un fichier, pour « campus apply »",
  "undo.title": "Annulation du passage {run} sur le serveur {server} ({why}).",
  "undo.none": "Plus rien à annuler : rien de ce que le passage {run} a fait n'est resté tel quel.",
  "undo.counts": "{count} {count#changement#changements} :",
  "undo.left": "{count} {count#changement laissé tel quel#changements laissés tels quels} (la liste entière avec --json).",
  "undo.approve":
    "Pour voir et décider : campus hold list --plan {plan} ; une fois approuvé : la même commande campus undo, ou tout de suite avec --approve-as NOM --comment TEXTE",
  "undo.holds": "Les passages ne referont pas d'eux-mêmes ce qui vient d'être annulé : campus hold list les montre.",
  "runs.undoes": "Annule le passage {run}",
} as const satisfies Readonly<Record<string, string>>;

/** Each begins alike: what change, about whom or what. */
export const undoProblemsFr: Readonly<Record<UndoProblem, string>> = {
  "undo-changed-since": "Laissé tel quel ({change}, {subject}[, {userId}]) : ce n'est plus ce que le passage {run} avait fait.",
  "undo-superseded":
    "Laissé tel quel ({change}, {subject}[, {userId}]) : un passage plus récent[ ({later})] l'a changé depuis le passage {run} ; annulez d'abord celui-là.",
  "undo-unwritable":
    "Laissé tel quel ({change}, {subject}[, {userId}]) : la valeur d'avant le passage {run} n'est pas connue, ou campus ne sait pas l'écrire. À remettre à la main.",
  "undo-irreversible":
    "Laissé tel quel ({change}, {subject}[, {userId}]) : Matrix ne permet pas de revenir sur ce que le passage {run} a fait.",
  "undo-adoption":
    "Laissé tel quel ({change}, {subject}[, {userId}]) : une reprise (passage {run}) se refuse par une décision, campus adopt refuse.",
  "undo-merge":
    "Laissé tel quel ({change}, {subject}[, {userId}]) : une fusion (passage {run}) prend fin avec la décision qui l'a demandée, campus identity.",
  "undo-move":
    "Laissé tel quel ({change}, {subject}[, {userId}]) : un changement d'identifiant Matrix (passage {run}) s'annule par un autre, campus identity move.",
  "undo-decided":
    "Laissé tel quel ({change}, {subject}[, {userId}]) : quelqu'un l'a décidé, et le passage {run} n'a fait qu'obéir ; mettez fin à cette décision (campus decide, campus unlock).",
  "undo-nothing":
    "Laissé tel quel ({change}, {subject}) : le passage {run} n'a fait que suivre ou garder la main ; il n'y a rien à remettre.",
  "undo-wider": "Laissé tel quel ({change}, {subject}) : avant le passage {run}, le salon était ouvert plus que la politique ne le permet.",
  "undo-red-list": "Laissé tel quel ({change}, {subject}[, {userId}]) : la personne est sur liste rouge, le passage {run} l'a protégée.",
  "undo-taken":
    "Laissé tel quel ({change}, {subject}[, {userId}]) : ce qu'elle avait avant le passage {run} est maintenant à quelqu'un d'autre.",
  "undo-not-open":
    "Laissé tel quel ({change}, {subject}[, {userId}]) : le compte n'est pas activé ; ses salons perdus au passage {run} reviendront avec lui.",
};
