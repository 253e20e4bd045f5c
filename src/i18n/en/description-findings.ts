/** English sentence and remedy of every contradiction in the description of a platform; the subject is a key of campus.yaml. */
import type { DescriptionCode } from "#core/description-findings.ts";

export const descriptionFindingsEn: Readonly<Record<DescriptionCode, { readonly text: string; readonly remedy: string }>> = {
  "sign-in-missing": {
    text: "The configuration does not say how people sign in, which the production profile asks for.",
    remedy: "Write {subject}: kind: oidc or kind: cas, with the address of your establishment's server.",
  },
  "sign-in-password": {
    text: "Passwords kept by Synapse are for the demonstration only; the profile is {profile}.",
    remedy: "In {subject}, write oidc or cas (sample-cas in the lab profile).",
  },
  "sign-in-sample": {
    text: "The small trial CAS lets anybody in: it exists on one machine, in the lab profile (here profile {profile}, target {target}).",
    remedy: "In {subject}, write oidc or cas, with the address of your establishment's server.",
  },
  "sign-in-loopback": {
    text: "{url} is on this machine: it is a trial server, not the establishment's.",
    remedy: "Put into {subject} the public address of the CAS or OpenID Connect server.",
  },
  "sign-in-http": {
    text: "{url} is not encrypted: sign-in tickets could be taken on their way.",
    remedy: "Put an https:// address into {subject}.",
  },
  "numeric-prefix-missing": {
    text: "Synapse shall accept logins made of digits ({other}), but no prefix is given: it would name those accounts “none…”.",
    remedy: "Write a letter into {subject}, such as u, or set {other} to false.",
  },
  "numeric-prefix-refused": {
    text: "Synapse refuses the prefix “{value}”: only letters and digits are accepted.",
    remedy: "Write letters alone into {subject}, such as u.",
  },
  "numeric-prefix-idle": {
    text: "The prefix of logins made of digits has no effect while {other} is false.",
    remedy: "Remove {subject}, or set {other} to true.",
  },
  "cas-attributes-lost": {
    text: "CAS protocol {version} carries no attributes, whereas {other} requires some: nobody would come in.",
    remedy: "Set {subject} to 3, or remove {other}.",
  },
  "server-name-fixed-address": {
    text: "The name {value} holds an address or a port: it would stay in everybody's ids for ever.",
    remedy: "Put a domain name alone into {subject}, such as univ-demo.example, before the first start.",
  },
  "address-missing": {
    text: "The public address {subject} is not written: the one that stands in for it exists on the machine itself only.",
    remedy: "Write {subject}, such as https://matrix.univ-demo.example/.",
  },
  "address-http": {
    text: "{url} is not encrypted: passwords and messages would travel in clear.",
    remedy: "Put an https:// address into {subject}.",
  },
  "address-loopback": {
    text: "{url} exists on the machine itself only: nobody else reaches it.",
    remedy: "Put into {subject} the address that people use.",
  },
  "address-other-port": {
    text: "{url} does not lead to the platform's port {other}: sign-in would come back to a wrong address.",
    remedy: "Give {other} the port written in {subject}, or remove {subject}.",
  },
  "address-twice": {
    text: "{url} is also the address of {other}: two services cannot answer in one place.",
    remedy: "Give {subject} a name of its own.",
  },
  "address-idle": {
    text: "{url} has no effect: without a reverse proxy Element is not served.",
    remedy: "Remove {subject}, or remove reverseProxy: off.",
  },
  "port-twice": {
    text: "Port {port} is already that of {other}.",
    remedy: "Give {subject} another port, or leave null: a free one is then chosen.",
  },
  "port-idle": {
    text: "The ports chosen have no effect: the systemd target has fixed ones.",
    remedy: "Remove {subject}.",
  },
  "hosts-missing": {
    text: "The systemd target needs four machines, and none is written.",
    remedy: "Write {subject}: matrix, element, database and campus, each with name and address.",
  },
  "hosts-idle": {
    text: "The machines written have no effect: the local target has one, this one.",
    remedy: "Remove {subject}, or choose target: systemd.",
  },
  "host-twice": {
    text: "{value} is already given to {other}: the files and the firewall of one would overwrite the other's.",
    remedy: "Give {subject} a value of its own.",
  },
  "host-loopback": {
    text: "{value} exists on the machine itself only: the three others would not reach it.",
    remedy: "Put into {subject} the machine's address on your network.",
  },
  "certificates-missing": {
    text: "The systemd target serves the public over HTTPS, and no certificate is written.",
    remedy: "Write {subject}: certificateFile and keyFile.",
  },
  "systemd-demo": {
    text: "The demonstration runs on one machine, not on the systemd target.",
    remedy: "Set {subject} to production, or remove target: systemd.",
  },
  "database-file": {
    text: "An SQLite database is made for trials: it does not carry a server that people rely on.",
    remedy: "Set {subject} to postgres.",
  },
  "database-file-workers": {
    text: "An SQLite database belongs to one process, and the platform has several.",
    remedy: "Set {subject} to postgres, or remove the workers.",
  },
  "proxy-off": {
    text: "Without a reverse proxy Synapse's administration interface is within everybody's reach who reaches the platform.",
    remedy: "Set {subject} to auto.",
  },
  "proxy-off-workers": {
    text: "Without a reverse proxy nothing sends requests to the workers: the main process alone would work.",
    remedy: "Remove reverseProxy: off and choose the lab or production profile ({subject}), or remove the workers.",
  },
  "synapse-untested": {
    text: "The files were not tried with Synapse {version} (tried: {tested}).",
    remedy: "Try this version on a test server first, or put a tried one into {subject}.",
  },
  "synapse-old": {
    text: "Synapse {version} is too old: the files are written for {oldest} and later.",
    remedy: "Put a newer version into {subject}.",
  },
  "calls-without-relay": {
    text: "Calls are open without a relay: behind an establishment's firewalls most of them will fail.",
    remedy: "Write {other} (uris and secretFile of a TURN server), or set {subject} to off.",
  },
  "relay-without-calls": {
    text: "A relay of calls is written whereas {other} is off.",
    remedy: "Remove {subject}, or set {other} to voice or video.",
  },
  "bridge-twice": {
    text: "“{value}” is already that of {other}.",
    remedy: "Give {subject} a value of its own.",
  },
  "federation-own-name": {
    text: "The federation list holds the server itself, {value}.",
    remedy: "Remove {value} from {subject}; if nothing is left, write closed.",
  },
  "federation-twice": {
    text: "{value} stands twice in the federation list.",
    remedy: "Remove one of the two from {subject}.",
  },
  "federation-public": {
    text: "The establishment's rooms are public: anybody of the federated servers could enter them.",
    remedy: "Set {subject} to closed, or do without the establishment's rooms ({other}: an empty list).",
  },
  "retention-contradiction": {
    text: "The original of redacted messages would be kept {value} days, longer than the messages themselves ({limit} days).",
    remedy: "Set {subject} to {limit} at most, or lengthen {other}.",
  },
  "uploads-large": {
    text: "Files of {value} MB hold a connection for long and soon fill the disk.",
    remedy: "Set {subject} to 1000 at most, or see to the space on Synapse's machine and on that of its backups.",
  },
  "limit-low": {
    text: "The limit {value} is too low for an establishment behind one address: people would be refused wrongly.",
    remedy: "Set {subject} to {limit} at least.",
  },
  "access-everybody": {
    text: "{value} means every machine: the administration interface would be open to all.",
    remedy: "Put into {subject} the exact addresses of administration machines only.",
  },
  "access-malformed": {
    text: "“{value}” is neither an address nor a network: the firewall would refuse it.",
    remedy: "Write into {subject} an address (10.20.0.5) or a network (10.20.0.0/16).",
  },
  "access-wide": {
    text: "{value} means every machine: SSH would be open to all.",
    remedy: "Put into {subject} the networks of the administration only.",
  },
  "access-nobody": {
    text: "No network may open SSH: once the firewall is up, the machines are administered from their console only.",
    remedy: "Write the network of the administration into {subject}.",
  },
  "platform-folder-shared": {
    text: "{folder} also holds the platform of {other}, or lies inside it: one would overwrite the other.",
    remedy: "Give {subject} a folder of its own.",
  },
  "platform-port-shared": {
    text: "Port {port} already belongs to another platform ({other}).",
    remedy: "Give {subject} another port, or leave null.",
  },
  "platform-host-shared": {
    text: "The machine {value} already belongs to another platform ({other}).",
    remedy: "Give {subject} a machine of its own.",
  },
};
