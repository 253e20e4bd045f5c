/** English sentence and remedy of everything that can be wrong on the machines of a platform. */
import type { MachineCode } from "#core/machine-findings.ts";

export const machineFindingsEn: Readonly<Record<MachineCode, { readonly text: string; readonly remedy: string }>> = {
  "file-missing": {
    text: "The file {file} does not exist.",
    remedy: "Put this file in place, or correct its path in {subject}.",
  },
  "file-unreadable": {
    text: "The file {file} cannot be read ({reason}).",
    remedy: "Let the account that runs campus read it, or correct {subject}.",
  },
  "file-elsewhere": {
    text: "{file} is not on this machine: it could not be examined.",
    remedy: "Look at it on the machine of {subject}, or run the check there.",
  },
  "file-open": {
    text: "{file} can be read by others than its owner (mode {mode}).",
    remedy: "chmod 600 {file} ({subject}), then change this secret if it may have been read.",
  },
  "element-folder-empty": {
    text: "{folder} does not hold Element: its file index.html is missing.",
    remedy: "Unpack Element Web there, or correct {subject}.",
  },
  "certificate-unreadable": {
    text: "{file} is no PEM certificate ({reason}).",
    remedy: "Put into {subject} the PEM file of the certificate and its chain.",
  },
  "certificate-expired": {
    text: "The certificate {file} expired on {day}: browsers will refuse the platform.",
    remedy: "Renew it, or name the new one in {subject}.",
  },
  "certificate-early": {
    text: "The certificate {file} is valid from {day} only.",
    remedy: "Wait for that day, or name another certificate in {subject}.",
  },
  "certificate-soon": {
    text: "The certificate {file} expires on {day}, in {days} {days#day#days}.",
    remedy: "Renew it before, and see that its renewal is automatic ({subject}).",
  },
  "certificate-other-name": {
    text: "The certificate {file} does not stand for {host}.",
    remedy: "Ask for a certificate that holds this name, or correct {subject}.",
  },
  "key-other": {
    text: "The key {file} is not that of the certificate {other}.",
    remedy: "Name in {subject} the key made with this certificate.",
  },
  "key-unreadable": {
    text: "{file} is no PEM private key ({reason}).",
    remedy: "Put into {subject} the PEM private key, without a password.",
  },
  "port-taken": {
    text: "Port {port} is taken by another program.",
    remedy: "Stop that program, or give {subject} another port.",
  },
  "port-forbidden": {
    text: "The account that runs campus may not listen on port {port} ({reason}).",
    remedy: "Give {subject} a port above 1023, or leave null.",
  },
  "disk-low": {
    text: "{free} MB are left under {folder}: starting takes {needed}.",
    remedy: "Make room, or put into {subject} a folder on another disk.",
  },
  "program-missing": {
    text: "{name} is not installed on this machine.",
    remedy: "Install it: {package} ({subject}).",
  },
  "program-broken": {
    text: "{name} does not tell its version: {words}",
    remedy: "Install it again ({subject}).",
  },
  "program-old": {
    text: "{name} {version} is too old: {oldest} at least is needed.",
    remedy: "Install a newer version ({subject}).",
  },
  "synapse-other": {
    text: "Synapse {version} is installed, whereas its files are written for version {expected}.",
    remedy: "Set {subject} to {version}, or install version {expected}.",
  },
  "not-judged": {
    text: "The programs have not judged the files yet: the description contradicts itself.",
    remedy: "Correct the errors above under {subject} first, then try again.",
  },
  "setting-refused": {
    text: "{name} refuses a setting: {words}",
    remedy: "Change {subject}.",
  },
  "file-refused": {
    text: "{name} refuses {file}: {words}",
    remedy: "No key of campus.yaml leads to this setting: it is a defect of campus. Report it with these words.",
  },
};
