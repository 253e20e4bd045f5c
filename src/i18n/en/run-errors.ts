/** English text of the errors of runs: what a part is of, who may run, why one stopped. */
import type { ErrorTexts } from "../tables.ts";

export const runErrorsEn: Pick<
  ErrorTexts,
  "scope.unknown" | "schedule.invalid" | "server.shadow" | ((`run.${string}` | `serve.${string}` | `undo.${string}`) & keyof ErrorTexts)
> = {
  "scope.unknown": {
    what: '"{name}" is known neither to the directory nor to campus\'s ledger.',
    notDone: "The pass computed nothing and wrote nothing.",
    toDo: "Check the person's id or the structure's code, then run again.",
  },
  "schedule.invalid": {
    what: 'The schedule "{cron}" means nothing[: {detail}].',
    notDone: "The service did not start.",
    toDo: "Correct `schedule` in the configuration: five fields (minute, hour, day of the month, month, day of the week) and a zone such as Europe/Paris.",
  },
  "serve.running": {
    what: "Another `campus serve` already runs with this configuration[ (socket {socket})].",
    notDone: "This one did not start.",
    toDo: "Use the one that runs (`campus status`), or stop it first.",
  },
  "serve.absent": {
    what: "No `campus serve` answers[ on {socket}].",
    notDone: "There is no state to show.",
    toDo: "Start the service, or see the latest runs with `campus runs`.",
  },
  "serve.socket": {
    what: "The local socket[ {socket}] can't be opened[: {detail}].",
    notDone: "The service did not start.",
    toDo: "Give a shorter path in `serve.socketFile` (100 characters at most), in a folder that only campus can enter.",
  },
  "server.shadow": {
    what: "The server {server} is in shadow mode (mode: shadow): campus plans and reports there, and writes nothing.",
    notDone: "Nothing was approved or applied.",
    toDo: "Compare the passes with campus shadow; to begin to write, take mode: shadow out of the configuration.",
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
  "run.unknown": {
    what: "Run {run} doesn't exist, or no longer.",
    notDone: "Nothing was shown or undone.",
    toDo: "Take a number from the list: `campus runs`.",
  },
  "undo.forgotten": {
    what: "The plan of run {run} is no longer kept, or it had none: what it did is no longer known.",
    notDone: "Nothing was undone.",
    toDo: "A plan is kept for eight days at least. Beyond that, correct the directory or decide with `campus decide`.",
  },
  "undo.no-reason": {
    what: "An undo must say why.",
    notDone: "Nothing was undone.",
    toDo: "Give the reason with --reason.",
  },
  "run.busy": {
    what: "Another pass is running on this server[ (pid {pid})].",
    notDone: "This pass did not start.",
    toDo: "Wait for the other pass to end, then start again.",
  },
};
