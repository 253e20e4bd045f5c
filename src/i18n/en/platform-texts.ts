/** English texts of `campus platform size` and `campus platform reset`. */
import type { platformTextsFr } from "../fr/platform-texts.ts";

export const platformTextsEn: Readonly<Record<keyof typeof platformTextsFr, string>> = {
  "help.platform.size": "advise workers, memory, connections and disk for a number of people",
  "help.platform.people": "number of people",
  "help.platform.reset": "erase a test server and what campus knows of it, to begin anew",
  "help.platform.confirm": "name of the server to erase, instead of the question",
  "size.title": "Advice for {people} {people#person#people}:",
  "size.processes": "Synapse: {processes} {processes#process#processes}, of which {workers} {workers#worker#workers}, on {cores} cores",
  "size.memory": "Memory: {synapse} MB for Synapse, {database} MB for PostgreSQL",
  "size.connections": "Database: {each} connections a process, {max} accepted in all",
  "size.disk": "Disk: {database} GB for the database, {media} GB for files, as much again for their backups",
  "size.reason.one-process": "One process is enough: workers would cost more memory and computing than they save.",
  "size.reason.few-workers": "Three workers relieve the main process: syncs, reads and sign-ins, background jobs.",
  "size.reason.by-kind": "One worker for each kind of request, a single one of each.",
  "size.reason.as-seen": "This is the table of {workers} workers that runs an establishment of {people} people.",
  "size.reason.beyond-seen":
    "Beyond what was seen ({workers} workers for {people} people), each kind grows with the number of people: to be verified at your site.",
  "size.reason.memory":
    "A process takes {start} MB when it starts (measured); a server of one process {loaded} MB with 2,600 accounts and 400 rooms (measured); {worker} MB are reserved for each worker, since caches grow.",
  "size.reason.connections":
    "{processes} {processes#process may open#processes may open} up to {connections} connections each; campus, backups and the administrator keep theirs.",
  "size.reason.disk":
    "Assumed, not measured: {messages} messages a person a day, {kilobytes} kB each, {megabytes} MB of files a person, kept {days} days.",
  "size.watch":
    "It is an advice only. Watch the processor of each process (above 70 % at busy hours, add one of its kind), the wait for database connections, and memory.",
  "size.paste": "To be pasted under platform in campus.yaml.",
  "reset.question": "Erase the platform {server} ({folder}) and all that campus knows of it? Type the server's name to confirm:",
  "reset.production": "{server} has the production profile: campus never erases a server that people rely on",
  "reset.elsewhere": "{server} runs on machines of its own: reinstall them, campus erases only what is on its own",
  "reset.confirm": "confirm by --confirm {server}: nothing was erased",
  "reset.done": "The platform {server} is erased ({folder}), and campus has forgotten it: the next start begins from nothing.",
};
