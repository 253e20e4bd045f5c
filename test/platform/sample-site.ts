/** Sites for tests of renderers: a description resolved with folders under one root, ports in a row, invented secrets. */
import { platformSchema } from "#config/platform.ts";
import { portNames, standardPorts } from "#platform/ports.ts";
import { resolveSite } from "#platform/resolve.ts";
import type { Component, Places, PlatformSecrets, Site } from "#platform/site.ts";

const components: readonly Component[] = ["synapse", "postgres", "redis", "nginx", "element", "cas", "prometheus", "campus"];

function placesUnder(root: string): Readonly<Record<Component, Places>> {
  const places = (name: Component): Places => ({
    conf: `${root}/${name}/conf`,
    data: `${root}/${name}/data`,
    log: `${root}/${name}/log`,
    run: `${root}/${name}/run`,
    secrets: `${root}/${name}/secrets`,
  });
  return Object.fromEntries(components.map((name) => [name, places(name)])) as Record<Component, Places>;
}

/** Secrets that no real platform has. */
export const sampleSecrets: PlatformSecrets = {
  slots: [{ name: "a", asToken: "as-test-a", hsToken: "hs-test-a" }],
  signingKey: `ed25519 a_test ${"A".repeat(43)}`,
};

/** Settings of the systemd target that it can't do without. */
export const fourHosts = {
  target: "systemd",
  publicUrl: "https://matrix.univ-demo.example/",
  elementUrl: "https://element.univ-demo.example/",
  hosts: {
    matrix: { name: "matrix1", address: "10.20.0.11" },
    element: { name: "element1", address: "10.20.0.12" },
    database: { name: "database1", address: "10.20.0.13" },
    campus: { name: "campus1", address: "10.20.0.14" },
  },
} as const;

/** Resolves a description as written in campus.yaml; `serverName` is that of its server. */
export function sampleSite(written: object = {}, root = "/state", changes: Partial<Site> = {}): Site {
  const description = platformSchema.parse(written);
  const ports =
    description.target === "systemd"
      ? standardPorts(description)
      : Object.fromEntries(portNames(description).map((name, index) => [name, 21_000 + index]));
  const site = resolveSite({
    name: "test",
    serverName: "univ-demo.example",
    language: "fr",
    identities: { connector: "_campus.connector", agentSmith: "_campus.agent.smith" },
    description,
    ports,
    places: placesUnder(root),
    isBootstrapped: false,
  });
  return { ...site, ...changes };
}
