/** French text of the news that operators and people get. */
import type { NewsTexts } from "../tables.ts";

export const newsFr: NewsTexts = {
  "plan-held": {
    subject: "[{server}] {count} {count#changement attend#changements attendent} une décision",
    text: "Le plan {plan} retient {count} {count#changement#changements} (freins : {guards}).\nRien n'est retiré tant que personne n'a décidé ; les arrivées continuent.\nPour voir et décider : campus hold list --server {server}",
  },
  "hold-reminder": {
    subject: "[{server}] Rappel : {count} {count#changement attend#changements attendent} depuis {days} {days#jour#jours}",
    text: "Le plan {plan} retient encore {count} {count#changement#changements} (freins : {guards}).\nSans décision, il expire dans {left} {left#jour#jours}, et rien n'aura été retiré.\nPour voir et décider : campus hold list --server {server}",
  },
  "hold-expired": {
    subject: "[{server}] Sans décision depuis 7 jours : rien n'a été retiré",
    text: "Ce que les freins retenaient ({guards}) n'a été ni approuvé ni refusé en 7 jours : les approbations anciennes ne valent plus, et la question est posée à nouveau par le plan {plan} ({count} {count#changement#changements}).\nPour voir et décider : campus hold list --server {server}",
  },
  "run-failing": {
    subject: "[{server}] {count} {count#passage manqué#passages manqués} de suite",
    text: "Le dernier passage s'est arrêté sur l'erreur {error}. Rien de nouveau n'est fait sur le serveur tant que cela dure.\nPour comprendre : campus doctor --server {server}",
  },
  "source-unreadable": {
    subject: "[{server}] La source {source} ne peut pas être lue",
    text: "Le passage s'est arrêté sur l'erreur {error} : aucun plan n'a été fait, et rien n'a changé sur le serveur.\nPour comprendre : campus doctor --server {server}",
  },
  "identity-change": {
    subject: "[{server}] Une identité change : {userId}",
    text: "L'identifiant de connexion de {userId} passerait de {before} à {after}. Deux personnes doivent l'approuver, ni celle qui l'a demandé ni celle que cela concerne.\nPour voir et décider : campus hold show --guard identity --server {server}",
  },
  "emergency-lock": {
    subject: "[{server}] Verrouillage d'urgence de {userId}",
    text: "{by} a verrouillé {userId} : {reason}\nLe compte reste verrouillé jusqu'à : campus unlock {person} --server {server}",
  },
  "emergency-unlock": {
    subject: "[{server}] Fin du verrouillage d'urgence de {userId}",
    text: "{by} a levé le verrouillage de {userId} : {reason}",
  },
  departure: {
    subject: "Le compte Matrix de {name} s'arrête le {day}",
    text: "Le compte Matrix de {name} ({userId}) sera désactivé le {day}, dans {days} {days#jour#jours} au plus : le système d'information annonce une fin.\nSi c'est une erreur, signalez-le dès maintenant à votre service informatique : l'annonce peut être annulée ou déplacée.",
  },
};
