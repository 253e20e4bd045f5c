/** The presentation's four machines, installed by what campus renders for them, and a place outside from which people connect. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CampusConfig } from "#config/schema.ts";
import { layoutOf } from "#hosting/layout.ts";
import { renderSystemdTo } from "#hosting/render-systemd.ts";
import type { HostRole, Site } from "#platform/site.ts";
import { hostRoles } from "#platform/systemd/host-parts.ts";
import { csvFiles } from "#sample/csv.ts";
import { generateUniversity } from "#sample/generate.ts";
import { addresses, csvFolder, partsOfTests, siteOf } from "./four-machines-site.ts";
import { wheelsFor } from "./machines/images.ts";
import { must, run } from "./machines/run.ts";
import { type Machines, openMachines } from "./machines.ts";

export type Place = HostRole | "people";

export interface FourMachines extends Machines<Place> {
  /** Renders a configuration and brings each machine its folder; returns its site. */
  bring(config: CampusConfig): Promise<Site>;
  /** Runs the installation script of a machine. */
  install(role: HostRole, options?: readonly string[]): Promise<{ readonly code: number; readonly text: string }>;
}

const root = join(import.meta.dirname, "../..");
/** Where an administrator puts the folder of a machine. */
export const brought = "/usr/local/src/matrix-campus";

/** Booted, bare: Debian with the packages that the installation scripts ask for, and nothing of the platform. */
export async function openFourMachines(config: CampusConfig): Promise<FourMachines> {
  const packages = await packagesOf(config);
  const wheels = await wheelsFor(join(root, "requirements/synapse.txt"), packages.matrix);
  const order = (role: HostRole) => ({ address: addresses[role], packages: packages[role], hostName: `${role}1` });
  const machines = await openMachines<Place>({
    database: order("database"),
    matrix: { ...order("matrix"), prepare: (folder) => bringPublic(folder, wheels) },
    element: { ...order("element"), prepare: (folder) => bringPublic(folder, null) },
    campus: order("campus"),
    people: { address: "10.99.0.100", packages: [], hostName: null },
  });
  return {
    ...machines,
    bring: (next) => bring(machines, next),
    async install(role, options = []) {
      const own = role === "matrix" ? ["--wheels", "/usr/local/src/wheels", ...options] : options;
      const { code, out, err } = await machines
        .machine(role)
        .run("bash", [`${brought}/install.sh`, ...own], { seconds: 400, env: { LANG: "en_GB.UTF-8", LC_ALL: "" } });
      return { code, text: out + err };
    },
  };
}

/** What the scripts ask for: the images are made of exactly that. */
async function packagesOf(config: CampusConfig): Promise<Readonly<Record<HostRole, readonly string[]>>> {
  const folder = join(root, ".campus/machines/asked");
  const layout = layoutOf(join(folder, "state"));
  const site = siteOf(config);
  await renderSystemdTo(join(folder, "out"), { site, parts: partsOfTests(), layout, config, root, withoutRelease: true });
  const ask = async (role: HostRole): Promise<readonly string[]> => {
    const text = await must("bash", [join(folder, "out", site.hosts[role].name, "install.sh"), "--packages"]);
    return text.trim().split("\n");
  };
  return { matrix: await ask("matrix"), element: await ask("element"), database: await ask("database"), campus: await ask("campus") };
}

/** The certificate that a site buys or makes, where its description says it is. */
async function bringPublic(folder: string, wheels: string | null): Promise<void> {
  const place = join(folder, "etc/ssl/univ-demo");
  mkdirSync(place, { recursive: true });
  const names = "subjectAltName=DNS:matrix.univ-demo.example,DNS:element.univ-demo.example";
  const files = ["-keyout", join(place, "privkey.pem"), "-out", join(place, "fullchain.pem")];
  const kind = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "30",
    "-subj",
    "/CN=univ-demo",
    "-addext",
    names,
  ];
  await must("openssl", ["req", "-x509", ...kind, ...files]);
  if (wheels !== null) cpSync(wheels, join(folder, "usr/local/src/wheels"), { recursive: true });
}

async function bring(machines: Machines<Place>, config: CampusConfig): Promise<Site> {
  const site = siteOf(config);
  const out = join(machines.folder, "out");
  // One folder of secrets for all renderings, as an administrator keeps it.
  await renderSystemdTo(out, { site, parts: partsOfTests(), layout: layoutOf(join(machines.folder, "state")), config, root });
  for (const role of hostRoles) {
    const target = join(machines.machine(role).folder, brought);
    await run("rm", ["-rf", target]);
    await must("cp", ["-a", join(out, site.hosts[role].name), target], { seconds: 200 });
  }
  return site;
}

/** The tables that a university exports, on the machine of campus; returns their day. */
export async function bringUniversity(machines: FourMachines, size: number, day = 0): Promise<string> {
  const university = generateUniversity({ size, seed: 1, day });
  const campus = machines.machine("campus");
  const folder = join(campus.folder, csvFolder);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of csvFiles(university)) writeFileSync(join(folder, name), text);
  await campus.shell(`chown -R campus: ${csvFolder}`);
  return university.today;
}
