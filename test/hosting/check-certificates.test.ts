/** Real certificates, each wrong in one way. */
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describePlatform } from "#config/platform.ts";
import { certificateFindings } from "#hosting/check-certificates.ts";
import { type MadeCertificate, makeCertificate } from "../lab/certificates.ts";

let folder = "";
let good: MadeCertificate;
let other: MadeCertificate;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-certificates-"));
  good = makeCertificate(folder, { from: "2026-01-01", to: "2026-04-01" });
  other = makeCertificate(folder, { name: "other", hosts: ["other.example"], from: "2026-01-01", to: "2026-02-01" });
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Shown {
  readonly certificates: MadeCertificate;
  readonly day?: string;
  readonly publicUrl?: string;
  readonly target?: "local" | "systemd";
}

function seen({ certificates, day = "2026-02-01", publicUrl = "https://matrix.univ-demo.example", target = "local" }: Shown): string[] {
  const described = { profile: "production", target, publicUrl, elementUrl: "https://chat.univ-demo.example", certificates } as const;
  const platform = describePlatform({ name: "prod", serverName: "univ-demo.example" }, described);
  return certificateFindings(platform, Date.parse(`${day}T12:00:00Z`)).map(({ severity, code, subject, params }) => {
    return `${severity} ${code} ${subject.split(".").at(-1)} ${params.day ?? params.host ?? params.mode ?? ""}`.trim();
  });
}

describe("certificateFindings", () => {
  it("is silent on a good certificate, and without one", () => {
    expect(seen({ certificates: good })).toEqual([]);
    expect(certificateFindings(describePlatform({ name: "p", serverName: "a.example" }, {}), 0)).toEqual([]);
  });

  it.each([
    ["2026-04-02", "error certificate-expired certificateFile 2026-04-01"],
    ["2025-12-31", "error certificate-early certificateFile 2026-01-01"],
    ["2026-03-20", "warning certificate-soon certificateFile 2026-04-01"],
  ])("on %s", (day, expected) => expect(seen({ certificates: good, day })).toEqual([expected]));

  it("three weeks before its end, not before", () => {
    expect(seen({ certificates: good, day: "2026-03-10" })).toEqual([]);
    expect(seen({ certificates: good, day: "2026-03-11" })).toHaveLength(1);
  });

  it("a name that it doesn't stand for", () => {
    const publicUrl = "https://autre.univ-demo.example";
    expect(seen({ certificates: good, publicUrl })).toEqual(["error certificate-other-name certificateFile autre.univ-demo.example"]);
  });

  it("the key of another certificate", () => {
    expect(seen({ certificates: { ...good, keyFile: other.keyFile } })).toEqual(["error key-other keyFile"]);
  });

  it.each([
    [0o644, "error file-open keyFile 0644"],
    [0o640, "warning file-open keyFile 0640"],
  ])("a key with mode %o", (mode, expected) => {
    const keyFile = join(folder, `copy-${mode}.key`);
    copyFileSync(good.keyFile, keyFile);
    chmodSync(keyFile, mode);
    expect(seen({ certificates: { ...good, keyFile } })).toEqual([expected]);
  });

  it("one of the chain that expired before the first", () => {
    const certificateFile = join(folder, "chain.pem");
    writeFileSync(certificateFile, readFileSync(good.certificateFile, "utf8") + readFileSync(other.certificateFile, "utf8"));
    const certificates = { ...good, certificateFile };
    expect(seen({ certificates, day: "2026-02-15" })).toEqual(["error certificate-expired certificateFile 2026-02-01"]);
  });

  it("files that are something else", () => {
    const swapped = { certificateFile: good.keyFile, keyFile: good.certificateFile };
    chmodSync(good.certificateFile, 0o600);
    expect(seen({ certificates: swapped })).toEqual(["error certificate-unreadable certificateFile", "error key-unreadable keyFile"]);
  });

  it("files that are not there: an error here, only told where the machine is another one", () => {
    const certificates = { certificateFile: join(folder, "none.pem"), keyFile: join(folder, "none.key") };
    expect(seen({ certificates })).toEqual(["error file-missing certificateFile", "error file-missing keyFile"]);
    expect(seen({ certificates, target: "systemd" })).toEqual(["info file-elsewhere certificateFile", "info file-elsewhere keyFile"]);
  });
});
