/** French sentence and remedy of every contradiction in the description of a platform; the subject is a key of campus.yaml. */
import type { DescriptionCode } from "#core/description-findings.ts";

export const descriptionFindingsFr: Readonly<Record<DescriptionCode, { readonly text: string; readonly remedy: string }>> = {
  "sign-in-missing": {
    text: "La configuration ne dit pas comment les gens se connectent, ce que le profil production demande.",
    remedy: "Écrivez {subject} : kind: oidc ou kind: cas, avec l'adresse du serveur de votre établissement.",
  },
  "sign-in-password": {
    text: "Les mots de passe gardés par Synapse sont réservés à la démonstration ; le profil est {profile}.",
    remedy: "Dans {subject}, écrivez oidc ou cas (sample-cas dans le profil lab).",
  },
  "sign-in-sample": {
    text: "Le petit CAS d'essai laisse entrer n'importe qui : il n'existe que sur une machine, dans le profil lab (ici profil {profile}, cible {target}).",
    remedy: "Dans {subject}, écrivez oidc ou cas, avec l'adresse du serveur de votre établissement.",
  },
  "sign-in-loopback": {
    text: "{url} est sur cette machine : c'est un serveur d'essai, pas celui de l'établissement.",
    remedy: "Mettez dans {subject} l'adresse publique du CAS ou du serveur OpenID Connect.",
  },
  "sign-in-http": {
    text: "{url} n'est pas chiffré : les tickets de connexion pourraient être pris au passage.",
    remedy: "Mettez une adresse en https:// dans {subject}.",
  },
  "numeric-prefix-missing": {
    text: "Synapse doit accepter les identifiants faits de chiffres ({other}), mais aucun préfixe n'est donné : il nommerait ces comptes « none… ».",
    remedy: "Écrivez une lettre dans {subject}, par exemple u, ou mettez {other} à false.",
  },
  "numeric-prefix-refused": {
    text: "Synapse refuse le préfixe « {value} » : seules les lettres et les chiffres sont admis.",
    remedy: "Écrivez des lettres seules dans {subject}, par exemple u.",
  },
  "numeric-prefix-idle": {
    text: "Le préfixe des identifiants faits de chiffres ne sert à rien tant que {other} est à false.",
    remedy: "Retirez {subject}, ou mettez {other} à true.",
  },
  "cas-attributes-lost": {
    text: "Le protocole CAS {version} ne transmet pas d'attributs, alors que {other} en exige : personne n'entrerait.",
    remedy: "Mettez {subject} à 3, ou retirez {other}.",
  },
  "server-name-fixed-address": {
    text: "Le nom {value} contient une adresse ou un port : il resterait pour toujours dans les identifiants de tout le monde.",
    remedy: "Mettez dans {subject} un nom de domaine seul, par exemple univ-demo.example, avant le premier démarrage.",
  },
  "address-missing": {
    text: "L'adresse publique {subject} n'est pas écrite : celle qui la remplace n'existe que sur la machine elle-même.",
    remedy: "Écrivez {subject}, par exemple https://matrix.univ-demo.example/.",
  },
  "address-http": {
    text: "{url} n'est pas chiffré : mots de passe et messages passeraient en clair.",
    remedy: "Mettez une adresse en https:// dans {subject}.",
  },
  "address-loopback": {
    text: "{url} n'existe que sur la machine elle-même : personne d'autre n'y arrive.",
    remedy: "Mettez dans {subject} l'adresse que les gens utilisent.",
  },
  "address-other-port": {
    text: "{url} ne mène pas au port {other} de la plateforme : la connexion reviendrait à une mauvaise adresse.",
    remedy: "Donnez à {other} le port écrit dans {subject}, ou retirez {subject}.",
  },
  "address-twice": {
    text: "{url} est aussi l'adresse de {other} : deux services ne peuvent pas répondre au même endroit.",
    remedy: "Donnez à {subject} un nom qui lui est propre.",
  },
  "address-idle": {
    text: "{url} ne sert à rien : sans proxy inverse, Element n'est pas servi.",
    remedy: "Retirez {subject}, ou retirez reverseProxy: off.",
  },
  "port-twice": {
    text: "Le port {port} est déjà celui de {other}.",
    remedy: "Donnez un autre port à {subject}, ou laissez null : un port libre est alors choisi.",
  },
  "port-idle": {
    text: "Les ports choisis ne servent à rien : la cible systemd a des ports fixes.",
    remedy: "Retirez {subject}.",
  },
  "hosts-missing": {
    text: "La cible systemd a besoin de quatre machines, et aucune n'est écrite.",
    remedy: "Écrivez {subject} : matrix, element, database et campus, chacune avec name et address.",
  },
  "hosts-idle": {
    text: "Les machines écrites ne servent à rien : la cible local n'en a qu'une, celle-ci.",
    remedy: "Retirez {subject}, ou choisissez target: systemd.",
  },
  "host-twice": {
    text: "{value} est déjà donné à {other} : les fichiers et le pare-feu de l'une écraseraient ceux de l'autre.",
    remedy: "Donnez à {subject} une valeur qui lui est propre.",
  },
  "host-loopback": {
    text: "{value} n'existe que sur la machine elle-même : les trois autres ne l'atteindraient pas.",
    remedy: "Mettez dans {subject} l'adresse de la machine sur votre réseau.",
  },
  "certificates-missing": {
    text: "La cible systemd sert le public en HTTPS, et aucun certificat n'est écrit.",
    remedy: "Écrivez {subject} : certificateFile et keyFile.",
  },
  "systemd-demo": {
    text: "La démonstration tourne sur une seule machine, pas sur la cible systemd.",
    remedy: "Mettez {subject} à production, ou retirez target: systemd.",
  },
  "database-file": {
    text: "Une base SQLite est faite pour les essais : elle ne tient pas un serveur sur lequel des gens comptent.",
    remedy: "Mettez {subject} à postgres.",
  },
  "database-file-workers": {
    text: "Une base SQLite appartient à un seul processus, et la plateforme en a plusieurs.",
    remedy: "Mettez {subject} à postgres, ou retirez les workers.",
  },
  "proxy-off": {
    text: "Sans proxy inverse, l'interface d'administration de Synapse est à la portée de tous ceux qui atteignent la plateforme.",
    remedy: "Mettez {subject} à auto.",
  },
  "proxy-off-workers": {
    text: "Sans proxy inverse, rien ne répartit les requêtes entre les workers : seul le processus principal travaillerait.",
    remedy: "Retirez reverseProxy: off et choisissez le profil lab ou production ({subject}), ou retirez les workers.",
  },
  "synapse-untested": {
    text: "Les fichiers n'ont pas été essayés avec Synapse {version} (essayés : {tested}).",
    remedy: "Essayez d'abord cette version sur un serveur de test, ou mettez dans {subject} une version essayée.",
  },
  "synapse-old": {
    text: "Synapse {version} est trop ancien : les fichiers sont écrits pour {oldest} et après.",
    remedy: "Mettez dans {subject} une version plus récente.",
  },
  "calls-without-relay": {
    text: "Les appels sont ouverts sans relais : derrière les pare-feu d'un établissement, la plupart n'aboutiront pas.",
    remedy: "Écrivez {other} (uris et secretFile d'un serveur TURN), ou mettez {subject} à off.",
  },
  "relay-without-calls": {
    text: "Un relais d'appels est écrit alors que {other} est à off.",
    remedy: "Retirez {subject}, ou mettez {other} à voice ou video.",
  },
  "bridge-twice": {
    text: "« {value} » est déjà celui de {other}.",
    remedy: "Donnez à {subject} une valeur qui lui est propre.",
  },
  "federation-own-name": {
    text: "La liste de fédération contient le serveur lui-même, {value}.",
    remedy: "Retirez {value} de {subject} ; s'il n'y reste rien, écrivez closed.",
  },
  "federation-twice": {
    text: "{value} figure deux fois dans la liste de fédération.",
    remedy: "Retirez l'un des deux de {subject}.",
  },
  "federation-public": {
    text: "Les salons de l'établissement sont publics : n'importe qui des serveurs fédérés pourrait y entrer.",
    remedy: "Mettez {subject} à closed, ou renoncez aux salons de l'établissement ({other} : une liste vide).",
  },
  "retention-contradiction": {
    text: "L'original des messages retirés serait gardé {value} jours, plus longtemps que les messages eux-mêmes ({limit} jours).",
    remedy: "Mettez {subject} à {limit} au plus, ou allongez {other}.",
  },
  "uploads-large": {
    text: "Des fichiers de {value} Mo occupent longtemps une connexion et remplissent vite le disque.",
    remedy: "Mettez {subject} à 1000 au plus, ou vérifiez la place sur la machine de Synapse et celle de ses sauvegardes.",
  },
  "limit-low": {
    text: "La limite {value} est trop basse pour un établissement derrière une seule adresse : des gens seraient refusés à tort.",
    remedy: "Mettez {subject} à {limit} au moins.",
  },
  "access-everybody": {
    text: "{value} désigne toutes les machines : l'interface d'administration serait ouverte à tous.",
    remedy: "Ne mettez dans {subject} que l'adresse exacte des postes d'administration.",
  },
  "access-malformed": {
    text: "« {value} » n'est ni une adresse ni un réseau : le pare-feu le refuserait.",
    remedy: "Écrivez dans {subject} une adresse (10.20.0.5) ou un réseau (10.20.0.0/16).",
  },
  "access-wide": {
    text: "{value} désigne toutes les machines : SSH serait ouvert à tous.",
    remedy: "Mettez dans {subject} les réseaux de l'administration seulement.",
  },
  "access-nobody": {
    text: "Aucun réseau ne peut ouvrir SSH : une fois le pare-feu en place, les machines ne s'administrent plus que par leur console.",
    remedy: "Écrivez dans {subject} le réseau de l'administration.",
  },
  "platform-folder-shared": {
    text: "{folder} contient aussi la plateforme de {other}, ou se trouve dedans : l'une écraserait l'autre.",
    remedy: "Donnez à {subject} un dossier qui lui est propre.",
  },
  "platform-port-shared": {
    text: "Le port {port} est déjà celui d'une autre plateforme ({other}).",
    remedy: "Donnez un autre port à {subject}, ou laissez null.",
  },
  "platform-host-shared": {
    text: "La machine {value} appartient déjà à une autre plateforme ({other}).",
    remedy: "Donnez à {subject} une machine qui lui est propre.",
  },
};
