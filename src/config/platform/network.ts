/** Machines, addresses, ports and certificates of a platform. */
import { z } from "zod";

const port = z.number().int().min(1).max(65535).nullable().default(null);
const address = z.union([z.ipv4(), z.ipv6()], "expected an IP address such as 10.20.0.11");

/** Public address of a service: no path, a final slash that may be left out. */
export const publicUrl = z
  .url({ protocol: /^https?$/ })
  .refine((text) => /^https?:\/\/[^/?#@]+\/?$/.test(text), "expected scheme and host only, such as https://matrix.univ-demo.example/")
  .transform((text) => (text.endsWith("/") ? text : `${text}/`))
  .nullable()
  .default(null);

const host = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$/, "expected a host name such as matrix1")
    .describe("Its name, and that of its folder of rendered files."),
  address: address.describe("Its address as the other machines reach it."),
});

export const hostsSchema = z
  .strictObject({
    matrix: host.describe("Synapse, its workers, Redis and the reverse proxy."),
    element: host.describe("Element, the web client."),
    database: host.describe("PostgreSQL."),
    campus: host.describe("campus and Prometheus."),
  })
  .optional()
  .describe("The four machines of the systemd target; the local target has one, this one.");

export const portsSchema = z
  .strictObject({
    client: port.describe("Port people's clients connect to."),
    element: port.describe("Port of Element."),
    internal: port.describe("Port campus connects to."),
  })
  .prefault({})
  .describe(
    "Ports of the local target, on 127.0.0.1; null: a free one, kept from then on. The systemd target has fixed ones (docs/fr/installer, docs/en/install).",
  );

export const certificatesSchema = z
  .strictObject({
    certificateFile: z.string().min(1).describe("PEM file of the public certificate and its chain."),
    keyFile: z.string().min(1).describe("PEM file of its private key, readable by root only."),
  })
  .optional()
  .describe(
    "Certificate of the public addresses; needed by the systemd target. Read here when the files are rendered, and brought to the two machines that show it; a path that isn't here is read by those machines themselves, at each start and reload of nginx, for certificates that they renew.",
  );

export const accessSchema = z
  .strictObject({
    sshFrom: z
      .array(z.union([address, z.string().regex(/^[0-9a-f.:]+\/\d{1,3}$/, "expected a network such as 10.0.0.0/8")]))
      .default([])
      .describe("Networks that may open SSH; nobody else can."),
    adminsMayCall: z
      .array(address)
      .default([])
      .describe("Addresses that may call Synapse's administration interface from outside; none by default."),
  })
  .prefault({})
  .describe("Who may reach what besides people's clients: the rendered firewall denies everything else, both ways.");
