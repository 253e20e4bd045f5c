/** campus.yaml of the campus machine: the site's own, with the addresses and secrets of this platform. */
import type { CampusConfig } from "#config/schema.ts";
import { internalTlsOf } from "../internal-tls.ts";
import { type RenderedFile, type Site, secretNames } from "../site.ts";
import { writeYaml, type YamlValue } from "../yaml.ts";

export type { CampusConfig };

/**
 * The configuration as written by the site, for this one server: campus reaches Synapse by the internal listener with its certificate, keeps
 * its memory in the platform's PostgreSQL, and finds the secrets where the installation puts them. Sources stay as they are: their files
 * (CSV folders, passwords) are the site's to bring to the paths they name.
 */
export function renderCampusConfig(site: Site, config: CampusConfig): RenderedFile {
  const { conf, data, secrets } = site.places.campus;
  const server = config.servers.find(({ name }) => name === site.name);
  const { platform: _rendered, ...kept } = server ?? { platform: undefined };
  const tls = internalTlsOf(site, "campus");
  const written = {
    ...config,
    stateFolder: data,
    store: storeOf(site, config),
    servers: [
      {
        ...kept,
        name: site.name,
        serverName: site.serverName,
        url: site.internalUrl,
        tokenFile: `${secrets}/${secretNames.asToken}`,
        ...(tls === null ? {} : { tls: { caFile: tls.authority, certificateFile: tls.certificate, keyFile: tls.key } }),
      },
    ],
  };
  const comment = "campus on this machine. Rendered by campus: change the site's campus.yaml, render and install again.";
  return { component: "campus", path: `${conf}/campus.yaml`, text: writeYaml([{ comment, values: plain(written) }]), mode: 0o640 };
}

function storeOf(site: Site, config: CampusConfig): CampusConfig["store"] {
  if (site.database.kind !== "postgres") return { kind: "embedded", folder: `${site.places.campus.data}/store` };
  if (config.store.kind === "postgres") return config.store;
  const { listener, campus } = site.database;
  const tls = internalTlsOf(site, "campus");
  const encrypted = tls === null ? "" : `?sslmode=verify-full&sslrootcert=${tls.authority}`;
  return {
    kind: "postgres",
    url: `postgres://${campus}@${listener.address}:${listener.port}/${campus}${encrypted}`,
    passwordFile: `${site.places.campus.secrets}/${secretNames.postgresCampus}`,
  };
}

/** Without the keys that were left out. */
function plain(value: object): { readonly [key: string]: YamlValue } {
  return JSON.parse(JSON.stringify(value));
}
