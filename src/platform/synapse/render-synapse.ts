/** Renders every file of Synapse; pure, so that the same site always gives the same bytes. */
import type { PlatformSecrets, RenderedFile, Site } from "../site.ts";
import { writeYaml, type YamlSection } from "../yaml.ts";
import { workersIn } from "./duties.ts";
import { homeserverSections } from "./homeserver.ts";
import { logConfig } from "./log-config.ts";
import { logConfigPath, registrationPath, synapsePaths, workerPath } from "./paths.ts";
import { registration } from "./registration.ts";
import { holdsSecrets } from "./storage.ts";
import { workerSection } from "./workers.ts";

/** Texts that are copied, not computed. */
export interface SynapseParts {
  /** Path under the folder of modules → Python text. */
  readonly modules: ReadonlyMap<string, string>;
  /** Name of a page shown during sign-in → HTML; none: Synapse's own pages. */
  readonly pages?: ReadonlyMap<string, string>;
}

const header = "# Rendered by campus from the platform description: edits are lost at the next start.\n\n";

/** Read by Synapse's group, or by its user alone. */
const shared = 0o640;
const secret = 0o600;

function file(path: string, text: string, mode: number = shared): RenderedFile {
  return { component: "synapse", path, text, mode };
}

function yaml(path: string, sections: readonly YamlSection[], mode: number = shared): RenderedFile {
  return file(path, header + writeYaml(sections), mode);
}

function copied(folder: string, texts: ReadonlyMap<string, string>): readonly RenderedFile[] {
  return [...texts].map(([path, text]) => file(`${folder}/${path}`, text));
}

/**
 * homeserver.yaml for all processes, one file more for each worker, log settings for each process, one registration per slot of the
 * app service, the signing key, the modules and the pages. For the version of Synapse that the description names, and no other.
 */
export function renderSynapse(site: Site, secrets: PlatformSecrets, parts: SynapseParts): readonly RenderedFile[] {
  const paths = synapsePaths(site);
  const pages = parts.pages ?? new Map<string, string>();
  const sections = homeserverSections(site, secrets, pages.size > 0);
  return [
    yaml(paths.homeserver, sections, holdsSecrets(site) ? secret : shared),
    ...workersIn(site).map((worker) => yaml(workerPath(site, worker.name), [workerSection(site, worker)])),
    ...site.processes.map(({ name }) => yaml(logConfigPath(site, name), [logConfig(site, name)])),
    ...secrets.slots.map((slot) => yaml(registrationPath(site, slot), [registration(site, slot)], secret)),
    file(paths.signingKey, `${secrets.signingKey}\n`, secret),
    ...copied(paths.modules, parts.modules),
    ...copied(paths.templates, pages),
  ];
}
