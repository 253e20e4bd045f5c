/** Certificates between machines, judged by openssl. */
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CertificateOrder, openCertificates } from "./internal-certificates.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campus-certificates-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const matrix: CertificateOrder = { name: "matrix", hostName: "matrix1", address: "10.20.0.11", use: "server" };
const campus: CertificateOrder = { name: "campus", hostName: "campus1", address: "10.20.0.14", use: "client" };

/** What openssl says of a certificate for a purpose. */
function accepts(purpose: "sslserver" | "sslclient", name: string): boolean {
  const [authority, certificate] = ["authority.crt", `${name}.crt`].map((file) => join(folder, file)) as [string, string];
  try {
    execFileSync("openssl", ["verify", "-CAfile", authority, "-purpose", purpose, "-x509_strict", certificate], { stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

describe("certificates between machines", () => {
  it("stand for one machine and one use, under one authority", async () => {
    const [first, second] = await openCertificates(folder, [matrix, campus]);
    const certificate = new X509Certificate(first?.certificate ?? "");
    expect(certificate.subject).toBe("CN=matrix");
    expect(certificate.subjectAltName).toBe("DNS:matrix1, IP Address:10.20.0.11");
    expect(first?.authority).toBe(second?.authority);
    expect({ server: accepts("sslserver", "matrix"), client: accepts("sslclient", "matrix") }).toEqual({ server: true, client: false });
    expect({ server: accepts("sslserver", "campus"), client: accepts("sslclient", "campus") }).toEqual({ server: false, client: true });
  });

  it("are kept from one call to the next, private, with nothing beside them", async () => {
    const made = await openCertificates(folder, [matrix, campus]);
    expect(await openCertificates(folder, [matrix, campus])).toEqual(made);
    const files = readdirSync(folder).sort();
    expect(files).toEqual(["authority.crt", "authority.key", "campus.crt", "campus.key", "matrix.crt", "matrix.key"]);
    expect(files.filter((file) => file.endsWith(".key") && (statSync(join(folder, file)).mode & 0o077) !== 0)).toEqual([]);
  });

  it("are made anew before they end, and for another address, under the same authority", async () => {
    const [made] = await openCertificates(folder, [matrix]);
    const inTwoYears = new Date(Date.now() + 400 * 86_400_000);
    const [renewed] = await openCertificates(folder, [matrix], inTwoYears);
    const [moved] = await openCertificates(folder, [{ ...matrix, address: "10.20.0.99" }]);
    expect(renewed?.certificate).not.toBe(made?.certificate);
    expect(moved?.authority).toBe(made?.authority);
    expect(new X509Certificate(moved?.certificate ?? "").checkIP("10.20.0.99")).toBe("10.20.0.99");
  });
});
