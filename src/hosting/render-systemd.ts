/** Writes one folder per machine, ready to be brought there: files, the secrets of that machine alone, and its installation script. */
import { chmodSync, copyFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { AppError } from "#core/errors.ts";
import { flowsOfConfig } from "#platform/firewall/flows-of-config.ts";
import { internalTlsNames } from "#platform/internal-tls.ts";
import { pgpass } from "#platform/postgres/roles.ts";
import { type Parts, renderSite } from "#platform/render-site.ts";
import { type HostRole, type RenderedFile, type Site, secretNames } from "#platform/site.ts";
import { givenFiles } from "#platform/synapse/given-files.ts";
import { type CampusConfig, renderCampusConfig, sourceFiles } from "#platform/systemd/campus-config.ts";
import { componentsOn, hostRoles } from "#platform/systemd/host-parts.ts";
import { renderSystemd } from "#platform/systemd/render-systemd.ts";
import { certificateUseOf, type SecretPlace, secretsOn } from "#platform/systemd/secrets-of-host.ts";
import { readElementArchive } from "./element-archive.ts";
import { type CertificateOrder, type InternalCertificate, openCertificates } from "./internal-certificates.ts";
import type { Layout } from "./layout.ts";
import { makeFolder, readIfThere, writePrivate } from "./private-files.ts";
import { copyRelease } from "./release.ts";
import { openSecrets } from "./secrets.ts";

export interface SystemdOrder {
  /** Resolved with `systemdPlaces()` and `standardPorts()`. */
  readonly site: Site;
  readonly parts: Parts;
  /** Where the secrets of this platform are kept, on the machine that renders. */
  readonly layout: Layout;
  /** The site's configuration, from which that of the campus machine is made. */
  readonly config: CampusConfig;
  /** Folder of campus itself: the list of Synapse's packages, and the tree that the campus machine gets. */
  readonly root: string;
  /** Without the tree of campus: for looks at the files alone. */
  readonly withoutRelease?: boolean;
}

const scripts: Readonly<Record<string, number>> = {
  "install.sh": 0o700,
  "install-programs.sh": 0o600,
  "first_identities.py": 0o600,
  "end_sessions.py": 0o600,
};

/**
 * Writes `folder/HOST/…` (0700, files 0600) for each machine and returns the paths written, the tree of campus counted as one.
 * Secrets that don't exist yet are made. `config.secret-missing` for a file that the description names and that can't be read.
 */
export async function renderSystemdTo(folder: string, order: SystemdOrder): Promise<readonly string[]> {
  const { site, parts, layout, config } = order;
  makeFolder(layout.secrets);
  const secrets = openSecrets(layout);
  const certificates = await certificatesOf(site, layout);
  const files = [...renderSite(site, secrets, parts), renderCampusConfig(site, config), ...filesOfSources(site, config)];
  const rendered = renderSystemd(site, { files, beyond: flowsOfConfig(config), certificate: publicCertificate(site) });
  for (const role of hostRoles) rmSync(join(folder, site.hosts[role].name), { recursive: true, force: true });
  const written: string[] = [];
  const write = (path: string, text: string): void => {
    makeFolder(dirname(join(folder, path)));
    writePrivate(join(folder, path), text);
    written.push(join(folder, path));
  };
  for (const [path, { text }] of rendered) write(path, text);
  for (const role of hostRoles) {
    const known = certificates.get(role) ?? null;
    for (const place of secretsOn(site, role)) {
      write(`${site.hosts[role].name}/files${place.path}`, secretText(site, place, { layout, certificate: known }));
    }
    written.push(...addPrograms(join(folder, site.hosts[role].name), role, order));
    if (role === "element") written.push(...(await addElement(join(folder, site.hosts[role].name), site)));
  }
  return written;
}

/** One certificate per machine that shows one; the machine of Synapse shows its own to campus, and checks the database's. */
async function certificatesOf(site: Site, layout: Layout): Promise<ReadonlyMap<HostRole, InternalCertificate>> {
  const roles = hostRoles.filter((role) => certificateUseOf(role) !== null);
  const orders = roles.map((role): CertificateOrder => {
    const { name, address } = site.hosts[role];
    return { name: role, hostName: name, address, use: certificateUseOf(role) ?? "server" };
  });
  const certificates = await openCertificates(join(layout.secrets, "internal"), orders);
  return new Map(roles.flatMap((role, index) => (certificates[index] === undefined ? [] : [[role, certificates[index]] as const])));
}

/** Where the description says, on this machine; when it isn't here, the machines have it there themselves. */
function publicCertificate({ description }: Site): { readonly certificate: string; readonly key: string } | null {
  const { certificateFile = "", keyFile = "" } = description.certificates ?? {};
  const [certificate, key] = [readIfThere(certificateFile), readIfThere(keyFile)];
  return certificate === null || key === null ? null : { certificate, key };
}

function filesOfSources(site: Site, config: CampusConfig): readonly RenderedFile[] {
  return sourceFiles(site, config).map(({ from, to }) => ({ component: "campus", path: to, text: readSecret(site, from), mode: 0o600 }));
}

interface Holder {
  readonly layout: Layout;
  readonly certificate: InternalCertificate | null;
}

/** Text of one secret, with its final newline. */
function secretText(site: Site, { name, path }: SecretPlace, { layout, certificate }: Holder): string {
  const part = Object.entries(internalTlsNames).find(([, file]) => file === name)?.[0] as keyof InternalCertificate | undefined;
  if (part !== undefined && certificate !== null) return certificate[part];
  if (name === secretNames.pgpass) return synapsePgpass(site, readSecret(site, join(layout.secrets, secretNames.postgresSynapse)));
  const given = givenFiles(site).find(({ to }) => to === path);
  return readSecret(site, given?.from ?? join(layout.secrets, name));
}

function readSecret({ name }: Site, file: string): string {
  const text = readIfThere(file);
  if (text === null || text.trim() === "") throw new AppError("config.secret-missing", { name, file, variable: "" });
  return text;
}

function synapsePgpass({ database }: Site, password: string): string {
  if (database.kind !== "postgres") return "";
  const { address, port } = database.listener;
  return pgpass([{ host: address, port, database: database.synapse, user: "synapse", password: password.trim() }]);
}

/** Scripts, the list of Synapse's packages, campus itself. */
function addPrograms(folder: string, role: HostRole, { site, root, withoutRelease }: SystemdOrder): readonly string[] {
  const here = componentsOn(site, role);
  const written = Object.entries(scripts)
    .filter(([name]) => !name.endsWith(".py") || here.includes("synapse"))
    .map(([name, mode]) => bring(join(import.meta.dirname, "systemd", name), join(folder, name), mode));
  if (here.includes("synapse")) written.push(bring(requirementsOf(site, root), join(folder, "requirements.txt"), 0o600));
  if (here.includes("campus") && withoutRelease !== true) {
    copyRelease(root, join(folder, "release"));
    written.push(join(folder, "release"));
  }
  return written;
}

/** The archive of Element Web, where the description has one: the machine of Element needs no way to a mirror. */
async function addElement(folder: string, site: Site): Promise<readonly string[]> {
  const bytes = await readElementArchive(site);
  if (bytes === null) return [];
  const path = join(folder, "element.tar.gz");
  writeFileSync(path, bytes, { mode: 0o600 });
  return [path];
}

function bring(from: string, to: string, mode: number): string {
  copyFileSync(from, to);
  chmodSync(to, mode);
  return to;
}

/** The list of the version described: exact versions and hashes. `platform.missing-program` when this release brings none for it. */
function requirementsOf({ description }: Site, root: string): string {
  const { version } = description.synapse;
  const own = [join(root, `requirements/synapse-${version}.txt`), join(root, "requirements/synapse.txt")];
  const found = own.find((file) => readIfThere(file)?.includes(`\nmatrix-synapse==${version} `));
  if (found === undefined) throw new AppError("platform.missing-program", { name: `requirements/synapse-${version}.txt` });
  return found;
}
