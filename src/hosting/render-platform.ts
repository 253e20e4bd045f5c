/** Writes the files of a platform from its description, with the secrets and port it already has or new ones. */
import { join } from "node:path";
import { type Identities, renderLocal, type ServerPlatform } from "#platform/render-local.ts";
import { type Layout, layoutOf, makeLayout, pathsIn } from "./layout.ts";
import { choosePort, freePort } from "./ports.ts";
import { readIfThere, writePrivate } from "./private-files.ts";
import { openSecrets, type PlatformSecrets } from "./secrets.ts";

export interface Rendered {
  readonly layout: Layout;
  readonly port: number;
  readonly secrets: PlatformSecrets;
  /** Absolute path → text. */
  readonly files: ReadonlyMap<string, string>;
}

/** Port of the last rendering, kept so that addresses already given to people go on working. */
function lastPort(layout: Layout): number | null {
  const port = Number(readIfThere(join(layout.conf, "port")) ?? Number.NaN);
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : null;
}

/** Renders into `stateFolder/conf`, also beside a running platform; existing secrets and the last port are kept. `platform.disk-full`. */
export async function renderPlatform(platform: ServerPlatform, identities: Identities): Promise<Rendered> {
  const port = platform.ports.client ?? lastPort(layoutOf(platform.stateFolder)) ?? (await freePort());
  return write(platform, identities, port);
}

/** The same for a platform about to start: `platform.port-busy` when the configured port is taken, another one than the last when that is. */
export async function renderForStart(platform: ServerPlatform, identities: Identities): Promise<Rendered> {
  const port = await choosePort(platform.ports.client, lastPort(layoutOf(platform.stateFolder)));
  return write(platform, identities, port);
}

function write(platform: ServerPlatform, identities: Identities, port: number): Rendered {
  const layout = layoutOf(platform.stateFolder);
  makeLayout(layout);
  const secrets = openSecrets(layout);
  const texts = renderLocal({ platform, identities, paths: pathsIn(layout, secrets.registration === null), port }, secrets);
  const files = new Map([...texts].map(([name, text]) => [join(layout.conf, name), text]));
  for (const [path, text] of [...files, [join(layout.conf, "port"), `${port}\n`] as const]) writePrivate(path, text);
  return { layout, port, secrets, files };
}
