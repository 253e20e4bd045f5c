/** A platform transplanted into a scratch folder, for programs to judge its files: same settings, other folders, secrets and addresses. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { internalTlsNames } from "#platform/internal-tls.ts";
import type { ServerPlatform, Site } from "#platform/site.ts";
import { givenFiles } from "#platform/synapse/given-files.ts";
import { publicCertificateNames } from "#platform/systemd/server-units.ts";
import { openCertificates } from "./internal-certificates.ts";
import type { Bench } from "./judges/judge.ts";
import { makeFolder, writePrivate } from "./private-files.ts";
import { type RenderInput, renderPlatform } from "./render-platform.ts";
import { newToken } from "./secrets.ts";

/**
 * Renders into a folder that is gone when `work` ends. Nothing of the live platform is read or touched, its secrets least of all:
 * those of the scratch platform are made for it and thrown away. Its ports are free ones, and no program is meant to listen on them.
 */
export async function onScratch<T>(input: RenderInput, work: (bench: Bench) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "campus-check-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    const { site, files } = await renderPlatform({ ...input, platform: await transplant(input.platform, folder) });
    if (site.description.target === "systemd") await bringFiles(site, folder);
    return await work({ site, files, folder });
  } finally {
    process.removeListener("exit", remove);
    remove();
  }
}

async function transplant(platform: ServerPlatform, folder: string): Promise<ServerPlatform> {
  const { hosts, certificates, features, signIn } = platform;
  const stand = (file: string, name: string, text: string): string => (existsSync(file) ? file : standIn(folder, name, text));
  const { turn, bridges } = features;
  return {
    ...platform,
    stateFolder: folder,
    ports: { client: null, element: null, internal: null },
    ...(hosts === undefined ? {} : { hosts: here(hosts) }),
    ...(certificates === undefined ? {} : { certificates: await certificatesFor(certificates, folder) }),
    ...(signIn?.kind === "oidc" ? { signIn: { ...signIn, clientSecretFile: stand(signIn.clientSecretFile, "oidc", newToken()) } } : {}),
    features: {
      ...features,
      ...(turn === undefined ? {} : { turn: { ...turn, secretFile: stand(turn.secretFile, "turn", newToken()) } }),
      bridges: bridges.map((bridge) => {
        return { ...bridge, registrationFile: stand(bridge.registrationFile, `bridge-${bridge.name}`, registration(bridge.name)) };
      }),
    },
  };
}

/** In the place of a file that isn't on this machine; that it isn't is told elsewhere. */
function standIn(folder: string, name: string, text: string): string {
  makeFolder(join(folder, "given"));
  const path = join(folder, "given", name);
  writePrivate(path, `${text}\n`);
  return path;
}

function registration(name: string): string {
  const values = { id: name, url: null, as_token: newToken(), hs_token: newToken(), sender_localpart: `_${name}`, namespaces: {} };
  return JSON.stringify(values);
}

/** Programs listen on addresses of this machine only, when they are tested. */
function here(hosts: NonNullable<ServerPlatform["hosts"]>): NonNullable<ServerPlatform["hosts"]> {
  const moved = Object.entries(hosts).map(([role, host], index) => [role, { ...host, address: `127.0.0.${11 + index}` }]);
  return { ...hosts, ...Object.fromEntries(moved) };
}

type Certificates = NonNullable<ServerPlatform["certificates"]>;

async function certificatesFor(given: Certificates, folder: string): Promise<Certificates> {
  if (existsSync(given.certificateFile) && existsSync(given.keyFile)) return given;
  const { certificate, key } = await throwaway(folder);
  return { certificateFile: standIn(folder, "public.crt", certificate), keyFile: standIn(folder, "public.key", key) };
}

async function throwaway(folder: string) {
  const order = { name: "scratch", hostName: "scratch.example", address: "127.0.0.11", use: "server" } as const;
  const [made] = await openCertificates(join(folder, "given", "authority"), [order]);
  if (made === undefined) throw new Error("no certificate was made");
  return made;
}

/** What an installation brings to machines of their own. */
async function bringFiles(site: Site, folder: string): Promise<void> {
  const { authority, certificate, key } = await throwaway(folder);
  for (const { secrets } of Object.values(site.places)) {
    const texts = {
      [internalTlsNames.authority]: authority,
      [internalTlsNames.certificate]: certificate,
      [internalTlsNames.key]: key,
      [publicCertificateNames.certificate]: certificate,
      [publicCertificateNames.key]: key,
    };
    for (const [name, text] of Object.entries(texts)) writePrivate(join(secrets, name), text);
  }
  for (const { to } of givenFiles(site))
    writePrivate(to, `${/bridge-(.+)\.yaml$/.test(to) ? registration(to.replace(/^.*bridge-|\.yaml$/g, "")) : newToken()}\n`);
}
