/** Where everything lies under a local platform's state folder: one folder per kind, and in it one per program. */
import { join, resolve } from "node:path";
import type { Component, Places } from "#platform/site.ts";
import { makeFolder } from "./private-files.ts";

export interface Layout {
  readonly root: string;
  readonly conf: string;
  readonly data: string;
  readonly logs: string;
  readonly secrets: string;
  readonly run: string;
}

/** Absolute folders: conf (rendered), data (database, media), log, secrets, run (who runs it now). */
export function layoutOf(stateFolder: string): Layout {
  const root = resolve(stateFolder);
  return {
    root,
    conf: join(root, "conf"),
    data: join(root, "data"),
    logs: join(root, "log"),
    secrets: join(root, "secrets"),
    run: join(root, "run"),
  };
}

export function makeLayout(layout: Layout): void {
  for (const folder of Object.values(layout)) makeFolder(folder);
}

/** Folders of the programs. */
export function makePlaces(places: Readonly<Record<Component, Places>>): void {
  for (const { conf, data, log, run } of Object.values(places)) for (const folder of [conf, data, log, run]) makeFolder(folder);
}

const components: readonly Component[] = ["synapse", "postgres", "redis", "nginx", "element", "cas", "prometheus", "campus"];

/** Folders of every program of a local platform; secrets are in one folder, since one user runs it all. */
export function placesIn(layout: Layout): Readonly<Record<Component, Places>> {
  const of = (component: Component): Places => ({
    conf: join(layout.conf, component),
    data: join(layout.data, component),
    log: join(layout.logs, component),
    run: join(layout.run, component),
    secrets: layout.secrets,
  });
  return Object.fromEntries(components.map((component) => [component, of(component)])) as Record<Component, Places>;
}
