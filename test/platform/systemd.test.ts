/** The folders of four machines: secrets, units, users, manifest, and what systemd and shellcheck say of them. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layoutOf } from "#hosting/layout.ts";
import { renderSystemdTo } from "#hosting/render-systemd.ts";
import { hostRoles, unitsOn } from "#platform/systemd/host-parts.ts";
import { secretsOn } from "#platform/systemd/secrets-of-host.ts";
import { fourMachinesConfig, partsOfTests, siteOf } from "../lab/four-machines-site.ts";
import { hasProgram } from "../lab/has-program.ts";

const root = join(import.meta.dirname, "../..");
const config = fourMachinesConfig();
const site = siteOf(config);
let folder = "";
let layout = layoutOf("/unused");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "campus-systemd-"));
  layout = layoutOf(join(folder, "state"));
  await renderSystemdTo(join(folder, "out"), { site, parts: partsOfTests(), layout, config, root, withoutRelease: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function filesUnder(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const hostFolder = (role: (typeof hostRoles)[number]): string => join(folder, "out", site.hosts[role].name);
const textOn = (role: (typeof hostRoles)[number], path: string): string => readFileSync(join(hostFolder(role), "files", path), "utf8");

/** Every secret value of the platform, by the name of its file. */
function secretValues(): ReadonlyMap<string, string> {
  return new Map(
    filesUnder(layout.secrets)
      .filter((file) => !file.endsWith(".crt"))
      .map((file) => [file.slice(layout.secrets.length + 1), readFileSync(file, "utf8").trim().split("\n").slice(0, 2).join("\n")]),
  );
}

/** Hosts whose folder holds the value anywhere. */
function hostsHolding(value: string): string[] {
  return hostRoles.filter((role) => filesUnder(hostFolder(role)).some((file) => readFileSync(file, "utf8").includes(value)));
}

