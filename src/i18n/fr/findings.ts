/** French sentence and remedy of every finding about a platform. */
import type { FindingCode } from "#core/finding.ts";
import { descriptionFindingsFr } from "./description-findings.ts";
import { machineFindingsFr } from "./machine-findings.ts";
import { workerFindingsFr } from "./worker-findings.ts";

export const findingsFr: Readonly<Record<FindingCode, { readonly text: string; readonly remedy: string }>> = {
  "secret-missing": {
    text: "Le secret {file} n'existe pas.",
    remedy: "Démarrez la plateforme une fois (`campus platform up`), ou remettez ce fichier depuis une sauvegarde.",
  },
  "secret-readable": {
    text: "Le secret {file} peut être lu par d'autres que son propriétaire (droits {mode}).",
    remedy: "chmod 600 {file}, puis changez ce secret s'il a pu être lu.",
  },
  "folder-open": {
    text: "D'autres que son propriétaire peuvent écrire dans {folder} (droits {mode}).",
    remedy: "chmod 700 {folder}",
  },
  "server-silent": {
    text: "Le serveur Matrix {subject} ne répond pas.",
    remedy: "Démarrez-le (`campus platform up`) ou lisez son journal, puis recommencez.",
  },
  "server-stopped": {
    text: "La plateforme {subject} est arrêtée : ce que son serveur laisse faire n'a pas été examiné.",
    remedy: "Démarrez-la (`campus platform up`), puis recommencez.",
  },
  "server-new": {
    text: "La plateforme {subject} n'a encore jamais démarré : ni ses secrets ni son serveur n'existent.",
    remedy: "Démarrez-la (`campus platform up`), puis recommencez.",
  },
  "server-elsewhere": {
    text: "La plateforme {subject} tourne sur d'autres machines : ce que son serveur laisse faire n'a pas été examiné d'ici.",
    remedy: "Lancez `campus doctor` sur la machine de campus.",
  },
  "version-other": {
    text: "Synapse {version} tourne, alors que ses fichiers sont écrits pour la version {expected}.",
    remedy: "Installez la version {expected}, ou indiquez platform.synapse.version et démarrez à nouveau.",
  },
  "federation-open": {
    text: "Le serveur {subject} répond aux autres serveurs Matrix : la fédération n'est pas fermée.",
    remedy: "Retirez « federation » et « keys » des écoutes de Synapse et mettez federation_domain_whitelist à une liste vide.",
  },
  "federation-public-room": {
    text: "Le salon géré « {room} » est public sur un serveur fédéré : d'autres serveurs pourraient y entrer.",
    remedy: "Fermez la fédération avant d'avoir un salon public.",
  },
  "registration-open": {
    text: "N'importe qui peut se créer un compte sur {subject}.",
    remedy: "Mettez enable_registration à false : les comptes viennent de l'annuaire.",
  },
  "passwords-open": {
    text: "On peut se connecter à {subject} avec un mot de passe, ce que seule la démonstration permet.",
    remedy: "Mettez password_config.enabled à false et passez par le CAS.",
  },
  "passwords-demo": {
    text: "Démonstration : on se connecte à {subject} avec un mot de passe.",
    remedy: "rien ici ; le profil production ne le permet pas.",
  },
  "bootstrap-open": {
    text: "Le secret d'enregistrement de {subject} permet encore de créer des administrateurs.",
    remedy: "Retirez registration_shared_secret de la configuration de Synapse et redémarrez-le.",
  },
  "room-version-other": {
    text: "Les nouveaux salons de {subject} sont en version {version} au lieu de {expected}.",
    remedy: 'Mettez default_room_version à "{expected}".',
  },
  "room-listed": {
    text: "Le salon géré « {room} » figure dans la liste publique des salons.",
    remedy: "Retirez-le de la liste, et mettez room_list_publication_rules à une liste vide.",
  },
  "room-listed-unmanaged": {
    text: "Le salon « {room} », hors connecteur, figure dans la liste publique des salons.",
    remedy: "Décidez avec ses responsables s'il doit y rester.",
  },
  "relay-for-calls": {
    text: "{subject} propose un relais pour les appels ({relay}), alors que les appels sont désactivés.",
    remedy: "Videz turn_uris dans la configuration de Synapse.",
  },
  ...descriptionFindingsFr,
  ...machineFindingsFr,
  ...workerFindingsFr,
};
