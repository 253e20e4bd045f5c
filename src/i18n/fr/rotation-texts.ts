/** French texts of `campus platform rotate-token`. */
export const rotationTextsFr = {
  "help.platform.rotate": "remplace sans interruption le jeton par lequel campus peut agir au nom de chacun",
  "help.platform.step": "add, use ou drop : une seule étape ; obligatoire pour des machines à part",
  "help.platform.everybody": "après une fuite : termine aussi toutes les sessions de tout le monde",
  "help.platform.confirm-everybody": "nom du serveur dont tout le monde sera déconnecté",
  "rotation.did.add": "Un second jeton est prêt : l'ancien marche toujours.",
  "rotation.did.use": "campus se sert du nouveau jeton.",
  "rotation.did.drop": "L'ancien jeton est retiré.",
  "rotation.did.restarted": "Redémarré : {name}",
  "rotation.did.proven": "Chaque processus de Synapse répond au jeton comme il le doit.",
  "rotation.did.signed-out": "Ce que l'ancien jeton avait pu ouvrir au nom des identités de service est fermé.",
  "rotation.done": "Le jeton est remplacé : l'ancien est refusé partout.",
  "rotation.next": "Cette étape est faite. Ensuite : campus platform rotate-token --step {next}",
  "rotation.waiting":
    "La plateforme ne tourne pas : les fichiers sont prêts et le prochain démarrage ne connaîtra que les jetons qu'ils nomment. Relancez alors la même commande, qui vérifiera et terminera.",
  "rotation.everybody": "Toutes les sessions de {count} {count#compte#comptes} sont terminées : chacun doit se connecter à nouveau.",
  "rotation.administrators": "À vérifier : des administrateurs du serveur que campus n'a pas créés : {names}",
  "rotation.confirm": "tout le monde serait déconnecté de {server} ; confirmez par --confirm {server} : rien n'a été fait",
  "rotation.everybody-last": "--everybody va avec la dernière étape (drop), ou sans --step : rien n'a été fait",
  "rotation.everybody-elsewhere":
    "{server} tourne sur des machines à lui : après l'étape drop, lancez end_sessions.py --everybody {matrix} sur celle de Synapse",
  "rotation.step-needed":
    "cette plateforme tourne sur ses propres machines ({machines}) : une étape à la fois, --step add, puis use, puis drop ; chacune dit ce qu'il faut installer avant la suivante",
  "rotation.machine.add":
    "Un second jeton est prêt. Portez {folder} sur {machine}, puis lancez-y : sudo ./install.sh\nQuand il a réussi : campus platform rotate-token --step use",
  "rotation.machine.use":
    "campus se servira du nouveau jeton. Portez {folder} sur {machine}, puis lancez-y : sudo ./install.sh\nQuand il a réussi : campus platform rotate-token --step drop",
  "rotation.machine.drop":
    "L'ancien jeton est retiré des fichiers. Portez {folder} sur {machine}, puis lancez-y : sudo ./install.sh\nL'ancien jeton est alors refusé. Enfin, au même endroit : sudo /opt/matrix-campus/synapse/bin/python -I end_sessions.py",
} as const satisfies Readonly<Record<string, string>>;
