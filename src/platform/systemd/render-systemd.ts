/** One folder of files per machine, with what its installation script must know. */

import type { OutsideFlow } from "../firewall/flows.ts";
import { firewallTable, renderFirewall } from "../firewall/render-firewall.ts";
import { type Component, type HostRole, hostOf, type RenderedFile, type Site } from "../site.ts";
import { campusScript, campusUnits } from "./campus-units.ts";
import { componentsOn, hostRoles, serviceOf, targetUnit } from "./host-parts.ts";
import { logRotation } from "./log-rotation.ts";
import { hostText, type InstalledFile, installed, manifestText, systemFile } from "./manifest.ts";
import { observeUnits } from "./observe-units.ts";
import { campusCommand, configFolder } from "./places.ts";
import { secretsOn } from "./secrets-of-host.ts";
import { firewallUnit, nginxUnit, postgresUnit, prometheusUnit, publicCertificateNames, redisUnit } from "./server-units.ts";
import { synapseUnits } from "./synapse-units.ts";
import { targetText } from "./target-unit.ts";
import { sysusers, tmpfiles } from "./users-and-folders.ts";

export interface FolderFile {
  readonly text: string;
  /** Permission bits in the folder, which holds secrets and is its owner's alone. */
  readonly mode: number;
}

export const firewallRules = `${configFolder}/firewall.nft`;
const units = "/etc/systemd/system";

/**
 * `HOST/relative path` → text. Under `files/` everything lies as on the machine; secrets are written there by whoever holds them
 * (`secretsOn`), with the path and the line of the manifest that are foreseen here.
 */
export function renderSystemd(site: Site, parts: SystemdParts): ReadonlyMap<string, FolderFile> {
  const certificates = publicCertificates(site, parts.certificate);
  const all = { ...parts, files: [...parts.files, ...certificates] };
  return new Map(hostRoles.flatMap((role) => [...hostFolder(site, role, all)]));
}

export interface SystemdParts {
  readonly files: readonly RenderedFile[];
  /** Machines outside the platform that campus must reach. */
  readonly beyond: readonly OutsideFlow[];
  /** Texts of the public certificate and its key; null when the machines have them where the description says. */
  readonly certificate: { readonly certificate: string; readonly key: string } | null;
}

/** For the two reverse proxies, each readable by its user only. */
function publicCertificates({ places }: Site, texts: SystemdParts["certificate"]): readonly RenderedFile[] {
  if (texts === null) return [];
  return (["nginx", "element"] as const).flatMap((component) => {
    const own = (name: keyof typeof publicCertificateNames): RenderedFile => {
      const path = `${places[component].secrets}/${publicCertificateNames[name]}`;
      return { component, path, text: texts[name], mode: 0o600 };
    };
    return [own("certificate"), own("key")];
  });
}

function* hostFolder(site: Site, role: HostRole, parts: SystemdParts): Generator<[string, FolderFile]> {
  const { name } = site.hosts[role];
  const here = componentsOn(site, role);
  const own = parts.files.filter(({ component }) => hostOf[component] === role && here.includes(component));
  const all = [...own.map((file) => installed(site, file)), ...systemFiles(site, role, parts)];
  for (const file of all) yield [`${name}/files${file.path}`, { text: file.text, mode: file.mode & 0o700 }];
  yield [`${name}/manifest`, { text: manifestText([...all, ...secretLines(site, role)]), mode: 0o600 }];
  yield [`${name}/host.conf`, { text: hostText(site, role), mode: 0o600 }];
  if (here.includes("synapse")) yield [`${name}/identities.json`, { text: identitiesText(site), mode: 0o600 }];
}

/** What the script that makes the first identities is told; it asks the main process itself, in the name of campus's address. */
function identitiesText({ identities, serverName, processes, appServiceAddress }: Site): string {
  const client = processes.find(({ isMain }) => isMain)?.client;
  const baseUrl = `http://${client?.address}:${client?.port}`;
  const names = { ...identities, displayName: "Agent Smith", serverName, baseUrl, forwardedFor: appServiceAddress };
  return `${JSON.stringify(names, null, 2)}\n`;
}

function secretLines(site: Site, role: HostRole): readonly Omit<InstalledFile, "text">[] {
  return secretsOn(site, role).map(({ component, path }) => {
    const { owner, group, services } = installed(site, { component, path, text: "", mode: 0o600 });
    return { path, mode: 0o600, owner, group, services };
  });
}

function systemFiles(site: Site, role: HostRole, { beyond, certificate }: SystemdParts): readonly InstalledFile[] {
  const unit = (name: string, text: string): InstalledFile => systemFile(`${units}/${name}`, text, servicesOfUnit(site, name));
  return [
    systemFile("/etc/sysusers.d/matrix-campus.conf", sysusers(site, role)),
    systemFile("/etc/tmpfiles.d/matrix-campus.conf", tmpfiles(site, role)),
    systemFile(firewallRules, renderFirewall(site, role, beyond), [serviceOf.firewall]),
    unit(serviceOf.firewall, firewallUnit(firewallRules, firewallTable)),
    unit(targetUnit, targetText(site, role)),
    ...componentsOn(site, role).flatMap((one) => unitTexts[one](site, certificate !== null).map(([name, text]) => unit(name, text))),
    ...(["nginx", "element"] as const)
      .filter((one) => componentsOn(site, role).includes(one))
      .map((one) => systemFile(`/etc/logrotate.d/matrix-${one}`, logRotation(site, one))),
    ...(componentsOn(site, role).includes("campus") ? [systemFile(campusCommand, campusScript(site))] : []),
  ];
}

function servicesOfUnit(site: Site, name: string): readonly string[] {
  if (!name.includes("@")) return /\.(service|timer)$/.test(name) ? [name] : [];
  const instances = site.processes.filter(({ isMain }) => !isMain).map((one) => name.replace("@", `@${one.name}`));
  return name.startsWith("matrix-synapse-worker@") ? instances : [];
}

/** Units of each component, by name. */
const unitTexts: Readonly<Record<Component, (site: Site, holdsCertificate: boolean) => readonly (readonly [string, string])[]>> = {
  postgres: (site) => [[serviceOf.postgres, postgresUnit(site)], ...observeUnits(site)],
  redis: (site) => [[serviceOf.redis, redisUnit(site)]],
  synapse: (site) => [...synapseUnits(site)],
  nginx: (site, held) => [[serviceOf.nginx, nginxUnit(site, "nginx", held)]],
  element: (site, held) => [[serviceOf.element, nginxUnit(site, "element", held)]],
  prometheus: (site) => [[serviceOf.prometheus, prometheusUnit(site)]],
  campus: (site) => [...campusUnits(site)],
  cas: () => [],
};