describe("secrets on four machines", () => {
  it("reach the machines that use them, and no other", () => {
    const reached = Object.fromEntries([...secretValues()].map(([name, value]) => [name, hostsHolding(value)]));
    expect(reached).toEqual({
      "as-token": ["matrix", "campus"],
      "as-token-a": ["matrix", "campus"],
      "hs-token-a": ["matrix"],
      form: ["matrix"],
      macaroon: ["matrix"],
      replication: ["matrix"],
      "redis-password": ["matrix"],
      "signing-key": ["matrix"],
      registration: [],
      "postgres-synapse": ["database", "matrix"],
      "postgres-superuser": [],
      "postgres-campus": ["database", "campus"],
      "postgres-observer": ["database", "campus"],
      "postgres-figures": ["database", "campus"],
      "internal/authority.key": [],
      "internal/database.key": ["database"],
      "internal/matrix.key": ["matrix"],
      "internal/campus.key": ["campus"],
    });
  });

  it("are read by one user each, in files of 0600 inside folders of 0700", () => {
    for (const role of hostRoles) {
      const lines = readFileSync(join(hostFolder(role), "manifest"), "utf8").split("\n");
      for (const { path } of secretsOn(site, role))
        expect(lines.find((line) => line.includes(`\t${path}\t`))).toMatch(/^0600\t(\S+)\t\1\t/);
    }
    const open = filesUnder(join(folder, "out")).filter((file) => (statSync(file).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    expect(hostRoles.map((role) => statSync(hostFolder(role)).mode & 0o777)).toEqual([0o700, 0o700, 0o700, 0o700]);
  });
});

describe("the public certificate", () => {
  it("is copied on the machine that keeps it, at start and at each reload, when it isn't here", () => {
    const unit = textOn("matrix", "etc/systemd/system/matrix-nginx.service");
    expect(unit.match(/=\+\/usr\/bin\/install .*privkey\.pem .*public\.key$/gm)).toHaveLength(2);
    expect(textOn("matrix", "etc/matrix-campus/nginx/public.conf")).toContain("/etc/matrix-campus/nginx/secrets/public.key");
  });

  it("is brought to the two machines that show it, and to their nginx alone, when it is here", async () => {
    const [certificateFile, keyFile] = ["chain.pem", "key.pem"].map((name) => join(folder, name)) as [string, string];
    writeFileSync(certificateFile, "public certificate\n");
    writeFileSync(keyFile, "private key\n", { mode: 0o600 });
    const next = fourMachinesConfig({ certificates: { certificateFile, keyFile } });
    const out = join(folder, "brought");
    await renderSystemdTo(out, { site: siteOf(next), parts: partsOfTests(), layout, config: next, root, withoutRelease: true });
    const holding = hostRoles.filter((role) =>
      filesUnder(join(out, `${role}1`)).some((file) => readFileSync(file, "utf8") === "private key\n"),
    );
    expect(holding).toEqual(["matrix", "element"]);
    expect(readFileSync(join(out, "matrix1/manifest"), "utf8")).toContain(
      "0600\tmatrix-nginx\tmatrix-nginx\t/etc/matrix-campus/nginx/secrets/public.key\tmatrix-nginx.service\n",
    );
    expect(readFileSync(join(out, "matrix1/files/etc/systemd/system/matrix-nginx.service"), "utf8")).not.toContain("/usr/bin/install");
  });
});

describe("units on four machines", () => {
  it("are one per process, in the order of their start", () => {
    expect(unitsOn(site, "database")).toEqual(["matrix-firewall.service", "matrix-postgres.service", "matrix-observe.timer"]);
    expect(unitsOn(site, "element")).toEqual(["matrix-firewall.service", "matrix-element.service"]);
    expect(unitsOn(site, "campus")).toEqual(["matrix-firewall.service", "matrix-prometheus.service", "campus-serve.service"]);
    const matrix = unitsOn(site, "matrix");
    expect(matrix).toHaveLength(16);
    expect(matrix.slice(0, 4)).toEqual([
      "matrix-firewall.service",
      "matrix-redis.service",
      "matrix-synapse.service",
      "matrix-synapse-worker@sync1.service",
    ]);
    expect(matrix.at(-1)).toBe("matrix-nginx.service");
  });

  it("are fewer where one process does everything: no worker, no Redis, none of their secrets", () => {
    const small = siteOf(fourMachinesConfig({ synapse: { workers: [] } }));
    expect(unitsOn(small, "matrix")).toEqual(["matrix-firewall.service", "matrix-synapse.service", "matrix-nginx.service"]);
    const names = secretsOn(small, "matrix").map(({ name }) => name);
    expect(names).toEqual(["macaroon", "form", "pgpass", "internal-ca.crt", "internal-ca.crt", "internal.crt", "internal.key"]);
  });

  it("run as users that exist, and write in folders that exist", () => {
    for (const role of hostRoles) {
      const users = [...textOn(role, "etc/sysusers.d/matrix-campus.conf").matchAll(/^u (\S+)/gm)].map(([, name]) => name);
      const folders = [...textOn(role, "etc/tmpfiles.d/matrix-campus.conf").matchAll(/^d (\S+)/gm)].map(([, path]) => path);
      const units = filesUnder(join(hostFolder(role), "files/etc/systemd/system")).map((file) => readFileSync(file, "utf8"));
      const used = units.flatMap((text) => [...text.matchAll(/^User=(.+)$/gm)].map(([, name]) => name));
      const written = units.flatMap((text) => [...text.matchAll(/^(?:ReadWritePaths|WorkingDirectory)=(.+)$/gm)].map(([, path]) => path));
      expect(used.filter((name) => !users.includes(name))).toEqual([]);
      expect(written.filter((path) => !folders.includes(path))).toEqual([]);
      expect(units.length).toBeGreaterThan(2);
    }
  });

  it("list every file of a folder in its manifest, and nothing else", () => {
    for (const role of hostRoles) {
      const base = join(hostFolder(role), "files");
      const listed = readFileSync(join(hostFolder(role), "manifest"), "utf8")
        .trimEnd()
        .split("\n");
      expect(listed.map((line) => line.split("\t")[3]).sort()).toEqual(filesUnder(base).map((file) => file.slice(base.length)));
    }
  });

  it.runIf(hasProgram("systemd-analyze"))("are understood by systemd, and exposed little", () => {
    for (const role of hostRoles) {
      const machine = asMachine(role);
      const units = filesUnder(join(machine, "etc/systemd/system")).map((file) => file.replace("@.", "@prod."));
      const { stderr, status } = run("systemd-analyze", ["verify", "--recursive-errors=no", "--man=no", ...units]);
      expect({ role, stderr: ours(stderr, machine), status }).toEqual({ role, stderr: "", status: 0 });
    }
    const scores = exposures();
    expect([...scores].filter(([, score]) => !(score <= 2))).toEqual([]);
    expect(scores.size).toBe(10);
  });
});

/** Lines about our own files only: the machine of the test has units of its own. */
function ours(stderr: string, machine: string): string {
  return stderr
    .split("\n")
    .filter((line) => line.includes(machine) || /matrix-|campus/.test(line))
    .join("\n");
}

/** systemd-analyze looks for the programs of a unit: units point to stand-ins. */
function asMachine(role: (typeof hostRoles)[number]): string {
  const machine = join(folder, "machines", role);
  for (const file of filesUnder(join(hostFolder(role), "files/etc/systemd/system"))) {
    const target = join(machine, "etc/systemd/system", file.slice(file.lastIndexOf("/") + 1));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, readFileSync(file, "utf8").replace(/^(Exec\w+=[+]?)\/\S+/gm, "$1/bin/true"));
  }
  return machine;
}

/** Exposure of each service as systemd-analyze tells it: 0 none, 10 everything. */
function exposures(): ReadonlyMap<string, number> {
  const scores = new Map<string, number>();
  for (const role of hostRoles) {
    for (const file of filesUnder(join(folder, "machines", role, "etc/systemd/system")).filter((name) => name.endsWith(".service"))) {
      const { stdout } = run("systemd-analyze", ["security", "--offline=yes", file.replace("@.", "@prod.")]);
      scores.set(file.slice(file.lastIndexOf("/") + 1), Number(/exposure level for \S+ (\d+\.\d+)/.exec(stdout)?.[1] ?? Number.NaN));
    }
  }
  return scores;
}

function run(program: string, args: readonly string[]) {
  return spawnSync(program, args, { encoding: "utf8", env: { PATH: process.env.PATH ?? "", LC_ALL: "C" } });
}

describe("the installation script", () => {
  it.runIf(hasProgram("shellcheck"))("has nothing for shellcheck to say", () => {
    const scripts = ["install.sh", "install-programs.sh"].map((name) => join(hostFolder("matrix"), name));
    const { stdout, status } = run("shellcheck", ["-x", "-P", "SCRIPTDIR", ...scripts]);
    expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
  });

  it("tells the packages of its machine", () => {
    const packages = Object.fromEntries(
      hostRoles.map((role) => [
        role,
        run("bash", [join(hostFolder(role), "install.sh"), "--packages"])
          .stdout.trim()
          .split("\n"),
      ]),
    );
    expect(packages).toEqual({
      database: ["postgresql"],
      matrix: ["python3-venv", "libjemalloc2", "redis-server", "nginx-light", "logrotate"],
      element: ["nginx-light", "logrotate"],
      campus: ["prometheus"],
    });
  });

  it("refuses a machine that isn't the one it was made for, in both languages", () => {
    const say = (lang: string) =>
      spawnSync("bash", [join(hostFolder("matrix"), "install.sh")], {
        encoding: "utf8",
        env: { PATH: process.env.PATH ?? "", LANG: lang },
      });
    expect(say("fr_FR.UTF-8")).toMatchObject({ status: 1, stderr: expect.stringMatching(/rien n'a été fait/) });
    expect(say("en_GB.UTF-8")).toMatchObject({ status: 1, stderr: expect.stringMatching(/nothing was done/) });
  });
});
