/** Writes the files of a local platform from its description, with the secrets and ports it already has or new ones. */
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { AllowedCall } from "#platform/nginx/allowed-call.ts";
import { portNames } from "#platform/ports.ts";
import { pgpass } from "#platform/postgres/roles.ts";
import { renderSite } from "#platform/render-site.ts";
import { resolveSite } from "#platform/resolve.ts";
import { type Identities, type RenderedFile, type ServerPlatform, type Site, secretNames } from "#platform/site.ts";
import { type Layout, layoutOf, makeLayout, makePlaces, placesIn } from "./layout.ts";
import { choosePorts, type Ports, readPorts, writePorts } from "./ports.ts";
import { makeFolder, readIfThere, writePrivate } from "./private-files.ts";
import { isBootstrapped, type OpenedSecrets, openSecrets } from "./secrets.ts";
import { readSynapseModule } from "./synapse-module.ts";

export interface RenderInput {
  readonly platform: ServerPlatform;
  /** Localparts of the service identities. */
  readonly identities: Identities;
  /** Every request that campus makes: what the internal listener lets through. */
  readonly allow: readonly AllowedCall[];
}

export interface Rendered {
  readonly layout: Layout;
  readonly site: Site;
  readonly secrets: OpenedSecrets;
  readonly files: readonly RenderedFile[];
}

/** Renders into `stateFolder/conf`, also beside a running platform; existing secrets and the last ports are kept. `platform.disk-full`. */
export async function renderPlatform(input: RenderInput): Promise<Rendered> {
  const last = readPorts(layoutOf(input.platform.stateFolder));
  const names = portNames(input.platform);
  // Ports of a running platform are taken, by itself.
  const isComplete = names.every((name) => last[name] !== undefined);
  return write(input, isComplete ? { ...last, ...fixedPorts(input.platform) } : await portsFor(input.platform, last));
}

/** The same for a platform about to start: `platform.port-busy` when a configured port is taken, another one than the last when that is. */
export async function renderForStart(input: RenderInput): Promise<Rendered> {
  return write(input, await portsFor(input.platform, readPorts(layoutOf(input.platform.stateFolder))));
}

function portsFor(platform: ServerPlatform, last: Ports): Promise<Ports> {
  return choosePorts(portNames(platform), { configured: platform.ports, last });
}

function fixedPorts({ ports }: ServerPlatform): Ports {
  return Object.fromEntries(Object.entries(ports).filter((entry): entry is [string, number] => entry[1] !== null));
}

function write(input: RenderInput, ports: Ports): Rendered {
  const { platform } = input;
  const layout = layoutOf(platform.stateFolder);
  makeLayout(layout);
  const site = siteOf(input, layout, ports);
  makePlaces(site.places);
  const secrets = openSecrets(layout);
  const files = renderSite(site, secrets, { modules: readSynapseModule(), allow: input.allow });
  const wanted = new Set(files.map(({ path }) => path));
  for (const { path, text } of files) {
    makeFolder(dirname(path));
    // A file that stays the same keeps its date, and nothing is written to a full disk for it.
    if (readIfThere(path) !== text) writePrivate(path, text);
  }
  for (const name of ["a", "b"]) dropUnwanted(join(site.places.synapse.conf, `appservice-${name}.yaml`), wanted);
  writePrivate(join(layout.secrets, secretNames.pgpass), databasePassword(site, layout));
  writePorts(layout, ports);
  return { layout, site, secrets, files };
}

/** The registration of a token that is no longer in force. */
function dropUnwanted(path: string, wanted: ReadonlySet<string>): void {
  if (!wanted.has(path)) rmSync(path, { force: true });
}

function siteOf({ platform, identities }: RenderInput, layout: Layout, ports: Ports): Site {
  const { name, serverName, language } = platform;
  const places = placesIn(layout);
  return resolveSite({
    name,
    serverName,
    language,
    identities,
    description: platform,
    ports,
    places,
    isBootstrapped: isBootstrapped(layout),
  });
}

/** Synapse's password for PostgreSQL, as libpq reads it. */
function databasePassword({ database }: Site, layout: Layout): string {
  if (database.kind !== "postgres") return "";
  const { address, port } = database.listener;
  const password = readIfThere(join(layout.secrets, secretNames.postgresSynapse))?.trim() ?? "";
  return pgpass([{ host: address, port, database: database.synapse, user: "synapse", password }]);
}
