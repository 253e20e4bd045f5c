/** The real nginx reads what is rendered for many sites, and keeps its promises about certificates, files and addresses. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { z } from "zod";
import type { platformSchema } from "#config/platform.ts";
import { freePort } from "#hosting/ports.ts";
import { asRoot, complaints, hasNginx, nginxSite, openNginx, program, writeSite } from "../lab/nginx.ts";
import { eventually } from "../lab/processes.ts";
import { sendRaw } from "../lab/stub-process.ts";

type Platform = z.input<typeof platformSchema>;

const hosts: NonNullable<Platform["hosts"]> = {
  matrix: { name: "matrix", address: "127.0.0.11" },
  element: { name: "element", address: "127.0.0.12" },
  database: { name: "database", address: "127.0.0.13" },
  campus: { name: "campus", address: "127.0.0.14" },
};
const sixty = Array.from({ length: 60 }, (_none, index) => ({
  name: `worker${index}`,
  serves: [(["sync", "initial-sync", "client", "messages", "room-writes"] as const)[index % 5] ?? "sync"],
  writes: index === 0 ? (["typing"] as const).slice() : [],
}));
const cas = { kind: "cas" as const, url: "https://cas.univ-demo.example/cas" };

describe.skipIf(!hasNginx())("sites", () => {
  const folder = mkdtempSync(join(tmpdir(), "campus-sites-"));
  const certificate = { certificateFile: join(folder, "public.crt"), keyFile: join(folder, "public.key") };
  beforeAll(() => makeCertificates(folder));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const local: readonly (readonly [string, Platform])[] = [
    ["the lab", {}],
    ["one process", { synapse: { workers: [] } }],
    ["one worker that does little", { synapse: { workers: [{ name: "only", serves: ["media"] }] } }],
    ["sixty workers", { synapse: { workers: sixty } }],
    ["an older Synapse", { synapse: { version: "1.117.0" } }],
    ["federation with a few", { federation: ["univ-amie.example"], element: { helpMail: "aide@univ-demo.example" } }],
    ["administrators outside", { access: { adminsMayCall: ["10.1.2.3", "2001:db8::1"] } }],
    ["production on one machine", { profile: "production", signIn: cas, certificates: certificate, publicUrl: "https://localhost:8443/" }],
    ["calls and widgets", { features: { calls: "video", widgets: "on" }, element: { folder: '/srv/a "b" c', version: "1.12.21" } }],
  ];
  it.each(local)("nginx accepts %s without a warning", async (name, platform) => {
    const own = join(folder, name.replaceAll(" ", "-"));
    const site = await nginxSite(own, { platform });
    writeSite(site, { pages: new Map([["cas-down.html", "<p>CAS</p>"]]) });
    expect(complaints(site.places.nginx)).toBe("");
  });

  it("on machines of its own, people are sent to https, and campus alone is heard inside", async () => {
    const ports = { client: 443, element: 443, internal: await freePort() };
    const platform: Platform = { profile: "production", target: "systemd", hosts, signIn: cas, certificates: certificate, ...urls };
    const site = await nginxSite(join(folder, "four"), { platform, ports });
    const [tls, plain] = [await freePort(), await freePort()];
    const here = (text: string) => text.replaceAll("0.0.0.0:443", `127.0.0.1:${tls}`).replaceAll("0.0.0.0:80", `127.0.0.1:${plain}`);
    writeSite(site, {}, here);
    for (const one of ["nginx", "element"] as const) bringSecrets(folder, site.places[one].secrets);
    expect(complaints(site.places.element)).toBe("");
    expect(complaints(site.places.nginx)).toBe("");
    expect(readFileSync(join(site.places.nginx.conf, "nginx.conf"), "utf8")).not.toMatch(/daemon|^user/m);

    const { conf, run } = site.places.nginx;
    const args = ["-p", run, "-e", "stderr", "-c", join(conf, "nginx.conf"), "-g", `daemon off; ${asRoot[1] ?? ""}`];
    const child = spawn(program, args, { stdio: "ignore" });
    onTestFinished(async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    });
    const redirected = await eventually(
      () => sendRaw({ port: plain, target: "/_matrix/client/versions?a=1" }).catch(() => null),
      (answer) => answer !== null,
    );
    expect(redirected).toMatchObject({ status: 301, headers: { location: `${urls.publicUrl}_matrix/client/versions?a=1` } });
    const known = await getTls({ host: "127.0.0.1", port: tls, path: "/.well-known/matrix/client" });
    expect(known.headers["strict-transport-security"]).toMatch(/^max-age=\d+$/);
    expect(JSON.parse(known.text)).toMatchObject({ "m.homeserver": { base_url: "https://matrix.univ-demo.example" } });

    const inside = { host: "127.0.0.11", port: ports.internal, path: "/_synapse/admin/v1/server_version" };
    const mine = { cert: readFileSync(join(folder, "campus.crt")), key: readFileSync(join(folder, "campus.key")) };
    const stranger = { cert: readFileSync(certificate.certificateFile), key: readFileSync(certificate.keyFile) };
    // No process of Synapse runs here: 502 is as far as an accepted request comes.
    expect((await getTls({ ...inside, ...mine, localAddress: "127.0.0.14" })).status).toBe(502);
    expect((await getTls({ ...inside, ...mine, localAddress: "127.0.0.15" })).status).toBe(403);
    expect((await getTls({ ...inside, localAddress: "127.0.0.14" })).status).toBe(400);
    expect((await getTls({ ...inside, ...stranger, localAddress: "127.0.0.14" })).status).toBe(400);
  });

  it("answers what clients look for, and opens federation and administration only where the description says so", async () => {
    const platform: Platform = {
      federation: ["univ-amie.example"],
      access: { adminsMayCall: ["127.0.0.2"] },
      element: { helpMail: "aide@univ-demo.example", helpUrl: "https://aide.univ-demo.example/" },
    };
    const lab = await openNginx({ platform });
    onTestFinished(() => lab.stop());
    const { public: open, element } = lab.site.reverseProxy ?? { public: { port: 0 }, element: { port: 0 } };
    const ask = (target: string, from = "127.0.0.1") => sendRaw({ port: open.port, target, from });
    const support = await ask("/.well-known/matrix/support");
    expect(JSON.parse(support.text)).toMatchObject({ contacts: [{ email_address: "aide@univ-demo.example" }] });
    expect(support.headers["access-control-allow-origin"]).toBe("*");
    expect(JSON.parse((await ask("/.well-known/matrix/server")).text)).toEqual({ "m.server": `127.0.0.1:${open.port}` });
    expect((await ask("/_matrix/federation/v1/version")).seen?.process).toBe("main");
    expect((await ask("/_matrix/federation/v1/media/download/a")).seen?.process).toBe("media");
    expect((await ask("/_synapse/admin/v2/users")).status).toBe(403);
    expect((await ask("/_synapse/admin/v2/users", "127.0.0.2")).seen?.process).toBe("main");
    expect((await ask("/_synapse/admin/v1/register", "127.0.0.2")).status).toBe(403);
    const welcome = await sendRaw({ port: element.port, target: "/" });
    expect(welcome.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "x-frame-options": "SAMEORIGIN",
    });
    expect(welcome.text).toContain("Université");
  });

  it("serves an unpacked Element with the site's own configuration, and takes files of the size allowed", async () => {
    const unpacked = join(folder, "element");
    mkdirSync(join(unpacked, "bundles"), { recursive: true });
    writeFileSync(join(unpacked, "index.html"), "<p>Element</p>");
    writeFileSync(join(unpacked, "config.json"), "{}");
    writeFileSync(join(unpacked, "version"), "1.12.21");
    writeFileSync(join(unpacked, "bundles/a.wasm"), "x");
    const lab = await openNginx({ platform: { element: { folder: unpacked }, uploads: { maxSizeMb: 20 } } });
    onTestFinished(() => lab.stop());
    const get = (target: string) => sendRaw({ port: lab.site.reverseProxy?.element.port ?? 0, target });
    expect((await get("/")).text).toBe("<p>Element</p>");
    expect(JSON.parse((await get("/config.json")).text)).toMatchObject({ disable_custom_urls: true });
    expect((await get("/config.localhost.json")).status).toBe(404);
    expect((await get("/version")).text).toBe("1.12.21");
    const bundle = await get("/bundles/a.wasm");
    expect(bundle.headers).toMatchObject({ "content-type": "application/wasm", "cache-control": "public, max-age=31536000, immutable" });
    const send = (target: string, size: number) =>
      sendRaw({
        port: lab.site.reverseProxy?.public.port ?? 0,
        method: "POST",
        target,
        headers: { "content-length": String(size) },
        body: "a".repeat(size),
      });
    const statuses = [await send("/_matrix/media/v3/upload", 19_000_000), await send("/_matrix/media/v3/upload", 22_000_000)].map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([200, 413]);
  });
});

const urls = { publicUrl: "https://matrix.univ-demo.example/", elementUrl: "https://element.univ-demo.example/" };

/** The certificate of people's addresses, signed by itself, and the platform's own authority with one for nginx and one for campus. */
function makeCertificates(folder: string): void {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-sha256"];
  const alone = (name: string) =>
    openssl("req", "-x509", ...key, "-days", "2", "-subj", `/CN=${name}`, "-keyout", at(`${name}.key`), "-out", at(`${name}.crt`));
  alone("public");
  alone("authority");
  for (const [name, use] of [
    ["internal", "serverAuth"],
    ["campus", "clientAuth"],
  ] as const) {
    openssl("req", ...key, "-subj", `/CN=${name}`, "-keyout", at(`${name}.key`), "-out", at(`${name}.csr`));
    writeFileSync(at(`${name}.ext`), `extendedKeyUsage=${use}\n`);
    const sign = [
      "-CA",
      at("authority.crt"),
      "-CAkey",
      at("authority.key"),
      "-CAcreateserial",
      "-days",
      "2",
      "-extfile",
      at(`${name}.ext`),
    ];
    openssl("x509", "-req", "-in", at(`${name}.csr`), ...sign, "-out", at(`${name}.crt`));
  }
}

function bringSecrets(folder: string, secrets: string): void {
  mkdirSync(secrets, { recursive: true });
  for (const name of ["public.crt", "public.key", "internal.crt", "internal.key"]) copyFileSync(join(folder, name), join(secrets, name));
  copyFileSync(join(folder, "authority.crt"), join(secrets, "internal-ca.crt"));
}

function getTls(options: https.RequestOptions): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((done, failed) => {
    const request = https.get({ ...options, rejectUnauthorized: false, agent: false }, async (answer) => {
      let text = "";
      for await (const chunk of answer) text += String(chunk);
      done({ status: answer.statusCode ?? 0, headers: answer.headers, text });
    });
    request.on("error", failed);
  });
}
