/** English texts of `campus join`. */
import type { joinTextsFr } from "../fr/join-texts.ts";

export const joinTextsEn: Readonly<Record<keyof typeof joinTextsFr, string>> = {
  "help.join": "prepares and checks the joining of a Synapse that campus didn't install; writes nothing there",
  "help.join.address": "address that campus's requests come from: its token will be good from there only",
  "usage.join.platform": "the platform of {names} is run by campus itself: there is nothing to join (campus platform)",
  "join.title": "For campus to join the server {names}, its administrator does the following, once:",
  "join.registration":
    "Declare campus to Synapse. Copy {file} to Synapse's machine (readable by it alone: whoever has it can be anybody), add its path to app_service_config_files in homeserver.yaml, for the main process and each worker, then restart Synapse.",
  "join.identities": "Make campus's two identities, without a password, from campus's machine:",
  "join.administrator": "Give the connector, and it alone, the administration of the server, with the token of a present administrator:",
  "join.database":
    "Optional, to read Synapse's database instead of its API: this command as an administrator of PostgreSQL, a password for campus_observer, then the key observe in campus.yaml. To be run again after each upgrade of Synapse or campus.",
  "join.again": "Run campus join again: it checks all of it. Keep mode: shadow as long as nothing is to be written.",
  "join.active": "The server {names} is not in shadow mode: passes will write there, once approved.",
  "join.active.remedy": "Say mode: shadow in campus.yaml while you compare.",
  "join.namespace": "campus acts as {subject}.",
  "join.done":
    "Everything is in place. Next: campus codes, campus sync (nothing is written in shadow mode), campus adopt accounts --deep, campus adopt rooms.",
};
