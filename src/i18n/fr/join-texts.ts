/** French texts of `campus join`. */
export const joinTextsFr = {
  "help.join": "prépare et vérifie la reprise d'un serveur Synapse que campus n'a pas installé ; n'y écrit rien",
  "help.join.address": "adresse d'où viennent les requêtes de campus : son jeton ne vaudra que de là",
  "usage.join.platform": "la plateforme de {names} est gérée par campus lui-même : rien à rejoindre (campus platform)",
  "join.title": "Pour que campus rejoigne le serveur {names}, son administrateur fait ce qui suit, une fois :",
  "join.registration":
    "Déclarer campus à Synapse. Copiez {file} sur la machine de Synapse (lisible par lui seul : qui le détient peut être n'importe qui), ajoutez son chemin à app_service_config_files dans homeserver.yaml, sur le processus principal et chaque worker, puis redémarrez Synapse.",
  "join.identities": "Créer les deux identités de campus, sans mot de passe, depuis la machine de campus :",
  "join.administrator": "Donner au connecteur, et à lui seul, l'administration du serveur, avec le jeton d'un administrateur actuel :",
  "join.database":
    "Facultatif, pour lire la base de Synapse au lieu de son API : cette commande en administrateur de PostgreSQL, un mot de passe pour campus_observer, puis la clé observe dans campus.yaml. À relancer après chaque mise à jour de Synapse ou de campus.",
  "join.again": "Relancer campus join : il vérifie le tout. Gardez « mode: shadow » tant que rien ne doit être écrit.",
  "join.active": "Le serveur {names} n'est pas en mode ombre : les passages y écriront, une fois approuvés.",
  "join.active.remedy": "Mettez « mode: shadow » dans campus.yaml le temps de comparer.",
  "join.namespace": "campus agit au nom de {subject}.",
  "join.done":
    "Tout est en place. Ensuite : campus codes, campus sync (rien n'est écrit en mode ombre), campus adopt accounts --deep, campus adopt rooms.",
} as const satisfies Readonly<Record<string, string>>;
