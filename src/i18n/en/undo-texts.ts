/** English texts of `campus undo`: the command, and what an undo leaves as it is. */
import type { UndoProblem } from "#core/undo-ground.ts";

export const undoTextsEn = {
  "help.undo": "takes back all that a run did and that is still so",
  "help.undo.run": "number of the run (campus runs)",
  "help.undo.reason": "why; kept with the undo, and told to whoever asks why",
  "help.undo.plan": "shows and saves the plan of the undo, applies nothing",
  "help.undo.out": "saves that plan in a file, for “campus apply”",
  "undo.title": "Undo of run {run} on server {server} ({why}).",
  "undo.none": "Nothing left to undo: nothing that run {run} did is still so.",
  "undo.counts": "{count} {count#change#changes}:",
  "undo.left": "{count} {count#change#changes} left as it is (the whole list with --json).",
  "undo.approve":
    "To look and decide: campus hold list --plan {plan}; once approved: the same campus undo command, or at once with --approve-as NAME --comment TEXT",
  "undo.holds": "Passes will not do again by themselves what was just undone: campus hold list shows it.",
  "runs.undoes": "Undoes run {run}",
} as const satisfies Readonly<Record<string, string>>;

/** Each begins alike: what change, about whom or what. */
export const undoProblemsEn: Readonly<Record<UndoProblem, string>> = {
  "undo-changed-since": "Left as it is ({change}, {subject}[, {userId}]): it is no longer what run {run} had done.",
  "undo-superseded":
    "Left as it is ({change}, {subject}[, {userId}]): a later run[ ({later})] has changed it since run {run}; undo that one first.",
  "undo-unwritable":
    "Left as it is ({change}, {subject}[, {userId}]): what it was before run {run} is not known, or campus can't write it. Put it back by hand.",
  "undo-irreversible": "Left as it is ({change}, {subject}[, {userId}]): Matrix has no way back from what run {run} did.",
  "undo-adoption":
    "Left as it is ({change}, {subject}[, {userId}]): an adoption (run {run}) is refused by a decision, campus adopt refuse.",
  "undo-merge":
    "Left as it is ({change}, {subject}[, {userId}]): a merge (run {run}) ends with the decision that asked for it, campus identity.",
  "undo-move":
    "Left as it is ({change}, {subject}[, {userId}]): a change of Matrix id (run {run}) is undone by another one, campus identity move.",
  "undo-decided":
    "Left as it is ({change}, {subject}[, {userId}]): somebody decided it, and run {run} only obeyed; end that decision (campus decide, campus unlock).",
  "undo-nothing": "Left as it is ({change}, {subject}): run {run} only followed, or kept hold; there is nothing to put back.",
  "undo-wider": "Left as it is ({change}, {subject}): before run {run} the room was open wider than policy allows.",
  "undo-red-list": "Left as it is ({change}, {subject}[, {userId}]): the person is on the red list, run {run} protected them.",
  "undo-taken": "Left as it is ({change}, {subject}[, {userId}]): what they had before run {run} is somebody else's now.",
  "undo-not-open":
    "Left as it is ({change}, {subject}[, {userId}]): the account is not open; its rooms that run {run} took back come back with it.",
};
