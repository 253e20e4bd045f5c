/** English text of every error: what happened, what was not done, what to do. */
import type { ErrorTexts } from "../tables.ts";
import { decisionErrorsEn } from "./decision-errors.ts";
import { runErrorsEn } from "./run-errors.ts";
import { sourceErrorsEn } from "./source-errors.ts";

const noPass = "No plan was made and nothing was changed on the server.";
const stopped = "The pass stopped; what was already done stays done, nothing else was changed.";

export const errorsEn: ErrorTexts = {
  "config.invalid": {
    what: "The configuration[ {file}] has errors[:\n{details}].",
    notDone: "Nothing was read or changed.",
    toDo: "Correct the lines given; `campus config reference` describes every key.",
  },
  "config.missing": {
    what: "The configuration file[ {file}] was not found.",
    notDone: "Nothing was read or changed.",
    toDo: "Create it (`campus config reference --sample > campus.yaml`), name it with `--config`, or run `campus demo`.",
  },
  "config.secret-missing": {
    what: "The secret[ {name}] is missing or empty[ ({file})].",
    notDone: "No connection was tried.",
    toDo: "Write it into that file, readable by campus only (chmod 600)[, or name a file with the variable {variable}].",
  },
  ...sourceErrorsEn,
  "matrix.unreachable": {
    what: "The Matrix server can't be reached[ ({url})][ ({server})][: {cause}].",
    notDone: stopped,
    toDo: "Check that Synapse is running and the server's address, then start again: the pass will resume.",
  },
  "matrix.timeout": {
    what: "The Matrix server did not answer in time[ ({server})][ ({request})].",
    notDone: stopped,
    toDo: "Start again later: the pass will resume where it was.",
  },
  "matrix.unauthorized": {
    what: "The Matrix server refuses campus's token[ ({request})].",
    notDone: stopped,
    toDo: "Check the token's file (`tokenFile`) and that Synapse loads the registration file.",
  },
  "matrix.forbidden": {
    what: "The Matrix server forbids this operation[ ({request})][, {subject}][: {text}].",
    notDone: "This operation and what depends on it were not done.",
    toDo: "Check the rights of the connector and of Agent Smith (`campus doctor`).",
  },
  "matrix.not-found": {
    what: "The Matrix server does not know this item[ ({request})][, {subject}][: {text}].",
    notDone: "This operation and what depends on it were not done.",
    toDo: "Start another pass: the plan will be made again from the present state.",
  },
  "matrix.conflict": {
    what: "The name asked for is already taken on the Matrix server[ ({subject})][: {text}].",
    notDone: "This operation and what depends on it were not done.",
    toDo: "Find out whose the present item is, then free it or have it adopted.",
  },
  "matrix.limited": {
    what: "The Matrix server limits campus's rate[ ({request})].",
    notDone: stopped,
    toDo: "Check that campus's registration has `rate_limited: false`, then start again.",
  },
  "matrix.broken": {
    what: "The Matrix server answered with an error[ {status}][ ({request})].",
    notDone: stopped,
    toDo: "Look into Synapse's logs, then start again: the pass will resume.",
  },
  "matrix.not-matrix": {
    what: "What answers[ at {url}] is not a Matrix server[ ({text})].",
    notDone: stopped,
    toDo: "Check the server's address and the proxy (nginx) in front of Synapse.",
  },
  "matrix.refused": {
    what: "The Matrix server refuses this operation[ ({errcode})][, {subject}][: {text}].",
    notDone: "This operation and what depends on it were not done.",
    toDo: "Read the reason of the refusal; `campus plan` shows what is left to do.",
  },
  "observe.unreachable": {
    what: "Synapse's database can't be reached[ ({where})][: {why}].",
    notDone: noPass,
    toDo: "Check the address under `observe`, the network, and that PostgreSQL is running, then start again. `fallback: api` would have the server read by the API meanwhile.",
  },
  "observe.refused": {
    what: "Synapse's database refuses to be read[ ({where})][: {why}].",
    notDone: noPass,
    toDo: "Check the role campus_observer, its password (`passwordFile`), and what pg_hba.conf lets it do; `observe.sql` (or what `campus config observe-sql` writes), run by an administrator of PostgreSQL, gives its rights back.",
  },
  "observe.functions": {
    what: "The functions that read Synapse's database are missing, or no longer fit its tables[ ({where})][: {why}].",
    notDone: noPass,
    toDo: "Have `observe.sql` (or what `campus config observe-sql` writes) run by an administrator of PostgreSQL, after each upgrade of Synapse or campus too. A platform that campus runs does so at each start.",
  },
  "observe.version": {
    what: "The functions that read Synapse's database aren't those of this version of campus[ ({where})]: version {found}, {wanted} wanted.",
    notDone: noPass,
    toDo: "Have `observe.sql` (or what `campus config observe-sql` writes) of this version of campus run by an administrator of PostgreSQL.",
  },
  "observe.copy": {
    what: "The database that was read[ ({where})] is a read-only copy: it may show an older state than the server's.",
    notDone: noPass,
    toDo: "Give `observe` the address of the main database, the one Synapse writes to.",
  },
  "observe.other-server": {
    what: "The database that was read[ ({where})] isn't this server's: account[ {account}] is not in it.",
    notDone: noPass,
    toDo: "Check the address under `observe`: it may be another server's.",
  },
  "store.locked": {
    what: "The embedded database is already open[ in process {pid}].",
    notDone: "Nothing was read or changed.",
    toDo: "Wait for the other command to end, or stop it, then start again.",
  },
  "store.unreachable": {
    what: "campus's database can't be reached[: {why}].",
    notDone: "Nothing was changed.",
    toDo: "Check that Postgres is running, and the address and password of the database.",
  },
  "store.full": {
    what: "No room left for campus's database[ ({where})].",
    notDone: stopped,
    toDo: "Free disk space, then start again: the pass will resume.",
  },
  "store.newer": {
    what: "The database was made by a newer version of campus[ ({found})].",
    notDone: "Nothing was read or changed.",
    toDo: "Use that newer version, or restore the backup made before the upgrade.",
  },
  "store.broken": {
    what: "campus's database answered with an error[: {why}].",
    notDone: stopped,
    toDo: "Run `campus doctor`; if the database is damaged, restore the last backup.",
  },
  "plan.unknown": {
    what: "This plan is unknown[ ({plan})].",
    notDone: "Nothing was changed.",
    toDo: "Make a new one with `campus plan --out FILE`.",
  },
  "plan.forged": {
    what: "This plan is not the one that was saved[ ({plan})].",
    notDone: "Nothing was changed.",
    toDo: "Make a new one with `campus plan --out FILE` and find out who changed this one.",
  },
  "plan.trial": {
    what: "This file is the trial of another policy, not a saved plan.",
    notDone: "Nothing was applied: a trial can't be.",
    toDo: "Put that policy into campus.yaml, then: campus plan, and campus sync.",
  },
  "plan.expired": {
    what: "This plan is more than 7 days old[ ({plan})].",
    notDone: "Nothing was changed.",
    toDo: "Make a new one with `campus plan --out FILE`.",
  },
  "lock.unknown": {
    what: "“{person}” is not an account that campus manages.",
    notDone: "Nothing was locked or lifted.",
    toDo: "Give the immutable id, the login, or the whole Matrix id (@name:server).",
  },
  "lock.service": {
    what: "{userId} is one of campus's own two identities.",
    notDone: "Nothing was locked: nothing would work any more.",
    toDo: "If its token leaked: campus platform rotate-token --everybody.",
  },
  "lock.too-many": {
    what: "{by} has already locked {limit} accounts within ten minutes.",
    notDone: "This account was not locked.",
    toDo: "A second person, under their own name, has to go on; or wait ten minutes.",
  },
  "notify.refused": {
    what: "A notification was not accepted[ by {channel}][ (answer {status})].",
    notDone: "The notification waits; the pass is not disturbed.",
    toDo: "Check the address and the secret in the notify part of campus.yaml. It is sent again by the next passes.",
  },
  "identity.reserved": {
    what: "The directory gave somebody a login reserved for campus[ ({login})].",
    notDone: noPass,
    toDo: "Have that login changed in the directory, or change campus's own in the policy before the first pass.",
  },
  ...runErrorsEn,
  "platform.port-busy": {
    what: "Port[ {port}] is already in use.",
    notDone: "The platform was not started.",
    toDo: "Choose another port[ than {port}] or stop the program that holds it.",
  },
  "platform.start-failed": {
    what: "The program[ {program}][ {name}] did not start[: {detail}].",
    notDone: "The platform was stopped.",
    toDo: "Read its log[ ({log})], correct, then start again.",
  },
  "platform.missing-program": {
    what: "The program[ {program}] is not installed.",
    notDone: "The platform was not started.",
    toDo: "Install it[: {command}], then start again.",
  },
  "platform.running": {
    what: "The platform is already running[ (process {pid})].",
    notDone: "Nothing was started a second time.",
    toDo: "Use it as it is; to stop it: Ctrl-C in its terminal, or `campus platform down`.",
  },
  "platform.element-archive": {
    what: "The archive of Element[ ({from})] won't do[: {reason}].",
    notDone: "Element was not installed; nothing else changed.",
    toDo: "Check the address or the file, and sha256, under servers[].platform.element.archive.",
  },
  "platform.contradictory": {
    what: "The description of the platform contradicts itself[:{details}]",
    notDone: "Nothing was rendered and nothing was started.",
    toDo: "Change these keys of campus.yaml, then check with `campus platform check`.",
  },
  "platform.elsewhere": {
    what: "This platform runs on machines of its own[ ({machines})], not here.",
    notDone: "Nothing was started.",
    toDo: "Render its files (`campus platform render`), bring each folder to its machine and run `install.sh` there.",
  },
  "platform.disk-full": {
    what: "No room left on the disk[ ({path})][: {freeMegabytes} MB free, {neededMegabytes} needed].",
    notDone: "What was left to do was not done.",
    toDo: "Free disk space, then start again.",
  },
  "platform.restart-failed": {
    what: "The program[ {name}] did not start again[: {detail}].",
    notDone: "The following ones were not touched; no token was taken away before the new one works everywhere.",
    toDo: "Read its log[ ({log})], correct, then run the same command again: it goes on from there.",
  },
  "platform.rotation-busy": {
    what: "The token of this platform is being replaced already[ (process {pid})].",
    notDone: "This replacement did not begin.",
    toDo: "Wait for the other one to end, then run it again.",
  },
  "platform.rotation-order": {
    what: "The step[ {step}] can't be taken now.",
    notDone: "Nothing was changed.",
    toDo: "Take this one first[: --step {next}].",
  },
  "platform.token-unproven": {
    what: "Synapse's process[ {name}] did not answer the token as it should[ (answer {status}, expected {expected})].",
    notDone: "The replacement of the token is not finished; campus keeps a token that works.",
    toDo: "Look at the processes (`campus platform status`), then run the same command again: it goes on from there.",
  },
  "platform.database-version": {
    what: "The database[ in {folder}] was made by PostgreSQL[ {found}][, and this machine has version {installed}].",
    notDone: "The platform was not started; the database was left as it is.",
    toDo: "Install PostgreSQL[ {found}] beside the other one, or move the data with pg_upgrade or a dump.",
  },
  "platform.database-locale": {
    what: "A database is not in UTF-8 sorted by bytes (locale C), which Synapse requires[: {database}].",
    notDone: "The platform was not started.",
    toDo: "Dump it, drop it, and restore the dump into a database made with LC_COLLATE and LC_CTYPE 'C'.",
  },
  ...decisionErrorsEn,
  "scim.unknown": {
    what: "No SCIM source is called[ “{source}”], or it has no such token[ ({token})].",
    notDone: "Nothing was changed.",
    toDo: "Name a source whose `kind` is `scim`[: {known}]; `campus scim status` shows the sources and their tokens.",
  },
  "scim.too-many-tokens": {
    what: "The source[ “{source}”] has {count} tokens in use already.",
    notDone: "No token was made.",
    toDo: "Revoke those no longer needed first: `campus scim status`, then `campus scim revoke`.",
  },
  "scim.listen": {
    what: "SCIM can't listen at {address}[: {detail}].",
    notDone: "No SCIM push is received here.",
    toDo: "If `campus serve` or `campus scim serve` listens there already, it receives the pushes; otherwise free the address or change `scim.port`.",
  },
  "cli.usage": {
    what: "Wrong command[: {detail}].",
    notDone: "Nothing was done.",
    toDo: "See the help: `campus --help`.",
  },
};
