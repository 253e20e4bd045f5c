/** Synapse's rendered files, as its own programs would read them. */
import { parse } from "yaml";
import type { PlatformSecrets, Site } from "#platform/site.ts";
import { renderSynapse, type SynapseParts } from "#platform/synapse/render-synapse.ts";
import { sampleSecrets, sampleSite } from "./sample-site.ts";

type Settings = Record<string, unknown>;

/** Path under the folder of Synapse's configuration → text. */
export function synapseTexts(site: Site, secrets: PlatformSecrets = sampleSecrets, parts: SynapseParts = { modules: new Map() }) {
  const start = `${site.places.synapse.conf}/`;
  return new Map(renderSynapse(site, secrets, parts).map(({ path, text }) => [path.replace(start, ""), text]));
}

/** Settings of one rendered file of a site. */
export function settingsOf(site: Site, file = "homeserver.yaml", secrets: PlatformSecrets = sampleSecrets): Settings {
  return parse(synapseTexts(site, secrets).get(file) ?? "");
}

/** homeserver.yaml of a description. */
export function homeserverOf(written: object = {}): Settings {
  return settingsOf(sampleSite(written));
}

export const lab = { profile: "lab" } as const;
