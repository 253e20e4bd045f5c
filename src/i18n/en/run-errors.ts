/** English text of the errors of runs: what a part is of, who may run, why one stopped. */
import type { ErrorTexts } from "../tables.ts";

export const runErrorsEn: Pick<ErrorTexts, "scope.unknown" | (`run.${string}` & keyof ErrorTexts)> = {
  "scope.unknown": {
    what: '"{name}" is known neither to the directory nor to campus\'s ledger.',
    notDone: "The pass computed nothing and wrote nothing.",
    toDo: "Check the person's id or the structure's code, then run again.",
  },
  "run.interrupted": {
    what: "The pass was interrupted[. {detail}].",
    notDone: "The rest of the plan was not applied.",
    toDo: "Run `campus sync` again: it resumes and does nothing twice.",
  },
  "run.fenced": {
    what: "This pass lost its lease: it froze for too long, and another process may have taken over.",
    notDone: "It writes nothing more, neither in the ledger nor on the server.",
    toDo: "Nothing: the pass that took over, or the next one, finishes the work. If it happens again, find what freezes the machine.",
  },
  "run.busy": {
    what: "Another pass is running on this server[ (pid {pid})].",
    notDone: "This pass did not start.",
    toDo: "Wait for the other pass to end, then start again.",
  },
};
