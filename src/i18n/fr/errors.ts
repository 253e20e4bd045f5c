/** French text of every error: what happened, what was not done, what to do. */
import type { ErrorTexts } from "../tables.ts";
import { decisionErrorsFr } from "./decision-errors.ts";
import { runErrorsFr } from "./run-errors.ts";
import { sourceErrorsFr } from "./source-errors.ts";

const noPass = "Aucun plan n'a été calculé et rien n'a été modifié sur le serveur.";
const stopped = "Le passage s'est arrêté ; ce qui était déjà fait reste fait, rien d'autre n'a été modifié.";

export const errorsFr: ErrorTexts = {
  "config.invalid": {
    what: "La configuration[ {file}] contient des erreurs[ :\n{details}].",
    notDone: "Rien n'a été lu ni modifié.",
    toDo: "Corrigez les lignes indiquées ; `campus config reference` décrit chaque clé.",
  },
  "config.missing": {
    what: "Le fichier de configuration[ {file}] est introuvable.",
    notDone: "Rien n'a été lu ni modifié.",
    toDo: "Créez-le (`campus config reference --sample > campus.yaml`), indiquez-le par `--config`, ou lancez `campus demo`.",
  },
  "config.secret-missing": {
    what: "Le secret[ {name}] est introuvable ou vide[ ({file})].",
    notDone: "Aucune connexion n'a été tentée.",
    toDo: "Écrivez-le dans ce fichier, lisible par campus seulement (chmod 600)[, ou indiquez un fichier par la variable {variable}].",
  },
  ...sourceErrorsFr,
  "matrix.unreachable": {
    what: "Le serveur Matrix est injoignable[ ({url})][ ({server})][ : {cause}].",
    notDone: stopped,
    toDo: "Vérifiez que Synapse est démarré et l'adresse du serveur, puis relancez : le passage reprendra.",
  },
  "matrix.timeout": {
    what: "Le serveur Matrix n'a pas répondu à temps[ ({server})][ ({request})].",
    notDone: stopped,
    toDo: "Relancez plus tard : le passage reprendra là où il en était.",
  },
  "matrix.unauthorized": {
    what: "Le serveur Matrix refuse le jeton de campus[ ({request})].",
    notDone: stopped,
    toDo: "Vérifiez le fichier du jeton (`tokenFile`) et que le fichier d'enregistrement est bien chargé par Synapse.",
  },
  "matrix.forbidden": {
    what: "Le serveur Matrix interdit cette opération[ ({request})][, {subject}][ : {text}].",
    notDone: "Cette opération et ce qui en dépend n'ont pas été faits.",
    toDo: "Vérifiez les droits du connecteur et d'Agent Smith (`campus doctor`).",
  },
  "matrix.not-found": {
    what: "Le serveur Matrix ne connaît pas cet élément[ ({request})][, {subject}][ : {text}].",
    notDone: "Cette opération et ce qui en dépend n'ont pas été faits.",
    toDo: "Relancez un passage : le plan sera recalculé sur l'état présent.",
  },
  "matrix.conflict": {
    what: "Le nom demandé est déjà pris sur le serveur Matrix[ ({subject})][ : {text}].",
    notDone: "Cette opération et ce qui en dépend n'ont pas été faits.",
    toDo: "Voyez à qui appartient l'élément en place, puis libérez-le ou faites-le adopter.",
  },
  "matrix.limited": {
    what: "Le serveur Matrix limite le débit de campus[ ({request})].",
    notDone: stopped,
    toDo: "Vérifiez que l'enregistrement de campus porte `rate_limited: false`, puis relancez.",
  },
  "matrix.broken": {
    what: "Le serveur Matrix a répondu par une erreur[ {status}][ ({request})].",
    notDone: stopped,
    toDo: "Consultez les journaux de Synapse, puis relancez : le passage reprendra.",
  },
  "matrix.not-matrix": {
    what: "Ce qui répond[ à {url}] n'est pas un serveur Matrix[ ({text})].",
    notDone: stopped,
    toDo: "Vérifiez l'adresse du serveur et le mandataire (nginx) placé devant Synapse.",
  },
  "matrix.refused": {
    what: "Le serveur Matrix refuse cette opération[ ({errcode})][, {subject}][ : {text}].",
    notDone: "Cette opération et ce qui en dépend n'ont pas été faits.",
    toDo: "Lisez le motif du refus ; `campus plan` montre ce qui reste à faire.",
  },
  "observe.unreachable": {
    what: "La base de données de Synapse est injoignable[ ({where})][ : {why}].",
    notDone: noPass,
    toDo: "Vérifiez l'adresse de `observe`, le réseau et que PostgreSQL est démarré, puis relancez. `fallback: api` ferait lire le serveur par l'API en attendant.",
  },
  "observe.refused": {
    what: "La base de données de Synapse refuse la lecture[ ({where})][ : {why}].",
    notDone: noPass,
    toDo: "Vérifiez le rôle campus_observer, son mot de passe (`passwordFile`) et l'accès que lui donne pg_hba.conf ; `observe.sql` (ou ce qu'écrit `campus config observe-sql`), exécuté par un administrateur de PostgreSQL, lui rend ses droits.",
  },
  "observe.functions": {
    what: "Les fonctions de lecture de la base de Synapse manquent, ou ne vont plus avec ses tables[ ({where})][ : {why}].",
    notDone: noPass,
    toDo: "Faites exécuter par un administrateur de PostgreSQL `observe.sql` (ou ce qu'écrit `campus config observe-sql`), aussi après chaque mise à jour de Synapse ou de campus. Une plateforme que campus exécute le fait à chaque démarrage.",
  },
  "observe.version": {
    what: "Les fonctions de lecture de la base de Synapse ne sont pas celles de cette version de campus[ ({where})] : version {found}, {wanted} attendue.",
    notDone: noPass,
    toDo: "Faites exécuter par un administrateur de PostgreSQL `observe.sql` (ou ce qu'écrit `campus config observe-sql`) de cette version de campus.",
  },
  "observe.copy": {
    what: "La base de données lue[ ({where})] est une copie en lecture seule : elle peut montrer un état plus ancien que le serveur.",
    notDone: noPass,
    toDo: "Donnez à `observe` l'adresse de la base principale, celle où Synapse écrit.",
  },
  "observe.other-server": {
    what: "La base de données lue[ ({where})] n'est pas celle de ce serveur : le compte[ {account}] n'y est pas.",
    notDone: noPass,
    toDo: "Vérifiez l'adresse de `observe` : c'est peut-être celle d'un autre serveur.",
  },
  "store.locked": {
    what: "La base embarquée est déjà ouverte[ par le processus {pid}].",
    notDone: "Rien n'a été lu ni modifié.",
    toDo: "Attendez la fin de l'autre commande, ou arrêtez-la, puis relancez.",
  },
  "store.unreachable": {
    what: "La base de données de campus est injoignable[ : {why}].",
    notDone: "Rien n'a été modifié.",
    toDo: "Vérifiez que Postgres est démarré, l'adresse et le mot de passe de la base.",
  },
  "store.full": {
    what: "Plus de place pour la base de campus[ ({where})].",
    notDone: stopped,
    toDo: "Libérez de l'espace disque, puis relancez : le passage reprendra.",
  },
  "store.newer": {
    what: "La base a été créée par une version plus récente de campus[ ({found})].",
    notDone: "Rien n'a été lu ni modifié.",
    toDo: "Utilisez cette version plus récente, ou restaurez la sauvegarde d'avant la mise à jour.",
  },
  "store.broken": {
    what: "La base de campus a répondu par une erreur[ : {why}].",
    notDone: stopped,
    toDo: "Lancez `campus doctor` ; si la base est abîmée, restaurez la dernière sauvegarde.",
  },
  "plan.unknown": {
    what: "Ce plan est inconnu[ ({plan})].",
    notDone: "Rien n'a été modifié.",
    toDo: "Faites-en un nouveau par `campus plan --out FICHIER`.",
  },
  "plan.forged": {
    what: "Ce plan n'est pas celui qui avait été enregistré[ ({plan})].",
    notDone: "Rien n'a été modifié.",
    toDo: "Faites-en un nouveau par `campus plan --out FICHIER` et cherchez qui a modifié celui-ci.",
  },
  "plan.trial": {
    what: "Ce fichier est l'essai d'une autre politique, pas un plan enregistré.",
    notDone: "Rien n'a été appliqué : un essai ne peut pas l'être.",
    toDo: "Mettez cette politique dans campus.yaml, puis : campus plan, et campus sync.",
  },
  "plan.expired": {
    what: "Ce plan a plus de 7 jours[ ({plan})].",
    notDone: "Rien n'a été modifié.",
    toDo: "Faites-en un nouveau par `campus plan --out FICHIER`.",
  },
  "lock.unknown": {
    what: "« {person} » n'est pas un compte que campus gère.",
    notDone: "Rien n'a été verrouillé ni levé.",
    toDo: "Donnez l'identifiant immuable, l'identifiant de connexion ou l'identifiant Matrix entier (@nom:serveur).",
  },
  "lock.service": {
    what: "{userId} est une des deux identités de campus.",
    notDone: "Rien n'a été verrouillé : plus rien ne marcherait.",
    toDo: "Si son jeton a fui : campus platform rotate-token --everybody.",
  },
  "lock.too-many": {
    what: "{by} a déjà verrouillé {limit} comptes en dix minutes.",
    notDone: "Ce compte n'a pas été verrouillé.",
    toDo: "Une deuxième personne, sous son propre nom, doit continuer ; ou attendez dix minutes.",
  },
  "notify.refused": {
    what: "Un avis n'a pas été accepté[ par {channel}][ (réponse {status})].",
    notDone: "L'avis attend ; le passage n'en est pas gêné.",
    toDo: "Vérifiez l'adresse et le secret de la partie notify de campus.yaml. L'avis est envoyé à nouveau par les passages suivants.",
  },
  "identity.reserved": {
    what: "L'annuaire a attribué à une personne un identifiant réservé à campus[ ({login})].",
    notDone: noPass,
    toDo: "Faites changer cet identifiant dans l'annuaire, ou changez ceux de campus dans la politique avant le premier passage.",
  },
  ...runErrorsFr,
  "platform.port-busy": {
    what: "Le port[ {port}] est déjà utilisé.",
    notDone: "La plateforme n'a pas été démarrée.",
    toDo: "Choisissez un autre port[ que {port}] ou arrêtez le programme qui l'occupe.",
  },
  "platform.start-failed": {
    what: "Le programme[ {program}][ {name}] n'a pas démarré[ : {detail}].",
    notDone: "La plateforme a été arrêtée.",
    toDo: "Lisez son journal[ ({log})], corrigez, puis relancez.",
  },
  "platform.missing-program": {
    what: "Le programme[ {program}] n'est pas installé.",
    notDone: "La plateforme n'a pas été démarrée.",
    toDo: "Installez-le[ : {command}], puis relancez.",
  },
  "platform.running": {
    what: "La plateforme tourne déjà[ (processus {pid})].",
    notDone: "Rien n'a été démarré une seconde fois.",
    toDo: "Utilisez-la telle quelle ; pour l'arrêter : Ctrl-C dans son terminal, ou `campus platform down`.",
  },
  "platform.element-archive": {
    what: "L'archive d'Element[ ({from})] ne convient pas[ : {reason}].",
    notDone: "Element n'a pas été installé ; rien d'autre n'a changé.",
    toDo: "Vérifiez l'adresse ou le fichier, et sha256, sous servers[].platform.element.archive.",
  },
  "platform.contradictory": {
    what: "La description de la plateforme se contredit[ :{details}]",
    notDone: "Rien n'a été rendu ni démarré.",
    toDo: "Changez ces clés de campus.yaml, puis vérifiez par `campus platform check`.",
  },
  "platform.elsewhere": {
    what: "Cette plateforme tourne sur ses propres machines[ ({machines})], pas ici.",
    notDone: "Rien n'a été démarré.",
    toDo: "Rendez ses fichiers (`campus platform render`), portez chaque dossier sur sa machine et lancez-y `install.sh`.",
  },
  "platform.disk-full": {
    what: "Plus de place sur le disque[ ({path})][ : {freeMegabytes} Mo libres, il en faut {neededMegabytes}].",
    notDone: "Ce qui restait à faire ne l'a pas été.",
    toDo: "Libérez de l'espace disque, puis relancez.",
  },
  "platform.restart-failed": {
    what: "Le programme[ {name}] n'a pas redémarré[ : {detail}].",
    notDone: "Les suivants n'ont pas été touchés ; aucun jeton n'a été retiré avant que le nouveau ne marche partout.",
    toDo: "Lisez son journal[ ({log})], corrigez, puis relancez la même commande : elle reprend où elle en était.",
  },
  "platform.rotation-busy": {
    what: "Un autre remplacement du jeton est en cours sur cette plateforme[ (processus {pid})].",
    notDone: "Celui-ci n'a pas commencé.",
    toDo: "Attendez la fin de l'autre, puis relancez.",
  },
  "platform.rotation-order": {
    what: "L'étape[ {step}] ne peut pas être faite maintenant.",
    notDone: "Rien n'a été changé.",
    toDo: "Faites d'abord[ : --step {next}].",
  },
  "platform.token-unproven": {
    what: "Le processus[ {name}] de Synapse n'a pas répondu au jeton comme il le devait[ (réponse {status}, attendu {expected})].",
    notDone: "Le remplacement du jeton n'est pas terminé ; campus garde un jeton qui marche.",
    toDo: "Vérifiez les processus (`campus platform status`), puis relancez la même commande : elle reprend où elle en était.",
  },
  "platform.database-version": {
    what: "La base de données[ de {folder}] a été créée par PostgreSQL[ {found}][, et cette machine a la version {installed}].",
    notDone: "La plateforme n'a pas été démarrée ; la base a été laissée telle quelle.",
    toDo: "Installez PostgreSQL[ {found}] à côté de l'autre, ou transférez les données par pg_upgrade ou par une sauvegarde.",
  },
  "platform.database-locale": {
    what: "Une base de données n'est pas en UTF-8 triée par octets (locale C), ce que Synapse exige[ : {database}].",
    notDone: "La plateforme n'a pas été démarrée.",
    toDo: "Sauvegardez-la, supprimez-la, puis restaurez-la dans une base créée avec LC_COLLATE et LC_CTYPE 'C'.",
  },
  ...decisionErrorsFr,
  "scim.unknown": {
    what: "Aucune source SCIM ne porte le nom[ « {source} »], ou elle n'a pas ce jeton[ ({token})].",
    notDone: "Rien n'a été changé.",
    toDo: "Donnez le nom d'une source dont `kind` est `scim`[ : {known}] ; `campus scim status` montre les sources et leurs jetons.",
  },
  "scim.too-many-tokens": {
    what: "La source[ « {source} »] a déjà {count} jetons en service.",
    notDone: "Aucun jeton n'a été fait.",
    toDo: "Révoquez d'abord ceux qui ne servent plus : `campus scim status`, puis `campus scim revoke`.",
  },
  "scim.listen": {
    what: "SCIM ne peut pas écouter sur {address}[ : {detail}].",
    notDone: "Aucun envoi SCIM n'est reçu ici.",
    toDo: "Si `campus serve` ou `campus scim serve` y écoute déjà, c'est lui qui reçoit les envois ; sinon libérez l'adresse ou changez `scim.port`.",
  },
  "cli.usage": {
    what: "Commande incorrecte[ : {detail}].",
    notDone: "Rien n'a été fait.",
    toDo: "Voyez l'aide : `campus --help`.",
  },
};
