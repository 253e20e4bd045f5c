/** A site of four machines, as a configuration file describes it. */
import type { z } from "zod";
import { endpoints } from "#adapters/matrix/endpoints.ts";
import { type CampusConfig, configSchema } from "#config/schema.ts";
import { defaultPolicy } from "#core/policy.ts";
import { readSynapseModule } from "#hosting/synapse-module.ts";
import { standardPorts } from "#platform/ports.ts";
import type { Parts } from "#platform/render-site.ts";
import { resolveSite } from "#platform/resolve.ts";
import type { HostRole, Site } from "#platform/site.ts";
import { systemdPlaces } from "#platform/systemd/places.ts";
import { samplePolicy } from "#sample/policy.ts";

export const addresses: Readonly<Record<HostRole, string>> = {
  matrix: "10.99.0.11",
  element: "10.99.0.12",
  database: "10.99.0.13",
  campus: "10.99.0.14",
};

type Written = z.input<typeof configSchema>;
type WrittenPlatform = NonNullable<Written["servers"][number]["platform"]>;

/** Where the machine of campus finds the exported tables. */
export const csvFolder = "/var/lib/matrix-campus/campus/csv";

export function fourMachinesConfig(over: WrittenPlatform = {}, more: Partial<Written> = {}): CampusConfig {
  const host = (role: HostRole) => ({ name: `${role}1`, address: addresses[role] });
  return configSchema.parse({
    servers: [
      {
        name: "prod",
        url: "https://matrix.univ-demo.example",
        serverName: "univ-demo.example",
        tokenFile: "/unused",
        policy: { structures: { establishment: samplePolicy.establishment, sensitive: [...samplePolicy.sensitive] } },
        platform: {
          target: "systemd",
          profile: "production",
          publicUrl: "https://matrix.univ-demo.example",
          elementUrl: "https://element.univ-demo.example",
          hosts: { matrix: host("matrix"), element: host("element"), database: host("database"), campus: host("campus") },
          certificates: { certificateFile: "/etc/ssl/univ-demo/fullchain.pem", keyFile: "/etc/ssl/univ-demo/privkey.pem" },
          access: { sshFrom: ["10.98.0.0/24"] },
          signIn: { kind: "cas", url: "https://cas.univ-demo.example/cas" },
          ...over,
        },
      },
    ],
    sources: [{ kind: "csv", folder: csvFolder }],
    ...more,
  } satisfies Written);
}

/** The site of that configuration's first server. */
export function siteOf(config: CampusConfig): Site {
  const [server] = config.servers;
  const description = server?.platform;
  if (server === undefined || description === undefined) throw new Error("this configuration has no platform");
  return resolveSite({
    name: server.name,
    serverName: server.serverName,
    language: config.language,
    identities: defaultPolicy(server.serverName).identities,
    description,
    ports: standardPorts(description),
    places: systemdPlaces(),
    isBootstrapped: false,
  });
}

export function partsOfTests(): Parts {
  return { modules: readSynapseModule(), allow: Object.values(endpoints) };
}
