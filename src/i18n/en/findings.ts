/** English sentence and remedy of every finding about a platform. */
import type { FindingCode } from "#core/finding.ts";
import { descriptionFindingsEn } from "./description-findings.ts";
import { machineFindingsEn } from "./machine-findings.ts";
import { workerFindingsEn } from "./worker-findings.ts";

export const findingsEn: Readonly<Record<FindingCode, { readonly text: string; readonly remedy: string }>> = {
  "secret-missing": {
    text: "The secret {file} does not exist.",
    remedy: "Start the platform once (`campus platform up`), or put this file back from a backup.",
  },
  "secret-readable": {
    text: "The secret {file} can be read by others than its owner (mode {mode}).",
    remedy: "chmod 600 {file}, then change this secret if it may have been read.",
  },
  "folder-open": {
    text: "Others than its owner can write into {folder} (mode {mode}).",
    remedy: "chmod 700 {folder}",
  },
  "server-silent": {
    text: "The Matrix server {subject} does not answer.",
    remedy: "Start it (`campus platform up`) or read its log, then try again.",
  },
  "server-stopped": {
    text: "The platform {subject} is stopped: what its server lets people do was not examined.",
    remedy: "Start it (`campus platform up`), then try again.",
  },
  "server-new": {
    text: "The platform {subject} has never been started: neither its secrets nor its server exist.",
    remedy: "Start it (`campus platform up`), then try again.",
  },
  "server-elsewhere": {
    text: "The platform {subject} runs on other machines: what its server lets people do was not examined from here.",
    remedy: "Run `campus doctor` on the machine of campus.",
  },
  "version-other": {
    text: "Synapse {version} is running, whereas its files are written for version {expected}.",
    remedy: "Install version {expected}, or set platform.synapse.version and start again.",
  },
  "federation-open": {
    text: "The server {subject} answers other Matrix servers: federation is not closed.",
    remedy: "Take “federation” and “keys” out of Synapse's listeners and set federation_domain_whitelist to an empty list.",
  },
  "federation-public-room": {
    text: "The managed room “{room}” is public on a federated server: other servers could enter it.",
    remedy: "Close federation before any room is public.",
  },
  "registration-open": {
    text: "Anybody can create an account on {subject}.",
    remedy: "Set enable_registration to false: accounts come from the directory.",
  },
  "passwords-open": {
    text: "People can sign in to {subject} with a password, which only the demonstration allows.",
    remedy: "Set password_config.enabled to false and sign in through CAS.",
  },
  "passwords-demo": {
    text: "Demonstration: people sign in to {subject} with a password.",
    remedy: "nothing here; the production profile does not allow it.",
  },
  "bootstrap-open": {
    text: "The registration secret of {subject} still makes administrators.",
    remedy: "Take registration_shared_secret out of Synapse's configuration and restart it.",
  },
  "room-version-other": {
    text: "New rooms of {subject} have version {version} instead of {expected}.",
    remedy: 'Set default_room_version to "{expected}".',
  },
  "room-listed": {
    text: "The managed room “{room}” is in the public list of rooms.",
    remedy: "Take it out of the list, and set room_list_publication_rules to an empty list.",
  },
  "room-listed-unmanaged": {
    text: "The unmanaged room “{room}” is in the public list of rooms.",
    remedy: "Decide with those who run it whether it should stay there.",
  },
  "relay-for-calls": {
    text: "{subject} offers a relay for calls ({relay}), although calls are off.",
    remedy: "Empty turn_uris in Synapse's configuration.",
  },
  ...descriptionFindingsEn,
  ...machineFindingsEn,
  ...workerFindingsEn,
};
