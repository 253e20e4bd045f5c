/** Settings of the small CAS of the lab: which addresses it may send invented people to. */
import type { RenderedFile, Site } from "../site.ts";

/** Absolute paths; the file of people is written by whoever knows them, and read again whenever it changes. */
export function sampleCasPaths({ places }: Pick<Site, "places">): { readonly settings: string; readonly people: string } {
  return { settings: `${places.cas.conf}/cas.json`, people: `${places.cas.data}/people.json` };
}

/** Address of CAS for people and for Synapse, without a final slash. */
export function sampleCasUrl({ sampleCas }: Pick<Site, "sampleCas">): string | null {
  return sampleCas === null ? null : `http://${sampleCas.address}:${sampleCas.port}/cas`;
}

export function renderSampleCas(site: Site): readonly RenderedFile[] {
  if (site.sampleCas === null) return [];
  const { settings, people } = sampleCasPaths(site);
  // Synapse's own address for tickets (handlers/cas.py of 1.163.2), whatever page people come from.
  const pattern = `${escapeRegex(site.publicUrl)}_matrix/client/.*`;
  const content = { port: site.sampleCas.port, people, services: [{ pattern }] };
  return [{ component: "cas", path: settings, text: `${JSON.stringify(content, null, 2)}\n`, mode: 0o600 }];
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
