/** The authority of one platform and the certificates its machines show each other: made once with openssl, kept, renewed before they end. */
import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { AppError } from "#core/errors.ts";
import { makeFolder, readIfThere, writePrivate } from "./private-files.ts";

const run = promisify(execFile);

/** One machine's certificate. */
export interface CertificateOrder {
  /** Written as the certificate's subject, and the name of its files. */
  readonly name: string;
  /** Host name and address that it stands for. */
  readonly hostName: string;
  readonly address: string;
  /** A server's can't be used to connect as a client, nor the other way round. */
  readonly use: "server" | "client";
}

/** PEM texts. */
export interface InternalCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const authorityDays = 3650;
const certificateDays = 730;
/** Made anew this long before the end, so that a yearly rendering is enough. */
const renewBeforeDays = 370;
const millisecondsInDay = 86_400_000;

/**
 * The certificates ordered, in the same order. Kept in `folder` (0700) from one call to the next; one that ends within 370 days, or stands
 * for another host name or address than before, is made anew under the same authority. `platform.missing-program` without openssl.
 */
export async function openCertificates(
  folder: string,
  orders: readonly CertificateOrder[],
  now: Date = new Date(),
): Promise<readonly InternalCertificate[]> {
  makeFolder(folder);
  const authority = await openAuthority(folder);
  const certificates: InternalCertificate[] = [];
  for (const order of orders) certificates.push(await openCertificate(folder, order, { authority, now }));
  return certificates;
}

async function openAuthority(folder: string): Promise<string> {
  const file = join(folder, "authority.crt");
  const kept = readIfThere(file);
  if (kept !== null) return kept;
  await inPassing(folder, async (passing) => {
    const [key, certificate] = [join(passing, "authority.key"), join(passing, "authority.crt")];
    await makeKey(key);
    const extensions = [
      ...["-addext", "basicConstraints=critical,CA:TRUE,pathlen:0"],
      ...["-addext", "keyUsage=critical,keyCertSign,cRLSign"],
    ];
    await openssl([
      "req",
      "-x509",
      "-new",
      "-key",
      key,
      "-sha256",
      "-days",
      String(authorityDays),
      "-subj",
      "/CN=campus internal authority",
      ...extensions,
      "-out",
      certificate,
    ]);
    // The key first: an authority without its key could sign nothing more.
    renameSync(key, join(folder, "authority.key"));
    renameSync(certificate, file);
  });
  return readFileSync(file, "utf8");
}

interface Signing {
  readonly authority: string;
  readonly now: Date;
}

async function openCertificate(folder: string, order: CertificateOrder, { authority, now }: Signing): Promise<InternalCertificate> {
  const [certificateFile, keyFile] = [join(folder, `${order.name}.crt`), join(folder, `${order.name}.key`)];
  const [certificate, key] = [readIfThere(certificateFile), readIfThere(keyFile)];
  if (certificate !== null && key !== null && isGood(certificate, { order, authority, now })) return { authority, certificate, key };
  return inPassing(folder, async (passing) => {
    const made = await sign(folder, passing, order);
    writePrivate(keyFile, made.key);
    writePrivate(certificateFile, made.certificate);
    return { authority, ...made };
  });
}

/** Signed by this authority, for this machine, and long enough still. */
function isGood(pem: string, { order, authority, now }: Signing & { readonly order: CertificateOrder }): boolean {
  const certificate = new X509Certificate(pem);
  const daysLeft = (certificate.validToDate.getTime() - now.getTime()) / millisecondsInDay;
  return (
    daysLeft > renewBeforeDays &&
    certificate.checkIP(order.address) !== undefined &&
    certificate.checkHost(order.hostName) !== undefined &&
    certificate.verify(new X509Certificate(authority).publicKey)
  );
}

async function sign(folder: string, passing: string, order: CertificateOrder): Promise<{ certificate: string; key: string }> {
  const [key, request, extensions, certificate] = ["key", "csr", "ext", "crt"].map((end) => join(passing, `${order.name}.${end}`)) as [
    string,
    string,
    string,
    string,
  ];
  await makeKey(key);
  await openssl(["req", "-new", "-key", key, "-subj", `/CN=${order.name}`, "-out", request]);
  writePrivate(extensions, extensionText(order));
  const by = [
    "-CA",
    join(folder, "authority.crt"),
    "-CAkey",
    join(folder, "authority.key"),
    "-CAcreateserial",
    "-CAserial",
    join(passing, "serial"),
  ];
  await openssl([
    "x509",
    "-req",
    "-in",
    request,
    ...by,
    "-sha256",
    "-days",
    String(certificateDays),
    "-extfile",
    extensions,
    "-out",
    certificate,
  ]);
  return { certificate: readFileSync(certificate, "utf8"), key: readFileSync(key, "utf8") };
}

function extensionText({ hostName, address, use }: CertificateOrder): string {
  return `basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,${use === "server" ? "serverAuth" : "clientAuth"}
subjectAltName = DNS:${hostName},IP:${address}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
`;
}

async function makeKey(file: string): Promise<void> {
  writePrivate(file, "");
  await openssl(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", file]);
}

/** A folder of its own for what must not stay, also when something fails. */
async function inPassing<T>(folder: string, work: (passing: string) => Promise<T>): Promise<T> {
  const passing = mkdtempSync(join(folder, ".new-"));
  try {
    return await work(passing);
  } finally {
    rmSync(passing, { recursive: true, force: true });
  }
}

async function openssl(args: readonly string[]): Promise<void> {
  try {
    await run("openssl", [...args], { timeout: 30_000, env: { PATH: "/usr/bin:/bin:/usr/local/bin", LC_ALL: "C", ...homeless } });
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") throw new AppError("platform.missing-program", { name: "openssl" }, error);
    throw error;
  }
}

/** openssl would read settings and write a seed in a home; the machine's own settings must not change what is signed. */
const homeless = { OPENSSL_CONF: existsSync("/etc/ssl/openssl.cnf") ? "/etc/ssl/openssl.cnf" : "/dev/null", RANDFILE: "/dev/null" };
