/** Folders and users of each component on machines with a systemd of their own. */
import type { Component, Places } from "../site.ts";

/** Every component, in the order in which files and users are listed. */
export const components = [
  "synapse",
  "postgres",
  "redis",
  "nginx",
  "element",
  "cas",
  "prometheus",
  "campus",
] as const satisfies Component[];

/** Everything installed that no package brings: Synapse's virtual environment, campus itself. */
export const programFolder = "/opt/matrix-campus";
export const configFolder = "/etc/matrix-campus";
export const python = `${programFolder}/synapse/bin/python`;
/** The command line of campus. */
export const campusCommand = "/usr/local/bin/campus";

/** Folders as the Filesystem Hierarchy Standard 3.0 has them; secrets beside the rendered files, in a folder of their own. */
export function systemdPlaces(): Readonly<Record<Component, Places>> {
  return Object.fromEntries(components.map((one) => [one, placesOf(one)])) as unknown as Readonly<Record<Component, Places>>;
}

function placesOf(component: Component): Places {
  return {
    conf: `${configFolder}/${component}`,
    data: `/var/lib/matrix-campus/${component}`,
    log: `/var/log/matrix-campus/${component}`,
    run: `/run/matrix-campus/${component}`,
    secrets: `${configFolder}/${component}/secrets`,
  };
}

/** System user of a component. PostgreSQL keeps Debian's, because its superuser is the one with that name. */
export const userOf: Readonly<Record<Component, string>> = {
  synapse: "matrix-synapse",
  postgres: "postgres",
  redis: "matrix-redis",
  nginx: "matrix-nginx",
  element: "matrix-nginx",
  cas: "matrix-cas",
  prometheus: "matrix-prometheus",
  campus: "campus",
};
