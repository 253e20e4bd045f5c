/** `campus platform render`: writes the files of a platform without starting anything, for this machine or for four others. */
import { join } from "node:path";
import type { ServerPlatform } from "#config/platform.ts";
import { AppError } from "#core/errors.ts";
import type { Site } from "#platform/site.ts";
import { type CliContext, print, printJson } from "./context.ts";
import type { Hosted } from "./hosted.ts";
import { type CommonOptions, usageError } from "./options.ts";
import { refuseContradictions } from "./platform-check.ts";

export interface RenderOptions extends CommonOptions {
  readonly target?: string;
  readonly out?: string;
}

/** What a target other than the described one would be rendered with is not guessed: it is described. */
export async function renderHosted(context: CliContext, hosted: Hosted, options: RenderOptions): Promise<void> {
  const { target } = hosted.platform;
  if (options.target !== undefined && options.target !== "local" && options.target !== "systemd")
    throw usageError(context, "usage.value", { option: "--target", value: options.target, expected: "local, systemd" });
  const chosen = options.target ?? target;
  if (chosen !== target) throw usageError(context, "usage.target", { wanted: chosen, target, server: hosted.server.name });
  if (target === "local" && options.out !== undefined) throw usageError(context, "usage.out", { folder: hosted.platform.stateFolder });
  await refuseContradictions(context, hosted);
  return target === "local" ? renderHere(context, hosted, options) : renderElsewhere(context, hosted, options);
}

async function renderHere(context: CliContext, { platform, policy }: Hosted, options: RenderOptions): Promise<void> {
  const { renderPlatform } = await import("#hosting/render-platform.ts");
  const { allowedCalls: allow } = await context.deps();
  const { files, layout } = await renderPlatform({ platform, identities: policy.identities, allow });
  tellWritten(
    context,
    layout.conf,
    files.map(({ path }) => path),
    options,
  );
}

/** A folder for each machine, with its installation script and the secrets of that machine alone. */
async function renderElsewhere(context: CliContext, hosted: Hosted, options: RenderOptions): Promise<void> {
  const { folder, written, site } = await writeMachines(context, hosted, options);
  tellWritten(context, folder, written, options);
  if (!options.json)
    print(context, "platform.machines", {
      folder,
      names: Object.values(site.hosts)
        .map(({ name }) => name)
        .join(", "),
    });
}

export interface Machines {
  readonly folder: string;
  readonly written: readonly string[];
  readonly site: Site;
}

export async function writeMachines(
  context: CliContext,
  { config, platform, policy }: Hosted,
  options: Pick<RenderOptions, "out">,
): Promise<Machines> {
  const { renderSystemdTo } = await import("#hosting/render-systemd.ts");
  const { layoutOf, makeLayout } = await import("#hosting/layout.ts");
  const { readSynapseModule } = await import("#hosting/synapse-module.ts");
  const { siteOnMachines } = await import("#platform/systemd/site-on-machines.ts");
  const { allowedCalls: allow } = await context.deps();
  const layout = layoutOf(platform.stateFolder);
  makeLayout(layout);
  const folder = options.out ?? join(platform.stateFolder, "machines");
  const site = siteOnMachines(platform, policy.identities);
  const root = join(import.meta.dirname, "../..");
  const written = await renderSystemdTo(folder, { site, parts: { modules: readSynapseModule(), allow }, layout, config, root });
  return { folder, written, site };
}

function tellWritten(context: CliContext, folder: string, files: readonly string[], { json }: RenderOptions): void {
  if (json) printJson(context, { folder, files });
  else print(context, "platform.rendered", { count: files.length, folder });
}

/** Machines of their own are started by their systemd: `platform.elsewhere`. */
export function requireHere({ target, hosts }: ServerPlatform): void {
  if (target === "local") return;
  throw new AppError("platform.elsewhere", {
    machines: Object.values(hosts ?? {})
      .map(({ name }) => name)
      .join(", "),
  });
}
