/** The four machines of the presentation, really installed: units, main job, firewall, changes, crashes, reboots. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HostRole, Site } from "#platform/site.ts";
import { hostRoles, unitsOn } from "#platform/systemd/host-parts.ts";
import { makeElementArchive } from "../lab/element-stand-in.ts";
import { bringUniversity, brought, type FourMachines, openFourMachines } from "../lab/four-machines.ts";
import { fourMachinesConfig, siteOf } from "../lab/four-machines-site.ts";
import { hasMachines } from "../lab/machines.ts";
import { asUser, httpsStatus, openPorts, type Runner } from "../lab/probes.ts";

const today = { today: "2026-08-27" };
const archive = makeElementArchive(join(import.meta.dirname, "../../.campus/machines/element.tar.gz"));
const config = fourMachinesConfig({ element: { archive } }, today);
const site: Site = siteOf(config);
let four: FourMachines;

interface SyncEnd {
  readonly status: string;
  readonly converged: boolean;
  readonly changesTotal: number;
  readonly failed: number;
  readonly applied: number;
  readonly people: number;
}

const inside =
  (role: HostRole): Runner =>
  (program, args, options) =>
    four.machine(role).run(program, args, options);
const people: Runner = (program, args, options) => four.from("people", program, args, options);

/** A pass by the command that people type on the machine of campus; null when it ended with an error. */
async function sync(...options: readonly string[]): Promise<SyncEnd | null> {
  const { out } = await four
    .machine("campus")
    .run("campus", ["sync", "--json", ...options], { seconds: 600, env: { LANG: "en_GB.UTF-8" } });
  const json = out.slice(out.indexOf("{"));
  return json.startsWith("{") ? (JSON.parse(json) as SyncEnd) : null;
}

/** Units of a machine that aren't active. */
async function inactive(role: HostRole): Promise<readonly string[]> {
  const units = unitsOn(site, role);
  const { out } = await four.machine(role).run("systemctl", ["is-active", ...units]);
  const states = out.trim().split("\n");
  return units.filter((_unit, index) => states[index] !== "active");
}

/** Main process of each unit of a machine. */
async function mainPids(role: HostRole): Promise<Readonly<Record<string, string>>> {
  const services = unitsOn(site, role).filter((unit) => unit.endsWith(".service") && unit !== "matrix-firewall.service");
  const { out } = await four.machine(role).run("systemctl", ["show", "--property=MainPID", "--value", ...services]);
  const pids = out.split("\n").filter((line) => line !== "");
  return Object.fromEntries(services.map((service, index) => [service, pids[index] ?? ""]));
}

