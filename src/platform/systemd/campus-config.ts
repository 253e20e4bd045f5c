/** campus.yaml of the campus machine: the site's own, with the addresses and secrets of this platform. */
import type { CampusConfig } from "#config/schema.ts";
import { internalTlsOf } from "../internal-tls.ts";
import { hostedObserve } from "../postgres/hosted-observe.ts";
import { type RenderedFile, type Site, secretNames } from "../site.ts";
import { writeYaml, type YamlValue } from "../yaml.ts";

export type { CampusConfig };

/**
 * The configuration as written by the site, for this one server: campus reaches Synapse by the internal listener with its certificate, keeps
 * its memory in the platform's PostgreSQL, and finds the secrets where the installation puts them, those of its sources included. Folders of
 * exported tables stay as they are: whoever exports them brings them to the path they name.
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
    sources: config.sources.map((source) => ({ ...source, ...Object.fromEntries(filesOf(site, source).map(({ key, to }) => [key, to])) })),
    servers: [
      {
        ...kept,
        name: site.name,
        serverName: site.serverName,
        url: site.internalUrl,
        tokenFile: `${secrets}/${secretNames.asToken}`,
        observe: hostedObserve(site, server?.observe ?? { kind: "api" }),
        ...(tls === null ? {} : { tls: { caFile: tls.authority, certificateFile: tls.certificate, keyFile: tls.key } }),
      },
    ],
  };
  const comment = "campus on this machine. Rendered by campus: change the site's campus.yaml, render and install again.";
  return { component: "campus", path: `${conf}/campus.yaml`, text: writeYaml([{ comment, values: plain(written) }]), mode: 0o640 };
}

type Source = CampusConfig["sources"][number];

/** A file that a source needs: the password of its reader, the certificate of its authority. */
export interface SourceFile {
  /** As the configuration has it, on the machine that renders. */
  readonly from: string;
  /** On the machine of campus. */
  readonly to: string;
}

function filesOf(site: Site, source: Source): readonly (SourceFile & { readonly key: string })[] {
  return Object.entries(source).flatMap(([key, from]) =>
    key.endsWith("File") && typeof from === "string"
      ? [{ key, from, to: `${site.places.campus.secrets}/source-${source.name}-${key.slice(0, -"File".length).toLowerCase()}` }]
      : [],
  );
}

/** Password of a database that the site chose itself. */
function ownPassword({ places }: Site): string {
  return `${places.campus.secrets}/store-password`;
}

/** Files of all sources and of a database of the site's own: to be brought to the machine of campus, readable by its user only. */
export function sourceFiles(site: Site, { sources, store }: Pick<CampusConfig, "sources" | "store">): readonly SourceFile[] {
  const password =
    store.kind === "postgres" && store.passwordFile !== undefined ? [{ from: store.passwordFile, to: ownPassword(site) }] : [];
  return [...sources.flatMap((source) => filesOf(site, source)), ...password];
}

function storeOf(site: Site, config: CampusConfig): CampusConfig["store"] {
  if (site.database.kind !== "postgres") return { kind: "embedded", folder: `${site.places.campus.data}/store` };
  if (config.store.kind === "postgres") {
    const { passwordFile, ...store } = config.store;
    return { ...store, ...(passwordFile === undefined ? {} : { passwordFile: ownPassword(site) }) };
  }
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
