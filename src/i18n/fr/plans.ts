/** French text of guards and of kinds of change. */
import type { ChangeTexts, GuardTexts } from "../tables.ts";
import { wordsFr } from "./words.ts";

const name = wordsFr.guard;

export const guardsFr: GuardTexts = {
  exits: { name: name.exits, held: "{value} {value#sortie#sorties} en une heure, ce passage compris, la limite est {limit}." },
  "exits-week": { name: name["exits-week"], held: "{value} {value#sortie#sorties} sur 7 jours, la limite est {limit}." },
  closings: { name: name.closings, held: "{value} {value#structure fermerait#structures fermeraient}, la limite est {limit}." },
  removals: { name: name.removals, held: "{value} {value#appartenance retirée#appartenances retirées}, la limite est {limit}." },
  "removals-week": {
    name: name["removals-week"],
    held: "{value} {value#appartenance retirée#appartenances retirées} sur 7 jours, la limite est {limit}.",
  },
  "structure-loss": { name: name["structure-loss"], held: "[{subject} perdrait ]{value} {value#membre#membres}, la limite est {limit}." },
  promotions: { name: name.promotions, held: "{value} {value#nouveau droit#nouveaux droits} de responsable, la limite est {limit}." },
  demotions: { name: name.demotions, held: "{value} {value#retrait#retraits} de droits de responsable, la limite est {limit}." },
  "closings-week": {
    name: name["closings-week"],
    held: "{value} {value#structure fermée#structures fermées} sur 7 jours, la limite est {limit}.",
  },
  "structure-loss-week": {
    name: name["structure-loss-week"],
    held: "[{subject} perdrait ]{value} {value#membre#membres} sur 7 jours, la limite est {limit}.",
  },
  "promotions-week": {
    name: name["promotions-week"],
    held: "{value} {value#nouveau droit#nouveaux droits} de responsable sur 7 jours, la limite est {limit}.",
  },
  "demotions-week": {
    name: name["demotions-week"],
    held: "{value} {value#retrait#retraits} de droits de responsable sur 7 jours, la limite est {limit}.",
  },
  "growth-week": { name: name["growth-week"], held: "{value} {value#compte créé#comptes créés} sur 7 jours, la limite est {limit}." },
  "renames-week": { name: name["renames-week"], held: "{value} {value#changement#changements} de nom sur 7 jours, la limite est {limit}." },
  "mails-week": { name: name["mails-week"], held: "{value} {value#changement#changements} d'adresse sur 7 jours, la limite est {limit}." },
  "red-list-week": {
    name: name["red-list-week"],
    held: "{value} {value#sortie#sorties} de la liste rouge sur 7 jours, la limite est {limit}.",
  },
  "sensitive-promotions": {
    name: name["sensitive-promotions"],
    held: "{value} {value#nouveau droit#nouveaux droits} par fonction dans une structure sensible : toujours à approuver.",
  },
  growth: { name: name.growth, held: "{value} {value#compte à créer#comptes à créer}, la limite est {limit}." },
  renames: { name: name.renames, held: "{value} {value#changement#changements} de nom, la limite est {limit}." },
  mails: { name: name.mails, held: "{value} {value#changement#changements} d'adresse, la limite est {limit}." },
  "red-list": {
    name: name["red-list"],
    held: "{value} {value#sortie#sorties} de la liste rouge, la limite est {limit} : leurs adresses et leurs nouveaux salons attendent aussi.",
  },
  "external-ids": {
    name: name["external-ids"],
    held: "{value} {value#changement#changements} d'identifiant externe, la limite est {limit}.",
  },
  erasure: {
    name: name.erasure,
    held: "{value} {value#compte à effacer#comptes à effacer} à la demande de quelqu'un : rien ne pourra être repris, deux personnes approuvent.",
  },
  adoption: {
    name: name.adoption,
    held: "{value} {value#salon repris ou refait#salons repris ou refaits} : qui y entre lit ce qui y a été dit, cela ne se défait pas. Toujours à approuver.",
  },
  "sensitive-adoption": {
    name: name["sensitive-adoption"],
    held: "{value} {value#salon repris#salons repris} dans une structure sensible : toujours à approuver, par deux personnes.",
  },
  identity: {
    name: name.identity,
    held: "{value} {value#rattachement#rattachements} d'identité : toujours à approuver, par deux personnes.",
  },
  "source-shrunk": {
    name: name["source-shrunk"],
    held: "[La source {subject} donne ]{value} {value#personne ou structure#personnes ou structures} de moins qu'à la dernière bonne lecture, la limite est {limit} : ce qui retire attend.",
  },
  "source-missing": {
    name: name["source-missing"],
    held: "[La source {subject} n'a pas pu être lue : ]rien de ce qu'elle est seule à donner n'est retiré, ce qui retire ou dépend d'elle attend.",
  },
  "first-run": {
    name: name["first-run"],
    held: "Premier passage sur ce serveur : les {value} {value#changement#changements} attendent une approbation.",
  },
  pause: {
    name: name.pause,
    held: "Pause[ ({subject})] : {value} {value#changement attend#changements attendent} sa fin ; aucune approbation ne les libère.",
  },
  rejected: {
    name: name.rejected,
    held: "{value} {value#changement#changements} que quelqu'un a refusé d'appliquer : campus hold list dit qui et pourquoi.",
  },
  undone: {
    name: name.undone,
    held: "{value} {value#changement#changements} d'un passage annulé : rien n'est refait sans approbation.",
  },
};