describe.runIf(hasMachines())("four machines", () => {
  beforeAll(async () => {
    four = await openFourMachines(config);
  }, 1_200_000);
  afterAll(() => four?.stop(), 200_000);

  it("are installed in the order database, matrix, element, campus, and every service answers", async () => {
    await four.bring(config);
    for (const role of hostRoles) {
      const { code, text } = await four.install(role);
      expect({ role, code, text: code === 0 ? "" : text }).toEqual({ role, code: 0, text: "" });
      expect(await inactive(role)).toEqual([]);
    }
    await four.machine("campus").shell("systemctl stop campus-serve.service");
  });

  it("have nothing to change the second time, and say so beforehand", async () => {
    for (const role of hostRoles) {
      const looked = await four.install(role, ["--check"]);
      expect({ role, code: looked.code }).toEqual({ role, code: 0 });
      expect(looked.text).toMatch(/^0 change\(s\) to make; nothing was changed\.$/m);
    }
    expect((await four.install("matrix")).text).toMatch(/^0 change\(s\); every service answers\.$/m);
  });

  it("keep no service of Debian's own, no secret that others may read, no process with a privilege", async () => {
    for (const role of hostRoles) {
      const { out } = await four.machine(role).run("find", ["/etc/matrix-campus", "-path", "*/secrets/*", "-perm", "/077"]);
      expect({ role, readable: out }).toEqual({ role, readable: "" });
      const failed = await four.machine(role).run("systemctl", ["--failed", "--no-legend"]);
      expect({ role, failed: failed.out }).toEqual({ role, failed: "" });
    }
    const debian = await four.machine("database").run("systemctl", ["is-enabled", "postgresql.service"]);
    expect(debian.out.trim()).toBe("masked");
    const states = await four
      .machine("matrix")
      .shell(
        "for s in matrix-synapse matrix-synapse-worker@sync1 matrix-redis; do grep -hE '^(NoNewPrivs|CapEff|Seccomp):' /proc/$(systemctl show -P MainPID $s)/status; done",
      );
    expect(states.replaceAll("\t", "").trim().split("\n")).toEqual(
      Array(3).fill(["CapEff:0000000000000000", "NoNewPrivs:1", "Seccomp:2"]).flat(),
    );
  });

  it("do the main job: people, spaces and rooms from the exported tables", async () => {
    expect(await bringUniversity(four, 100)).toBe(config.today);
    const held = await sync();
    expect(held).toMatchObject({ applied: 0, failed: 0 });
    expect(await sync("--approve-as", "Camille Martin")).toMatchObject({ status: "done", converged: true, failed: 0 });
    expect(await sync()).toMatchObject({ status: "done", converged: true, changesTotal: 0 });
  });

  it("read Synapse's database by functions, made once its tables are there", async () => {
    const database = four.machine("database");
    await database.shell("systemctl start matrix-observe.service");
    const count = "SELECT count(*) FROM pg_proc WHERE pronamespace = 'campus_observe'::regnamespace";
    const { out } = await database.run("runuser", [
      "-u",
      "postgres",
      "--",
      "psql",
      "-h",
      "/run/matrix-campus/postgres",
      "-d",
      "synapse",
      "-tAc",
      count,
    ]);
    expect(Number(out)).toBeGreaterThan(5);
  });

  it("are found healthy by the doctor of campus", async () => {
    const { code, out } = await four.machine("campus").run("campus", ["doctor", "--deep", "--json"], { env: { LANG: "en_GB.UTF-8" } });
    const findings = JSON.parse(out.slice(out.indexOf("{"))).findings as { check: string; severity: string; text: string }[];
    expect({ code, wrong: findings.filter(({ severity }) => severity === "error") }).toEqual({ code: 0, wrong: [] });
    expect(findings.length).toBeGreaterThan(5);
  });

  it("have the service of campus answer", async () => {
    const { run, shell } = four.machine("campus");
    await shell("systemctl restart campus-serve; for n in $(seq 60); do campus status >/dev/null 2>&1 && break; sleep 1; done");
    expect(JSON.parse((await run("campus", ["status", "--json"])).out)).toMatchObject({ servers: [{ server: "prod" }] });
  });

  it("open nothing to people but the web, and nothing between machines but what is needed", async () => {
    const wanted = [22, 80, 443, 5432, 6379, 8008, 8100, 8200, 8448, 9090, 9101, 9443];
    const seen = Object.fromEntries(
      await Promise.all(hostRoles.map(async (role) => [role, await openPorts(people, role, wanted)] as const)),
    );
    expect(seen).toEqual({ matrix: [80, 443], element: [80, 443], database: [], campus: [] });
    const between = [443, 5432, 9090, 9101, 9443];
    for (const to of ["matrix", "database", "campus"] as const) expect(await openPorts(inside("element"), to, between)).toEqual([]);
    expect(await openPorts(inside("campus"), "database", between)).toEqual([]);
    expect(await openPorts(asUser(inside("campus"), "campus"), "database", between)).toEqual([5432]);
    expect(await openPorts(asUser(inside("campus"), "campus"), "matrix", between)).toEqual([9443]);
    expect(await openPorts(asUser(inside("campus"), "matrix-prometheus"), "matrix", between)).toEqual([9101]);
    expect(await openPorts(asUser(inside("matrix"), "matrix-synapse"), "database", between)).toEqual([5432]);
  });

  it("serve Element from the archive that was described, with its configuration", async () => {
    const outside = (path: string) => httpsStatus(people, { to: "element", port: 443, path, headers: [] });
    expect([await outside("/"), await outside("/bundles/a.js"), await outside("/config.json"), await outside("/nothing")]).toEqual([
      200, 200, 200, 404,
    ]);
  });

  it("take the site's own rules into their firewall", async () => {
    const file = "/etc/matrix-campus/firewall.d/input/supervision.nft";
    const rule = "ip saddr 10.98.0.7 tcp dport 10050 accept";
    const shown = await four
      .machine("element")
      .shell(
        `echo '${rule}' >${file}; systemctl reload matrix-firewall; nft list chain inet matrix_campus input; rm ${file}; systemctl reload matrix-firewall; nft list chain inet matrix_campus input | grep -c 10050 || true`,
      );
    expect(shown.match(/10\.98\.0\.7 tcp dport 10050 accept/g)).toHaveLength(1);
    expect(shown.trimEnd().endsWith("\n0")).toBe(true);
  });

  it("let campus alone ask on the internal listener, with its certificate, and only what its table has", async () => {
    const as = asUser(inside("campus"), "campus");
    const folder = "/etc/matrix-campus/campus/secrets";
    const certificate = [`${folder}/internal.crt`, `${folder}/internal.key`] as const;
    const token = readFileSync(join(four.folder, "state/secrets/as-token"), "utf8").trim();
    const ask = (path: string, shown = true) =>
      httpsStatus(as, { to: "matrix", port: 9443, path, headers: [`Authorization: Bearer ${token}`], ...(shown ? { certificate } : {}) });
    expect(await ask("/_synapse/admin/v1/server_version")).toBe(200);
    expect(await ask("/_synapse/admin/v1/server_version", false)).toBe(400);
    expect(await ask("/_matrix/client/v3/account/whoami")).toBe(403);
    const outside = (path: string, ...headers: string[]) => httpsStatus(people, { to: "matrix", port: 443, path, headers });
    expect(await outside("/_matrix/client/versions")).toBe(200);
    expect(await outside("/_synapse/admin/v1/server_version")).toBe(403);
    const spoofed = ["X-Forwarded-For: 10.99.0.14", `Authorization: Bearer ${token}`];
    expect(await outside("/_matrix/client/v3/account/whoami", ...spoofed)).not.toBe(200);
  });

  it("are measured: every process of Synapse", async () => {
    const { address: host, port } = site.prometheus ?? { address: "", port: 0 };
    const address = `http://${host}:${port}/api/v1/query?query=up%7Bjob%21%3D%22prometheus%22%7D%3D%3D1`;
    // A process started anew is measured at the next round, 15 seconds later at most.
    const question = `
import json, time, urllib.request
for _ in range(20):
    found = len(json.load(urllib.request.urlopen("${address}"))["data"]["result"])
    if found == 13: break
    time.sleep(1)
print(found)`;
    expect((await four.machine("campus").shell(`python3 -c '${question}' || { systemctl status matrix-prometheus; false; }`)).trim()).toBe(
      "13",
    );
  });

  it("restart what a change concerns, and nothing else", async () => {
    const before = await mainPids("matrix");
    const changed = fourMachinesConfig({ redis: { maxMemoryMb: 96 }, element: { archive } }, today);
    await four.bring(changed);
    expect((await four.install("matrix", ["--check"])).code).toBe(2);
    const { code, text } = await four.install("matrix");
    expect({ code, told: text.match(/^ {2}(?:started|restarted|reloaded).*$/gm) }).toEqual({
      code: 0,
      told: ["  restarted: matrix-redis.service"],
    });
    const after = await mainPids("matrix");
    expect(Object.keys(before).filter((unit) => before[unit] !== after[unit])).toEqual(["matrix-redis.service"]);
  });

  it("tell services of what an interrupted installation had already written", async () => {
    await four.machine("matrix").shell("echo matrix-redis.service >/var/lib/matrix-campus/pending");
    const { code, text } = await four.install("matrix");
    expect({ code, told: text.match(/^ {2}\w.*$/gm) }).toEqual({ code: 0, told: ["  restarted: matrix-redis.service"] });
  });

  it("take away what an earlier description had and this one hasn't", async () => {
    const element = four.machine("element");
    const unit = "/etc/systemd/system/matrix-old.service";
    await element.shell(`
      printf '[Service]\\nExecStart=/bin/sleep 1000\\n[Install]\\nWantedBy=multi-user.target\\n' >${unit}
      systemctl daemon-reload; systemctl enable --quiet --now matrix-old.service
      echo matrix-old.service >>/var/lib/matrix-campus/services
      printf '0644\\troot\\troot\\t%s\\t-\\n' ${unit} >>/var/lib/matrix-campus/manifest`);
    const { code, text } = await four.install("element");
    const told = ["  service removed: matrix-old.service", `  file removed: ${unit}`];
    expect({ code, told: text.match(/^ {2}\w.*$/gm) }).toEqual({ code: 0, told });
    expect((await element.run("systemctl", ["show", "-P", "LoadState", "matrix-old.service"])).out.trim()).toBe("not-found");
  });

  it("refuse the folder of another machine", async () => {
    const copy = `cp -R ${brought} /tmp/wrong && sed -i s/10.99.0.12/10.99.0.11/ /tmp/wrong/host.conf`;
    const { code, err } = await four.machine("element").run("bash", ["-c", `${copy} && LANG=fr_FR.UTF-8 LC_ALL= /tmp/wrong/install.sh`]);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("Cette machine n'a pas l'adresse 10.99.0.11") });
  });

  it("bring back a worker that was killed", async () => {
    const unit = "matrix-synapse-worker@event_persister1.service";
    const before = (await mainPids("matrix"))[unit];
    const back = `s=$(systemctl show -P ActiveState ${unit}); p=$(systemctl show -P MainPID ${unit}); [ $s = active ] && [ $p != 0 ] && [ $p != ${before} ]`;
    await four.machine("matrix").shell(`kill -KILL ${before}; for i in {1..120}; do if ${back}; then exit 0; fi; sleep 1; done; exit 1`, {
      seconds: 200,
    });
    expect(await inactive("matrix")).toEqual([]);
    expect(await syncAgain()).toMatchObject({ status: "done", changesTotal: 0 });
  });

  it.each(["element", "campus", "database", "matrix"] as const)("come back after a reboot of %s, firewall included", async (role) => {
    await four.machine(role).reboot();
    expect(await inactive(role)).toEqual([]);
    expect(await openPorts(people, role, [22, 5432, 9090, 9101, 9443])).toEqual([]);
    if (role === "campus") await four.machine("campus").shell("systemctl stop campus-serve.service");
    expect(await syncAgain()).toMatchObject({ status: "done", converged: true, changesTotal: 0 });
  });

  it("come back by themselves after a power cut of all, the database last", async () => {
    await Promise.all(hostRoles.map((role) => four.machine(role).cutPower()));
    const early = ["campus", "element", "matrix"] as const;
    const started = early.map((role) => four.machine(role).powerOn());
    await new Promise((done) => setTimeout(done, 15_000));
    await four.machine("database").powerOn();
    await Promise.all(started);
    for (const role of hostRoles) expect({ role, inactive: await inactive(role) }).toEqual({ role, inactive: [] });
    await four.machine("campus").shell("systemctl stop campus-serve.service");
    expect(await syncAgain()).toMatchObject({ status: "done", converged: true, changesTotal: 0 });
  });

  it("leave nothing on this machine", async () => {
    const { folder } = four;
    await four.stop();
    const mine = `campus-${process.pid.toString(36)}-`;
    const spaces = existsSync("/run/netns") ? readdirSync("/run/netns").filter((name) => name.startsWith(mine)) : [];
    const mounts = readFileSync("/proc/mounts", "utf8")
      .split("\n")
      .filter((line) => line.includes(folder));
    expect({ spaces, mounts, folder: existsSync(folder) }).toEqual({ spaces: [], mounts: [], folder: false });
  });
});

/** Connections that a restart cut are each noticed at their next use: Synapse 1.163.2 answers 500 once for each. The pass after goes through. */
async function syncAgain(): Promise<SyncEnd | null> {
  for (let tries = 0; tries < 6; tries++) {
    const end = await sync();
    if (end !== null && end.status === "done") return end;
  }
  return sync();
}
