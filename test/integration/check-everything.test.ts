/** `campus platform check` on good descriptions, with all the real programs: nothing to say, nothing started, nothing left. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPlatformSite, type PlatformSite } from "../cli/bad-platform.ts";
import { makeCertificate } from "../lab/certificates.ts";
import { hasPlatform, startLab } from "../lab/platform-lab.ts";
import { openSynapse, synapsePython } from "../lab/synapse.ts";

const hosts = Object.fromEntries(
  ["matrix", "element", "database", "campus"].map((name, index) => [name, { name: `${name}1`, address: `10.20.0.${11 + index}` }]),
);
const production = {
  profile: "production",
  publicUrl: "https://matrix.univ-demo.example",
  elementUrl: "https://chat.univ-demo.example",
  signIn: { kind: "cas", url: "https://cas.univ-demo.example/cas" },
};

/** Command lines of all processes. */
function processes(): readonly string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      return /^\d+$/.test(pid) ? [readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")] : [];
    } catch {
      return [];
    }
  });
}

describe.skipIf(!hasPlatform())("campus platform check", () => {
  let site: PlatformSite;
  let scratch = "";
  beforeAll(() => {
    site = openPlatformSite(dirname(dirname(synapsePython())));
    // Of its own, so that what is left there was left by these checks.
    scratch = mkdtempSync(join(tmpdir(), "campus-scratch-"));
    process.env.TMPDIR = scratch;
  });
  afterAll(() => {
    delete process.env.TMPDIR;
    rmSync(scratch, { recursive: true });
    site.close();
  });

  it.each([
    ["a lab", () => ({ profile: "lab" })],
    ["production", () => ({ ...production, stateFolder: "big" })],
    [
      "four machines",
      () => {
        mkdirSync(join(site.folder, "data/tls"));
        const certificates = makeCertificate(join(site.folder, "data/tls"), { to: "2090-01-01" });
        return { ...production, target: "systemd", hosts, certificates, access: { sshFrom: ["10.20.0.0/16"] } };
      },
    ],
  ])("%s: no error, and nothing is left", async (_, describe) => {
    const { code, findings, text } = await site.check(describe());
    expect(
      findings.filter((one) => one !== "warning stateFolder"),
      text,
    ).toEqual([]);
    expect(code).toBe(0);
    expect(readdirSync(scratch)).toEqual([]);
    expect(processes().filter((line) => line.includes(scratch) || line.includes(site.folder))).toEqual([]);
    expect(readdirSync(join(site.folder, ".campus"))).toEqual(["venv"]);
  });

  it("a demonstration that runs keeps its port and its files", async () => {
    const lab = await openSynapse();
    try {
      const settings = join(lab.stateFolder, "conf/synapse/homeserver.yaml");
      const before = readFileSync(settings, "utf8");
      const client = Number(new URL(lab.baseUrl).port);
      const described = { stateFolder: lab.stateFolder, ports: { client }, synapse: { workers: [] }, reverseProxy: "off" };
      expect(await site.check(described)).toMatchObject({ code: 0, findings: [] });
      expect(readFileSync(settings, "utf8")).toBe(before);
      expect((await fetch(`${lab.baseUrl}/health`)).status).toBe(200);
    } finally {
      await lab.stop();
    }
  });

  it("a lab that runs is asked behind its reverse proxy, where no rule of nginx hides what Synapse would allow", async () => {
    const runs: ("background-tasks" | "appservices" | "pushers")[] = ["background-tasks", "appservices", "pushers"];
    const synapse = { workers: [{ name: "sync1", serves: ["sync" as const], runs }] };
    const running = await startLab({ description: { synapse } });
    try {
      const described = { profile: "lab", stateFolder: running.stateFolder, synapse };
      expect(await site.check(described)).toMatchObject({ code: 0, findings: [] });
    } finally {
      await running.stop();
    }
  });

  it("a Synapse of another version is told, and judges nothing", async () => {
    const { code, findings } = await site.check({ synapse: { version: "1.118.0" } });
    // The version itself is a finding about programs, left out of this list; refusals of settings would be in it.
    expect([code, findings]).toEqual([1, []]);
  });
});
