/** French sentence and remedy of everything wrong in a table of workers; the subject is a key of campus.yaml. */
import type { WorkerCode } from "#core/worker-findings.ts";

export const workerFindingsFr: Readonly<Record<WorkerCode, { readonly text: string; readonly remedy: string }>> = {
  "worker-name-twice": {
    text: "Deux workers s'appellent {name} : ils partageraient un fichier, un journal et une unité.",
    remedy: "Changez {subject} ou {other}.",
  },
  "worker-name-taken": {
    text: "Un worker ne peut pas s'appeler {name} : Synapse désigne déjà autre chose par ce nom.",
    remedy: "Choisissez un autre nom dans {subject}, par exemple sync1.",
  },
  "worker-idle": {
    text: "Le worker {name} ne sert, n'écrit et n'exécute rien : il n'occupe que de la mémoire et des connexions à la base.",
    remedy: "Donnez-lui quelque chose à faire, ou retirez {subject} de la table.",
  },
  "worker-word-twice": {
    text: "Le worker {name} reçoit deux fois {word}.",
    remedy: "Retirez-en un de {subject}.",
  },
  "worker-job-twice": {
    text: "Deux workers exécutent {job}, qu'un seul processus doit exécuter.",
    remedy: "Retirez {job} de {subject} ou de {other}.",
  },
  "worker-job-on-main": {
    text: "Aucun worker n'exécute {job} : le processus principal s'en charge, et tout ce que lui seul peut répondre attend pendant ce temps.",
    remedy: "Ajoutez {job} aux `runs` d'un worker de {subject}, ou laissez ainsi sur une petite plateforme.",
  },
  "worker-media-jobs-missing": {
    text: "Des workers servent les médias, mais aucun n'exécute media-jobs : chacun d'eux supprimerait les vieux fichiers.",
    remedy: "Ajoutez media-jobs à {subject}.",
  },
  "worker-media-jobs-elsewhere": {
    text: "Le worker {name} exécute media-jobs sans servir de médias : il n'a aucun fichier à entretenir.",
    remedy: "Déplacez media-jobs de {subject} vers un worker qui sert les médias.",
  },
  "worker-stream-unknown": {
    text: "Synapse {version} ne sait pas confier {stream} à un worker et ne démarrerait pas : cela est venu avec la version {since}.",
    remedy: "Retirez {stream} de {subject}, ou installez une version plus récente.",
  },
  "worker-stream-shared": {
    text: "Deux workers écrivent {stream}, qui n'a qu'un seul rédacteur.",
    remedy: "Retirez {stream} de {subject} ou de {other}.",
  },
  "worker-quarantine-missing": {
    text: "Le worker {name} sert les médias mais n'écrit pas quarantined_media_changes : mettre un fichier en quarantaine échouerait.",
    remedy: "Ajoutez quarantined_media_changes à {subject}.",
  },
  "worker-quarantine-elsewhere": {
    text: "Le worker {name} écrit quarantined_media_changes sans servir de médias : personne ne lui demande de mettre un fichier en quarantaine.",
    remedy:
      "Déplacez quarantined_media_changes de {subject} vers les workers qui servent les médias ; s'il n'y en a pas, laissez-le au processus principal.",
  },
  "worker-sso-shared": {
    text: "Deux workers servent sso : une connexion commencée sur l'un serait perdue sur l'autre.",
    remedy: "Laissez sso dans {subject} ou dans {other}, pas dans les deux.",
  },
  "worker-messages-unbalanced": {
    text: "Le worker {name} sert seul l'historique de tous les salons, alors que plusieurs servent le reste.",
    remedy: "Ajoutez messages à {subject} : les salons seront alors répartis.",
  },
  "worker-sender-without-federation": {
    text: "Un worker envoie vers d'autres serveurs alors que la fédération est fermée.",
    remedy: "Retirez federation-sender de {subject}, ou donnez la liste des autres serveurs dans {other}.",
  },
  "worker-directory-idle": {
    text: "Un worker tient la recherche de personnes, mais chacun trouve tout le monde : cette tâche est alors arrêtée.",
    remedy: "Retirez user-directory de {subject}, ou mettez {other} à false.",
  },
  "worker-connections": {
    text: "PostgreSQL accepte {limit} connexions en plus de celles de son administrateur ; {processes} processus de Synapse et campus peuvent en ouvrir {used}.",
    remedy: "Augmentez {subject}, baissez {other}, ou retirez des workers.",
  },
};