export const changesFr: ChangeTexts = {
  "space.create": { single: "espace à créer", many: "espaces à créer", one: "Créer l'espace « {name} »" },
  "room.create": { single: "salon à créer", many: "salons à créer", one: "Créer le salon « {name} »" },
  "room.restore": {
    single: "réglage de salon à remettre",
    many: "réglages de salon à remettre",
    one: "Remettre dans {room} : {setting@setting}[, « {before} »][ → « {after} »]",
  },
  "room.rename": { single: "salon à renommer", many: "salons à renommer", one: "Renommer « {before} » en « {after} »" },
  "room.rekey": {
    single: "salon qui change de code",
    many: "salons qui changent de code",
    one: "Rattacher {before} au nouveau code {room}",
  },
  "room.regain": { single: "salon à reprendre en main", many: "salons à reprendre en main", one: "Rendre {room} à Agent Smith" },
  "room.adopt": { single: "salon à reprendre", many: "salons à reprendre", one: "Reprendre « {before} » ({roomId}) comme {room}" },
  "room.release": {
    single: "salon à ne plus gérer",
    many: "salons à ne plus gérer",
    one: "Ne plus gérer {room} ({roomId}), laissé tel quel",
  },
  "child.set": { single: "rangement dans un espace", many: "rangements dans un espace", one: "Ranger {child} dans {space}" },
  "child.remove": { single: "retrait d'un espace", many: "retraits d'un espace", one: "Retirer[ {child}] de l'espace {space}" },
  "room.close": { single: "salon à fermer", many: "salons à fermer", one: "Fermer « {before} »" },
  "room.reopen": { single: "salon à rouvrir", many: "salons à rouvrir", one: "Rouvrir « {before} »" },
  "account.create": { single: "compte à créer", many: "comptes à créer", one: "Créer le compte « {name} » ({userId})" },
  "account.adopt": { single: "compte à adopter", many: "comptes à adopter", one: "Adopter le compte « {name} » ({userId})" },
  "account.rename": {
    single: "nom d'affichage à changer",
    many: "noms d'affichage à changer",
    one: "Renommer {userId} : « {before} » devient « {after} »",
  },
  "account.mail": {
    single: "adresse à changer",
    many: "adresses à changer",
    one: "Changer l'adresse de {userId}[ : {before}][ → {after}]",
  },
  "account.listing": {
    single: "compte à cacher ou montrer dans la recherche",
    many: "comptes à cacher ou montrer dans la recherche",
    one: "{userId} {after@listing} par la recherche de personnes",
  },
  "identity.link": {
    single: "identité à rattacher",
    many: "identités à rattacher",
    one: "Connexion de {userId} :[ identifiant {after}][ (avant : {before})]",
  },
  "identity.merge": { single: "identité à fusionner", many: "identités à fusionner", one: "Fusionner dans {person} : {people}" },
  "account.leaving": {
    single: "désactivation en attente",
    many: "désactivations en attente",
    one: "Mettre {userId} en désactivation en attente[, prévue le {due}]",
  },
  "account.stay": {
    single: "désactivation annulée",
    many: "désactivations annulées",
    one: "Annuler la désactivation en attente de {userId}",
  },
  "account.lock": { single: "compte à désactiver", many: "comptes à désactiver", one: "Désactiver {userId} (réversible)" },
  "account.unlock": { single: "compte à réactiver", many: "comptes à réactiver", one: "Réactiver {userId}" },
  "account.deactivate": {
    single: "désactivation définitive",
    many: "désactivations définitives",
    one: "Désactiver définitivement {userId}",
  },
  "account.reactivate": { single: "compte à rouvrir", many: "comptes à rouvrir", one: "Rouvrir le compte désactivé {userId}" },
  "account.erase": { single: "compte à effacer", many: "comptes à effacer", one: "Effacer {userId}" },
  "member.join": { single: "entrée dans un salon", many: "entrées dans un salon", one: "Faire entrer {userId} dans {room}" },
  "member.invite": { single: "invitation à envoyer", many: "invitations à envoyer", one: "Inviter {userId} dans {room}" },
  "member.remove": { single: "retrait d'un salon", many: "retraits d'un salon", one: "Retirer {userId} de {room}" },
  "member.name": { single: "nom dans un salon", many: "noms dans un salon", one: "Dans {room}, {userId} s'appelle « {after} »" },
  "level.set": { single: "niveau à changer", many: "niveaux à changer", one: "Niveau de {userId} dans {room} : {before} → {after}" },
};
