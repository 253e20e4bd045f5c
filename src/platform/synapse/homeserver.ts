/** homeserver.yaml: the settings that every process of Synapse reads. */
import type { PlatformSecrets, Site, SynapseProcess } from "../site.ts";
import type { YamlSection } from "../yaml.ts";
import { listenersOf } from "./listeners.ts";
import { logConfigPath, pidPath } from "./paths.ts";
import { directory, limits, retention, rooms, rules } from "./policy.ts";
import { calls, federation, quiet } from "./reach.ts";
import { signInSection } from "./sign-in.ts";
import { secretFiles, storage } from "./storage.ts";
import { sharing } from "./workers.ts";

function identity(site: Site, main: SynapseProcess): YamlSection {
  return {
    comment: "Who this server is. The name can never change.",
    values: {
      server_name: site.serverName,
      public_baseurl: site.publicUrl,
      report_stats: false,
      pid_file: pidPath(site, main.name),
      log_config: logConfigPath(site, main.name),
      listeners: listenersOf(site, main),
    },
  };
}

/** All sections, in the order of the file. */
export function homeserverSections(site: Site, secrets: PlatformSecrets, hasPages: boolean): readonly YamlSection[] {
  const main = site.processes.filter(({ isMain }) => isMain);
  return [
    ...main.map((one) => identity(site, one)),
    storage(site),
    secretFiles(site, secrets),
    federation(site),
    signInSection(site, hasPages),
    rooms(site),
    calls(site),
    retention(site),
    directory(site),
    rules(site),
    quiet(site),
    limits(site),
    sharing(site, secrets),
  ].filter((section) => section !== null);
}
