/** Writes Synapse's rendered files of a site, with the secrets they point to, as a start of the platform would. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readSynapseModule } from "#hosting/synapse-module.ts";
import type { PlatformSecrets, Site } from "#platform/site.ts";
import { givenFiles } from "#platform/synapse/given-files.ts";
import { synapsePaths, workerPath } from "#platform/synapse/paths.ts";
import { renderSynapse } from "#platform/synapse/render-synapse.ts";
import { sampleSecrets } from "./sample-site.ts";

const secret = "a-secret-for-tests\n";
const bridge = `id: irc
url: http://127.0.0.1:29999
as_token: bridge-as
hs_token: bridge-hs
sender_localpart: irc-bot
namespaces: {users: [{regex: "@irc_.*", exclusive: true}]}
`;

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o600 });
}

const slots: PlatformSecrets["slots"] = [...sampleSecrets.slots, { name: "b", asToken: "as-test-b", hsToken: "hs-test-b" }];

/** Pages of Synapse itself, under their names: what matters here is that it finds the folder. */
const pages: ReadonlyMap<string, string> = new Map([["sso_error.html", "<p>{{ error }}</p>"]]);

export function writeSynapse(site: Site): void {
  const inline = { macaroon: "macaroon-test", form: "form-test", replication: "replication-test" };
  const files = renderSynapse(site, { ...sampleSecrets, slots, inline }, { modules: readSynapseModule(), pages });
  for (const { path, text } of files) write(path, text);
  const { macaroon, form, registration, replication, redis, pgpass } = synapsePaths(site);
  for (const path of [macaroon, form, registration, replication, redis, pgpass]) write(path, secret);
  for (const { to } of givenFiles(site)) write(to, to.endsWith(".yaml") ? bridge : secret);
  const { data, log, run } = site.places.synapse;
  for (const folder of [data, log, run]) mkdirSync(folder, { recursive: true });
}

/** `-c` arguments of each process, main first. */
export function configFilesOf(site: Site): readonly (readonly string[])[] {
  const { homeserver } = synapsePaths(site);
  return site.processes.map(({ name, isMain }) => (isMain ? [homeserver] : [homeserver, workerPath(site, name)]));
}

/** Text of every file below a folder. */
export function textsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}
