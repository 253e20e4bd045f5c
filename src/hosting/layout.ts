/** Where everything lies under a platform's state folder. */
import { join, resolve } from "node:path";
import type { LocalPaths } from "#platform/render-local.ts";
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

/** Paths that the rendered settings point to. */
export function pathsIn(layout: Layout, isBootstrapped = false): LocalPaths {
  return {
    database: join(layout.data, "homeserver.db"),
    media: join(layout.data, "media"),
    uploads: join(layout.data, "uploads"),
    registration: join(layout.conf, "appservice.yaml"),
    logConfig: join(layout.conf, "log.yaml"),
    log: join(layout.logs, "synapse.log"),
    signingKey: join(layout.conf, "signing.key"),
    macaroonSecret: join(layout.secrets, "macaroon"),
    formSecret: join(layout.secrets, "form"),
    registrationSecret: isBootstrapped ? null : join(layout.secrets, "registration"),
    pid: join(layout.run, "synapse.pid"),
  };
}
