/** Self-signed certificates for tests, valid between any two days. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface CertificateOptions {
  /** Name of the two files, `NAME.pem` and `NAME.key`. */
  readonly name?: string;
  readonly hosts?: readonly string[];
  /** Days of validity, YYYY-MM-DD; ten years around now unless told. */
  readonly from?: string;
  readonly to?: string;
}

export interface MadeCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
}

const settings = `[ca]
default_ca = own
[own]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
rand_serial = yes
x509_extensions = names
[any]
commonName = supplied
[req]
distinguished_name = any_name
[any_name]
`;

function openssl(folder: string, args: readonly string[]): void {
  execFileSync("openssl", args, {
    cwd: folder,
    stdio: "pipe",
    env: { PATH: process.env.PATH ?? "", OPENSSL_CONF: "settings", RANDFILE: ".rnd" },
  });
}

/** `openssl ca` alone lets one choose both days. */
export function makeCertificate(folder: string, options: CertificateOptions = {}): MadeCertificate {
  const {
    name = "public",
    hosts = ["matrix.univ-demo.example", "chat.univ-demo.example"],
    from = "2020-01-01",
    to = "2090-01-01",
  } = options;
  const [certificateFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const passing = mkdtempSync(join(folder, ".ca-"));
  const instant = (day: string): string => `${day.replaceAll("-", "")}000000Z`;
  writeFileSync(join(passing, "settings"), `${settings}[names]\nsubjectAltName = ${hosts.map((host) => `DNS:${host}`).join(",")}\n`);
  writeFileSync(join(passing, "index"), "");
  openssl(passing, ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", keyFile]);
  chmodSync(keyFile, 0o600);
  openssl(passing, ["req", "-new", "-key", keyFile, "-subj", `/CN=${hosts[0]}`, "-out", "request"]);
  const days = ["-startdate", instant(from), "-enddate", instant(to)];
  openssl(passing, ["ca", "-batch", "-notext", "-selfsign", "-keyfile", keyFile, "-in", "request", "-out", certificateFile, ...days]);
  rmSync(passing, { recursive: true });
  return { certificateFile, keyFile };
}
