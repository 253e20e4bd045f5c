/** French sentence of every problem; `{subject}` is always there. */
import type { ProblemCode } from "#core/problem.ts";
import { adoptedRoomsFr } from "./adopted-rooms.ts";
import { undoProblemsFr } from "./undo-texts.ts";

export const problemsFr: Readonly<Record<ProblemCode, string>> = {
  "person-without-id": "La fiche {subject} n'a pas d'identifiant immuable : personne ignorée.",
  "person-without-login": "{subject} n'a pas d'identifiant de connexion : pas de compte possible.",
  "login-invalid":
    "L'identifiant de connexion[ « {login} »] de {subject} contient des caractères que Matrix refuse : pas de compte possible.",
  "login-shared": "L'identifiant de connexion[ « {login} »] est porté par plusieurs personnes[ ({people})] : aucune n'est modifiée.",
  "login-reserved": "L'identifiant de connexion[ « {login} »] de {subject} est réservé à campus : aucun compte n'est créé.",
  "mail-shared": "L'adresse[ {mail}] est portée par plusieurs personnes[ ({people})] : elle n'est écrite pour aucune.",
  "entries-merged": "{entries} fiches portent l'identifiant {subject} : elles sont réunies, la fiche active de personnel l'emporte.",
  "composite-unreadable": "Une valeur composée de {subject} est illisible ({attribute} : {text}) : elle est ignorée.",
  "date-unreadable": "Une date de {subject} est illisible[ ({text})] : elle est ignorée.",
  "encoding-repaired":
    "Un texte de {subject} n'était pas en UTF-8[ ({attribute})][, {rows} {rows#ligne#lignes}] : il a été relu en Latin-1.",
  "red-list-unreadable":
    "La valeur « {subject} » de la liste rouge ne veut dire ni oui ni non ({people} {people#personne#personnes}) : ces personnes sont tenues pour inscrites sur la liste rouge.",
  "group-cycle": "Le groupe {subject} se contient lui-même par d'autres groupes : la boucle est coupée.",
  "group-too-deep": "Le groupe {subject} contient plus de {levels} {levels#niveau#niveaux} de groupes : les suivants ne sont pas lus.",
  "sponsor-unknown": "Le parrain {sponsor} de {subject} n'est dans aucune source : personne ne sera prévenu à sa place.",
  "group-members-unknown":
    "{members} {members#membre#membres} du groupe {subject} ne {members#désigne#désignent} ni une personne ni un groupe lus ici (par exemple {first}).",
  "row-unusable":
    "{subject} : ligne inutilisable[, la colonne {missing} est vide][, {columns} colonnes au lieu de {expected}][ ; {rows} {rows#ligne#lignes} sans correspondance pour {unknown}, la première : {first}].",
  "status-unreadable": "L'état du compte de {subject} est illisible ({text}) : la branche de l'annuaire décide.",
  "population-unmapped":
    "La population « {subject} » n'est pas prévue par la configuration ({people} {people#personne#personnes}) : elle n'ouvre aucun droit.",
  "assignment-kind-unmapped":
    "Le type d'affectation « {kind} » de {subject} n'est pas prévu par la politique : cette affectation est ignorée.",
  "entry-joins-nobody":
    "La fiche {subject} de la source {source} ne correspond à aucune personne connue : elle est ignorée, personne n'est créé.",
  "entry-joins-several":
    "La fiche {subject} de la source {source} peut correspondre à plusieurs personnes : elle n'est réunie à aucune, chacune garde ses valeurs.",
  "entries-unlike":
    "La fiche {subject} de la source {source} porte l'identifiant d'une autre personne (ni identifiant de connexion, ni adresse, ni nom en commun) : elle est ignorée. Si cette source a sa propre numérotation, donnez-lui un idPrefix.",
  "entries-set-aside":
    "{count} {count#fiche#fiches} de la source {subject} {count#est ignorée#sont ignorées} en tout pour ce motif[ ({why})].",
  "sources-differ":
    "Les sources ne s'accordent pas sur {attribute@attribute} de {subject} : « {value} » est gardé (source {source})[ ; autres : {others}].",
  "sources-differ-often": "Les sources ne s'accordent pas sur {attribute@attribute} pour {count} fiches en tout.",
  "states-differ":
    "Les sources ne s'accordent pas sur l'état du compte de {subject}[ ; activé selon {active}][ ; à venir selon {future}][ ; départ annoncé selon {leaving}][ ; désactivé selon {disabled}] : la source {source} l'emporte.",
  "structure-codes-differ":
    "La structure {subject} a un autre code dans une autre source[ ({other})] : c'est la même, le premier code est gardé.",
  "structure-id-shared":
    "Les structures {subject} et {other} portent le même identifiant[ ({id})] dans deux sources sans avoir rien d'autre en commun : ce sont deux structures. Si l'une des sources a sa propre numérotation, donnez-lui un idPrefix.",
  "structure-without-code": "La structure {subject} n'a pas de code : elle est ignorée.",
  "structure-duplicate": "Plusieurs structures portent le code {subject}[ (aussi : {origin})] : la première est gardée.",
  "structure-parent-unknown": "La structure {subject} a un parent inconnu[ ({parent})] : ce lien est ignoré.",
  "structure-cycle": "La structure {subject} fait partie d'une boucle[ (parent {parent})] : ce lien est ignoré.",
  "structure-unknown": "Un lien de {subject} vise une structure inconnue[ ({structure})] : il est ignoré.",
  "structure-shrunk": "La structure {subject} est passée sous la taille minimale[ ({size} {size#agent#agents})] : son espace est gardé.",
  "successor-unknown":
    "La structure fermée {subject} a pour successeur {successor}, que l'annuaire ne connaît pas : ses agents ne sont placés nulle part ailleurs.",
  "successor-closed":
    "La structure fermée {subject} mène à {successor}, qui n'est pas ouverte et à laquelle rien ne succède : ses agents ne sont placés nulle part ailleurs.",
  "successor-loop":
    "Les successeurs de la structure fermée {subject} tournent en rond ({successor} revient) : ses agents ne sont placés nulle part ailleurs.",
  "label-shortened": "Le libellé de la structure {subject} dépasse 255 caractères : il est raccourci.",
  "establishment-missing": "Aucune structure n'est reconnue comme l'établissement : ni espace commun ni héritage au sommet.",
  "establishment-ambiguous": "Plusieurs structures peuvent être l'établissement[ ({subject})] : indiquez son code dans la politique.",
  "function-unmapped": "La fonction « {subject} » n'est pas dans la table des fonctions : elle ne donne aucun droit.",
  "function-without-successor":
    "La fonction {code} de {person} dans {subject} a pris fin[ le {day}] sans successeur : maintenue[ jusqu'au {until}].",
  "member-out-of-reach":
    "{userId} n'a plus rien qui lui donne {subject}, mais y a le niveau {level}, aussi haut qu'Agent Smith, qui ne peut donc pas l'en sortir : que cette personne quitte le salon ou y baisse elle-même son niveau.",
  "level-by-hand": "Dans {subject}, {userId} a reçu à la main le niveau {level}[ (prévu : {expected})] : il lui est laissé.",
  "account-taken":
    "Le compte Matrix[ {userId}] prévu pour {subject} existe déjà[ (il sert à {people})] sans preuve qu'il soit le sien : rien n'est écrit.",
  "login-reused":
    "L'identifiant de connexion[ « {login} »] de {subject} était celui de quelqu'un d'autre : tant que le compte {userId} n'est pas approuvé, qui se connecte avec lui entre dans l'ancien compte.",
  "logins-exchanged":
    "{subject} a pris l'identifiant de connexion[ « {login} »] que {people} porte encore, et réciproquement : aucun rattachement n'est déplacé. Retirez à la main l'un des deux identifiants externes, puis relancez.",
  "merge-circular": "La fusion de {subject} dans {people} revient sur elle-même : elle est ignorée. Mettez fin à l'une de ces décisions.",
  "move-impossible":
    "{subject} ne peut pas recevoir l'identifiant Matrix {userId} : il existe déjà, ou c'est l'identifiant de connexion de quelqu'un d'autre[ ({people})]. Choisissez-en un autre avec campus identity move.",
  "adoption-impossible":
    "Le compte {userId} ne peut pas être adopté pour {subject} : il n'existe pas, il est désactivé définitivement, ou il appartient à quelqu'un d'autre[ ({people})].",
  "mail-taken":
    "L'adresse[ {mail}] de {subject} est encore sur le compte de {people} : elle n'est pas déplacée. Elle sera libre quand ce compte en aura une autre ou sera désactivé définitivement.",
  "account-missing": "Le compte Matrix de {subject}[ ({userId})] n'existe plus sur le serveur.",
  "room-without-administrator":
    "Le salon {subject} existe, mais Agent Smith n'y est plus ou n'y a plus le niveau 100, et personne dans ce salon ne peut le lui rendre : campus n'y fait plus rien. Donnez-lui le niveau 100 avec un compte qui l'a, ou supprimez le salon.",
  "room-drift":
    "Dans {subject}, quelqu'un a changé à la main : {setting@setting}[, trouvé « {found} »][, attendu « {expected} »]. Rien n'est remis.",
  "room-encrypted":
    "Le salon {subject} a été chiffré : cela ne se défait pas. Créez un autre salon et faites-y venir ses membres, ou gardez-le tel quel.",
  "room-replaced":
    "Le salon {subject} a été remplacé par {by} : campus gère encore l'ancien. Supprimez l'ancien, ou retirez ce remplacement.",
  "name-drift": "Le nom du compte de {subject} a été changé à la main[ (trouvé « {found} », attendu « {expected} »)] : il lui est laissé.",
  "room-missing": "Le salon {subject} n'existe plus, ou campus n'y est plus.",
  "member-unexpected": "Une personne non prévue est dans {subject}[ : {userId}].",
  "member-banned": "{userId} est banni de {subject} par un modérateur : cette décision est respectée.",
  "account-deactivated-outside": "Le compte de {subject} a été désactivé définitivement en dehors de campus.",
  "account-locked-outside": "Le compte de {subject} a été verrouillé en dehors de campus.",
  "account-erased-returned":
    "{subject} est de retour, mais son compte[ {userId}] a été effacé et le reste : donnez-lui-en un nouveau avec campus identity move.",
  "external-id-drift": "Le compte de {subject} porte des identifiants externes inattendus[ ({found}, attendu : {expected})].",
  "service-identity-linked":
    "L'identité de service {subject} porte un identifiant externe ({found}) : quelqu'un s'est présenté sous son nom. Retirez-le, et vérifiez que le module de campus est chargé.",
  "mail-drift": "Le compte de {subject} porte une autre adresse que prévu[ ({found}, attendu : {expected})].",
  "observed-by-api":
    "La base de données de Synapse ({subject}) n'a pas pu être lue[ : {why}] : ce passage a regardé le serveur par l'API, et n'a comparé qu'une partie des identifiants externes et des adresses.",
  ...undoProblemsFr,
  paused:
    "Les passages sont en pause ({subject@scope})[ depuis le {day}][, décidée par {by}][, jusqu'au {until}][ : {why}] : seuls les verrouillages d'urgence sont appliqués.",
  "decision-orphaned":
    "La décision ({kind@decision}) de {by} du {day} porte sur {subject}, que l'annuaire ne connaît pas ou plus : elle est gardée, sans effet.",
  ...adoptedRoomsFr,
};
