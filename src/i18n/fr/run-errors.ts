/** French text of the errors of runs: what a part is of, who may run, why one stopped. */
import type { ErrorTexts } from "../tables.ts";

export const runErrorsFr: Pick<
  ErrorTexts,
  "scope.unknown" | "schedule.invalid" | "server.shadow" | ((`run.${string}` | `serve.${string}` | `undo.${string}`) & keyof ErrorTexts)
> = {
  "scope.unknown": {
    what: "« {name} » n'est connu ni de l'annuaire ni du registre de campus.",
    notDone: "Le passage n'a rien calculé ni rien écrit.",
    toDo: "Vérifiez l'identifiant de la personne, ou le code de la structure, puis relancez.",
  },
  "schedule.invalid": {
    what: "L'horaire « {cron} » n'a pas de sens[ : {detail}].",
    notDone: "Le service n'a pas démarré.",
    toDo: "Corrigez `schedule` dans la configuration : cinq champs (minute, heure, jour du mois, mois, jour de la semaine) et un fuseau comme Europe/Paris.",
  },
  "serve.running": {
    what: "Un autre `campus serve` tourne déjà avec cette configuration[ (socket {socket})].",
    notDone: "Celui-ci n'a pas démarré.",
    toDo: "Utilisez celui qui tourne (`campus status`), ou arrêtez-le d'abord.",
  },
  "serve.absent": {
    what: "Aucun `campus serve` ne répond[ sur {socket}].",
    notDone: "Il n'y a pas d'état à montrer.",
    toDo: "Démarrez le service, ou voyez les derniers passages avec `campus runs`.",
  },
  "serve.socket": {
    what: "La socket locale[ {socket}] ne peut pas être ouverte[ : {detail}].",
    notDone: "Le service n'a pas démarré.",
    toDo: "Donnez dans `serve.socketFile` un chemin plus court (100 caractères au plus), dans un dossier accessible à campus seul.",
  },
  "server.shadow": {
    what: "Le serveur {server} est en mode ombre (mode: shadow) : campus y calcule et rend compte, sans rien écrire.",
    notDone: "Rien n'a été approuvé ni appliqué.",
    toDo: "Comparez les passages avec campus shadow ; pour commencer à écrire, retirez mode: shadow de la configuration.",
  },
  "run.interrupted": {
    what: "Le passage a été interrompu[. {detail}].",
    notDone: "Le reste du plan n'a pas été appliqué.",
    toDo: "Relancez `campus sync` : il reprend sans rien faire deux fois.",
  },
  "run.fenced": {
    what: "Ce passage a perdu son bail : il s'est figé trop longtemps, et un autre processus a pu prendre la suite.",
    notDone: "Il n'écrit plus rien, ni dans le registre ni sur le serveur.",
    toDo: "Rien : le passage qui a pris la suite, ou le prochain, termine le travail. Si cela revient, regardez ce qui fige la machine.",
  },
  "run.unknown": {
    what: "Le passage {run} n'existe pas, ou plus.",
    notDone: "Rien n'a été montré ni annulé.",
    toDo: "Prenez un numéro de la liste : `campus runs`.",
  },
  "undo.forgotten": {
    what: "Le plan du passage {run} n'est plus gardé, ou ce passage n'en avait pas : ce qu'il a fait n'est plus connu.",
    notDone: "Rien n'a été annulé.",
    toDo: "Un plan est gardé au moins huit jours. Au-delà, corrigez l'annuaire ou décidez avec `campus decide`.",
  },
  "undo.no-reason": {
    what: "Une annulation doit dire pourquoi.",
    notDone: "Rien n'a été annulé.",
    toDo: "Donnez le motif avec --reason.",
  },
  "run.busy": {
    what: "Un autre passage est en cours sur ce serveur[ (pid {pid})].",
    notDone: "Ce passage n'a pas commencé.",
    toDo: "Attendez la fin de l'autre passage, puis relancez.",
  },
};
