/** French text of the errors of runs: what a part is of, who may run, why one stopped. */
import type { ErrorTexts } from "../tables.ts";

export const runErrorsFr: Pick<ErrorTexts, "scope.unknown" | (`run.${string}` & keyof ErrorTexts)> = {
  "scope.unknown": {
    what: "« {name} » n'est connu ni de l'annuaire ni du registre de campus.",
    notDone: "Le passage n'a rien calculé ni rien écrit.",
    toDo: "Vérifiez l'identifiant de la personne, ou le code de la structure, puis relancez.",
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
  "run.busy": {
    what: "Un autre passage est en cours sur ce serveur[ (pid {pid})].",
    notDone: "Ce passage n'a pas commencé.",
    toDo: "Attendez la fin de l'autre passage, puis relancez.",
  },
};
