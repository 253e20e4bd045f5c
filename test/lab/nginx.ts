/** A real nginx on rendered files, with a stub in the place of each process of Synapse that answers its own name. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { z } from "zod";
import { endpoints } from "#adapters/matrix/endpoints.ts";
import { platformSchema } from "#config/platform.ts";
import { freePort } from "#hosting/ports.ts";
import { renderElement } from "#platform/element/render-element.ts";
import type { AllowedCall } from "#platform/nginx/allowed-call.ts";
import { renderNginx } from "#platform/nginx/render-nginx.ts";
import { portNames } from "#platform/ports.ts";
import { resolveSite } from "#platform/resolve.ts";
import type { Component, Places, RenderedFile, Site } from "#platform/site.ts";
import { eventually } from "./processes.ts";
import { openStub, type Stub } from "./stub-process.ts";

export const program = "/usr/sbin/nginx";
/** Workers of a master that is root would be nobody, who reads no private folder. */
export const asRoot: readonly string[] = process.getuid?.() === 0 ? ["-g", "user root;"] : [];
const components: readonly Component[] = ["synapse", "postgres", "redis", "nginx", "element", "cas", "prometheus", "campus"];

/** False prints why; in CI a missing nginx fails instead. */
export function hasNginx(): boolean {
  if (existsSync(program)) return true;
  if (process.env.CI) throw new Error(`no nginx: ${program} is missing`);
  console.warn("skipped: nginx is not installed (Debian and Ubuntu: apt-get install nginx-light)");
  return false;
}

export interface NginxWish {
  readonly platform?: z.input<typeof platformSchema>;
  readonly allow?: readonly AllowedCall[];
  readonly pages?: ReadonlyMap<string, string>;
  /** Ports with fixed numbers; all others are free ones. A process of Synapse on such a port runs already: it gets no stub. */
  readonly ports?: Readonly<Record<string, number>>;
  readonly serverName?: string;
  /** Localparts. */
  readonly identities?: Site["identities"];
}

/** A site whose folders are under `folder`, with ports nobody uses. */
export async function nginxSite(folder: string, wish: NginxWish = {}): Promise<Site> {
  const description = platformSchema.parse({ profile: "lab", stateFolder: folder, ...wish.platform });
  const ports: Record<string, number> = {};
  for (const name of portNames(description)) ports[name] = await freePort(new Set(Object.values(ports)));
  return resolveSite({
    name: "lab",
    serverName: wish.serverName ?? "univ-demo.example",
    language: "fr",
    identities: wish.identities ?? { connector: "connector+", agentSmith: "agent.smith+" },
    description,
    ports: { ...ports, ...wish.ports },
    places: Object.fromEntries(components.map((one) => [one, placesIn(folder, one)])) as Record<Component, Places>,
    isBootstrapped: true,
  });
}

function placesIn(folder: string, component: Component): Places {
  const at = (name: string) => join(folder, component, name);
  return { conf: at("conf"), data: at("data"), log: at("log"), run: at("run"), secrets: at("secrets") };
}

/** Writes files of nginx and Element; `change` may adapt a text to this machine. */
export function writeSite(site: Site, wish: NginxWish = {}, change: (text: string) => string = (text) => text): readonly RenderedFile[] {
  const parts = { allow: wish.allow ?? Object.values(endpoints), ...(wish.pages === undefined ? {} : { pages: wish.pages }) };
  const files = [...renderNginx(site, { slots: [], signingKey: "" }, parts), ...renderElement(site)];
  for (const one of ["nginx", "element"] as const)
    for (const folder of [site.places[one].log, site.places[one].run]) mkdirSync(folder, { recursive: true });
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, change(text));
  }
  return files;
}

/** What `nginx -t` says of a site's files: empty when it accepts them without a warning. */
export function complaints({ conf, run }: Places): string {
  const tried = spawnSync(program, ["-t", "-p", run, "-e", "stderr", "-c", join(conf, "nginx.conf"), ...asRoot], { encoding: "utf8" });
  const lines = tried.stderr.split("\n").filter((line) => /\[(warn|error|emerg|alert|crit)\]/.test(line));
  return tried.status === 0 ? lines.join("\n") : lines.join("\n") || tried.stderr;
}

export interface LabNginx {
  readonly site: Site;
  readonly folder: string;
  stub(name: string): Stub;
  /** Everything nginx has written in its logs. */
  logs(): string;
  stop(): Promise<void>;
}

/** Stubs for every process, then nginx; in a folder of its own, gone when stopped. */
export async function openNginx(wish: NginxWish = {}, change?: (text: string) => string): Promise<LabNginx> {
  const folder = mkdtempSync(join(tmpdir(), "campus-nginx-"));
  const site = await nginxSite(folder, wish);
  writeSite(site, wish, change);
  const stubs = new Map<string, Stub>();
  for (const { name, client } of site.processes)
    if (wish.ports?.[`${name}.client`] === undefined) stubs.set(name, await openStub(name, client.port));
  const { conf, run, log } = site.places.nginx;
  const child = spawn(program, ["-p", run, "-e", join(log, "error.log"), "-c", join(conf, "nginx.conf"), ...asRoot], { stdio: "ignore" });
  const ended = once(child, "exit");
  const port = site.reverseProxy?.public.port ?? 0;
  const isUp = await eventually(
    () => isListening(port),
    (up) => up || child.exitCode !== null,
  );
  if (!isUp) throw new Error(`nginx did not start: ${readFileSync(join(log, "error.log"), "utf8")}`);
  return {
    site,
    folder,
    stub(name) {
      const stub = stubs.get(name);
      if (stub === undefined) throw new Error(`no process ${name}`);
      return stub;
    },
    logs: () => ["access.log", "error.log"].map((name) => readFileSync(join(log, name), "utf8")).join(""),
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await Promise.all([...stubs.values()].map((stub) => stub.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((done) => {
    const request = http.get({ host: "127.0.0.1", port, path: "/nginx-health" }, (answer) =>
      done(answer.resume().statusCode !== undefined),
    );
    request.on("error", () => done(false));
  });
}
