/** French texts of `campus hold`, `campus lock`, `campus unlock` and of trials of a policy. */
export const holdTextsFr = {
  "help.hold": "ce que les freins retiennent : le voir, l'approuver ou le refuser, en tout ou en partie",
  "help.hold.list": "ce qui attend, pourquoi, et ce qui a été refusé",
  "help.hold.show": "les changements qui attendent, un par un, avec leur raison",
  "help.hold.approve": "approuve tout (--all) ou une partie ; le prochain passage l'applique",
  "help.hold.reject": "refuse tout (--all) ou une partie : les mêmes changements restent retenus pendant 7 jours",
  "help.hold.plan": "numéro du plan, au lieu de celui du dernier passage entier",
  "help.hold.guard": "seulement ce que retient ce frein (répétable)",
  "help.hold.key": "seulement ce changement, par sa clé (répétable)",
  "help.hold.all": "tout ce qui est retenu",
  "help.hold.as": "nom écrit à côté de l'utilisateur du système, qui seul compte",
  "help.hold.comment": "pourquoi ; gardé avec la décision",
  "hold.none": "Le plan {plan} ne retient rien.",
  "hold.title": "Plan {plan} du {at}, demandé par {by}.",
  "hold.released":
    "{count} {count#changement approuvé#changements approuvés} : le prochain passage les applique s'ils sont encore nécessaires.",
  "hold.rejected-by": "{count} {count#changement refusé#changements refusés} par {label} ({by}) le {at}, jusqu'au {until} : {comment}",
  "hold.undone-by":
    "{count} {count#changement reste annulé#changements restent annulés}[ (passage {undoes})] par {label} ({by}) depuis le {at} : {comment}. Une fois retenus par un passage, campus hold approve les libère.",
  "hold.next": "Pour décider : campus hold show, puis campus hold approve ou reject, avec --comment TEXTE",
  "hold.approved": "approuvé par {people}, il en faut {needed}",
  "hold.which": "dites lesquels (--guard, --person, --structure, --kind, --key), ou --all : rien n'a été décidé",
  "hold.rejected":
    "{count} {count#changement refusé#changements refusés} : ils resteront retenus pendant 7 jours, même si plus aucun frein ne les retenait.",
  "hold.approved-now": "{count} {count#changement#changements} à appliquer au prochain passage (campus sync).",
  "hold.not-enough":
    "{count} {count#changement#changements} attendent encore : il y faut deux personnes, ni celle qui a demandé ni celle que le changement concerne.",
  "help.lock": "verrouille un compte tout de suite, en urgence, sans attendre de passage",
  "help.unlock": "lève un verrouillage d'urgence tout de suite",
  "help.lock.person": "identifiant immuable, de connexion ou Matrix",
  "help.lock.why": "pourquoi ; gardé avec la décision et dit aux opérateurs",
  "help.lock.compromised": "supprime aussi toutes les sessions : un jeton volé ne marchera plus, même après la levée",
  "lock.done.lock": "{userId} est verrouillé, jusqu'à ce que quelqu'un le lève par campus unlock.",
  "lock.done.compromised":
    "{userId} est verrouillé et toutes ses sessions sont supprimées, jusqu'à ce que quelqu'un le lève par campus unlock.",
  "lock.done.unlock": "{userId} n'est plus verrouillé ; le prochain passage le met en accord avec l'annuaire.",
  "lock.done.other":
    "Le verrouillage d'urgence de {userId} est levé, mais le compte reste désactivé pour une autre raison : campus why la dit.",
  "lock.kept":
    "C'est fait sur le serveur, mais la mémoire de campus n'a pas pu être écrite : {what} L'ordre est dans un fichier à côté, et le prochain passage l'y prend.",
  "help.plan.try": "compare avec ce que ferait la politique de ce fichier de configuration ; rien n'en est enregistré ni applicable",
  "trial.title":
    "Essai d'une autre politique pour le serveur {server} : {now} {now#changement#changements} avec celle d'aujourd'hui, {tried} avec l'autre.",
  "trial.same": "Les deux politiques feraient exactement la même chose.",
  "trial.line": "+{added} −{removed} {label}",
  "trial.never": "C'est un essai : il n'est pas enregistré et ne peut pas être appliqué.",
} as const satisfies Readonly<Record<string, string>>;
