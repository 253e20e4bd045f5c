/** French texts of `campus platform size` and `campus platform reset`. */
export const platformTextsFr = {
  "help.platform.size": "conseille workers, mémoire, connexions et disque pour un nombre de personnes",
  "help.platform.people": "nombre de personnes",
  "help.platform.reset": "efface un serveur de test et ce que campus en sait, pour repartir de zéro",
  "help.platform.confirm": "nom du serveur à effacer, au lieu de la question",
  "size.title": "Conseil pour {people} {people#personne#personnes} :",
  "size.processes": "Synapse : {processes} {processes#processus#processus}, dont {workers} {workers#worker#workers}, sur {cores} cœurs",
  "size.memory": "Mémoire : {synapse} Mo pour Synapse, {database} Mo pour PostgreSQL",
  "size.connections": "Base : {each} connexions par processus, {max} acceptées en tout",
  "size.disk": "Disque : {database} Go pour la base, {media} Go pour les fichiers, autant pour leurs sauvegardes",
  "size.reason.one-process": "Un seul processus suffit : des workers y coûteraient plus de mémoire et de calcul qu'ils n'en épargneraient.",
  "size.reason.few-workers": "Trois workers déchargent le processus principal : synchronisations, lectures et connexions, travaux de fond.",
  "size.reason.by-kind": "Un worker par sorte de requête, un seul de chaque.",
  "size.reason.as-seen": "C'est la table des {workers} workers qui fait tourner un établissement de {people} personnes.",
  "size.reason.beyond-seen":
    "Au-delà de ce qui a été vu ({workers} workers pour {people} personnes), chaque sorte croît avec le nombre de personnes : à vérifier chez vous.",
  "size.reason.memory":
    "Un processus prend {start} Mo au démarrage (mesuré) ; un serveur d'un seul processus, {loaded} Mo avec 2 600 comptes et 400 salons (mesuré) ; {worker} Mo sont réservés par worker, car les caches grandissent.",
  "size.reason.connections":
    "{processes} {processes#processus ouvre#processus ouvrent} jusqu'à {connections} connexions chacun ; campus, les sauvegardes et l'administrateur gardent les leurs.",
  "size.reason.disk":
    "Supposé, non mesuré : {messages} messages par personne et par jour, {kilobytes} ko chacun, {megabytes} Mo de fichiers par personne, gardés {days} jours.",
  "size.watch":
    "Ce n'est qu'un conseil. Surveillez le processeur de chaque processus (au-dessus de 70 % aux heures pleines, ajoutez-en un de sa sorte), l'attente des connexions à la base, et la mémoire.",
  "size.paste": "À coller sous platform dans campus.yaml.",
  "reset.question": "Effacer la plateforme {server} ({folder}) et tout ce que campus en sait ? Tapez le nom du serveur pour confirmer :",
  "reset.production": "{server} a le profil production : campus n'efface jamais un serveur sur lequel des gens comptent",
  "reset.elsewhere": "{server} tourne sur des machines à elle : réinstallez-les, campus n'efface que ce qui est sur la sienne",
  "reset.confirm": "confirmez par --confirm {server} : rien n'a été effacé",
  "reset.done": "La plateforme {server} est effacée ({folder}), et campus l'a oubliée : le prochain démarrage part de zéro.",
} as const satisfies Readonly<Record<string, string>>;
