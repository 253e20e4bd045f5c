/** French sentence and remedy of everything that can be wrong on the machines of a platform. */
import type { MachineCode } from "#core/machine-findings.ts";

export const machineFindingsFr: Readonly<Record<MachineCode, { readonly text: string; readonly remedy: string }>> = {
  "file-missing": {
    text: "Le fichier {file} n'existe pas.",
    remedy: "Mettez ce fichier en place, ou corrigez son chemin dans {subject}.",
  },
  "file-unreadable": {
    text: "Le fichier {file} ne peut pas être lu ({reason}).",
    remedy: "Donnez-en la lecture au compte qui fait tourner campus, ou corrigez {subject}.",
  },
  "file-elsewhere": {
    text: "{file} n'est pas sur cette machine : il n'a pas pu être examiné.",
    remedy: "Vérifiez-le sur la machine de {subject}, ou lancez la vérification là-bas.",
  },
  "file-open": {
    text: "{file} peut être lu par d'autres que son propriétaire (droits {mode}).",
    remedy: "chmod 600 {file} ({subject}), puis changez ce secret s'il a pu être lu.",
  },
  "element-folder-empty": {
    text: "{folder} ne contient pas Element : son fichier index.html manque.",
    remedy: "Dépaquetez Element Web à cet endroit, ou corrigez {subject}.",
  },
  "certificate-unreadable": {
    text: "{file} n'est pas un certificat PEM ({reason}).",
    remedy: "Mettez dans {subject} le fichier PEM du certificat et de sa chaîne.",
  },
  "certificate-expired": {
    text: "Le certificat {file} a expiré le {day} : les navigateurs refuseront la plateforme.",
    remedy: "Renouvelez-le, ou indiquez le nouveau dans {subject}.",
  },
  "certificate-early": {
    text: "Le certificat {file} n'est valable qu'à partir du {day}.",
    remedy: "Attendez ce jour, ou indiquez un autre certificat dans {subject}.",
  },
  "certificate-soon": {
    text: "Le certificat {file} expire le {day}, dans {days} {days#jour#jours}.",
    remedy: "Renouvelez-le avant, et vérifiez que son renouvellement est automatique ({subject}).",
  },
  "certificate-other-name": {
    text: "Le certificat {file} ne vaut pas pour {host}.",
    remedy: "Demandez un certificat qui contient ce nom, ou corrigez {subject}.",
  },
  "key-other": {
    text: "La clé {file} n'est pas celle du certificat {other}.",
    remedy: "Indiquez dans {subject} la clé faite avec ce certificat.",
  },
  "key-unreadable": {
    text: "{file} n'est pas une clé privée PEM ({reason}).",
    remedy: "Mettez dans {subject} la clé privée PEM, sans mot de passe.",
  },
  "port-taken": {
    text: "Le port {port} est pris par un autre programme.",
    remedy: "Arrêtez ce programme, ou donnez un autre port à {subject}.",
  },
  "port-forbidden": {
    text: "Le compte qui fait tourner campus ne peut pas écouter sur le port {port} ({reason}).",
    remedy: "Donnez à {subject} un port au-dessus de 1023, ou laissez null.",
  },
  "disk-low": {
    text: "Il reste {free} Mo sous {folder} : il en faut {needed} pour démarrer.",
    remedy: "Libérez de la place, ou mettez dans {subject} un dossier d'un autre disque.",
  },
  "program-missing": {
    text: "{name} n'est pas installé sur cette machine.",
    remedy: "Installez-le : {package} ({subject}).",
  },
  "program-broken": {
    text: "{name} ne dit pas sa version : {words}",
    remedy: "Installez-le à nouveau ({subject}).",
  },
  "program-old": {
    text: "{name} {version} est trop ancien : il faut {oldest} au moins.",
    remedy: "Installez une version plus récente ({subject}).",
  },
  "synapse-other": {
    text: "Synapse {version} est installé, alors que ses fichiers sont écrits pour la version {expected}.",
    remedy: "Mettez {subject} à {version}, ou installez la version {expected}.",
  },
  "not-judged": {
    text: "Les programmes n'ont pas encore jugé les fichiers : la description se contredit.",
    remedy: "Corrigez d'abord les erreurs ci-dessus sous {subject}, puis recommencez.",
  },
  "setting-refused": {
    text: "{name} refuse un réglage : {words}",
    remedy: "Changez {subject}.",
  },
  "file-refused": {
    text: "{name} refuse {file} : {words}",
    remedy: "Aucune clé de campus.yaml ne mène à ce réglage : c'est un défaut de campus. Signalez-le avec ces mots.",
  },
};
