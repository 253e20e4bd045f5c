/** Root folders of Debian, made once and kept under `.campus/machines`: a bare one, and one per list of packages. */
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mountOverlay } from "./overlay.ts";
import { must } from "./run.ts";

const kept = join(import.meta.dirname, "../../../.campus/machines");
const release = "bookworm";
/** What a machine has before anything is installed on it by us. */
const bare = "systemd,systemd-sysv,dbus,iproute2,libpam-systemd,nftables,ca-certificates,python3,openssl";

/** Folder of a machine with these packages of Debian; not to be changed: copy it. */
export async function imageWith(packages: readonly string[]): Promise<string> {
  const base = await imageOf("bare", (folder) => debootstrap(folder));
  if (packages.length === 0) return base;
  return imageOf(shortHash(packages.join(" ")), async (folder) => {
    await must("cp", ["-a", `${base}/.`, folder], { seconds: 300 });
    await installInto(folder, packages);
  });
}

/**
 * Wheels of a list of Python packages, each checked by its hash, for machines that have no network. Fetched by the Python of such a machine:
 * which packages are needed depends on its exact version.
 */
export async function wheelsFor(requirements: string, packages: readonly string[]): Promise<string> {
  const image = await imageWith(packages);
  const list = readFileSync(requirements, "utf8");
  return imageOf(`wheels-${shortHash(list)}`, async (folder) => {
    const place = mkdtempSync(join(tmpdir(), "campus-wheels-"));
    const disk = await mountOverlay(image, place);
    try {
      const inside = join(disk.folder, "usr/local/src");
      for (const file of ["etc/resolv.conf", "etc/ssl/certs/ca-certificates.crt"]) copyFileSync(`/${file}`, join(disk.folder, file));
      copyFileSync(requirements, join(inside, "requirements.txt"));
      const chroot = (...args: string[]) => must("chroot", [disk.folder, ...args], { seconds: 400, env: pipSettings() });
      await chroot("python3", "-m", "venv", "/usr/local/src/venv");
      const how = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-cache-dir", "--only-binary=:all:", "--require-hashes"];
      await chroot(
        "/usr/local/src/venv/bin/pip",
        "download",
        ...how,
        "-d",
        "/usr/local/src/wheels",
        "-r",
        "/usr/local/src/requirements.txt",
      );
      await must("cp", ["-a", `${join(inside, "wheels")}/.`, folder]);
    } finally {
      await disk.unmount();
      rmSync(place, { recursive: true, force: true });
    }
  });
}

/** Settings of this machine by which pip finds its registry. */
function pipSettings(): Record<string, string> {
  const own = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && /^(PIP_|SSL_|HTTPS?_PROXY|NO_PROXY)/i.test(name),
  );
  return Object.fromEntries(own) as Record<string, string>;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** Whole or not there at all: made under another name first. */
async function imageOf(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(kept, name);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o755 });
  await make(unfinished);
  renameSync(unfinished, folder);
  return folder;
}

async function debootstrap(folder: string): Promise<void> {
  await must("debootstrap", ["--variant=minbase", `--include=${bare}`, release, folder, await mirror()], { seconds: 500 });
}

/** The archive that this machine's apt uses for the release itself. */
async function mirror(): Promise<string> {
  const lines = await must("apt-get", ["indextargets", "--format", "$(REPO_URI) $(CODENAME) $(COMPONENT) $(CREATED_BY)"]);
  const found = lines.split("\n").find((line) => line.includes(` ${release} main Packages`));
  if (found === undefined) throw new Error(`apt of this machine knows no archive of ${release}`);
  return found.split(" ")[0] ?? "";
}

/** Packages must not start their services inside a folder that isn't running. */
async function installInto(folder: string, packages: readonly string[]): Promise<void> {
  const policy = join(folder, "usr/sbin/policy-rc.d");
  writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  copyFileSync("/etc/resolv.conf", join(folder, "etc/resolv.conf"));
  const apt = (...args: string[]) =>
    must("chroot", [folder, "apt-get", ...args], { seconds: 400, env: { DEBIAN_FRONTEND: "noninteractive" } });
  await apt("update");
  await apt("install", "--yes", "--no-install-recommends", ...packages);
  await apt("clean");
  rmSync(policy);
}
