/** An authority of its own and a certificate for this machine: an address needs a subjectAltName of type IP, a name one of type DNS. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Authority {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

export function makeAuthority(folder: string, name = "IP:127.0.0.1"): Authority {
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-sha256"];
  openssl("req", "-x509", ...key, "-days", "2", "-subj", "/CN=campus test authority", "-keyout", path("ca.key"), "-out", path("ca.pem"));
  openssl("req", ...key, "-subj", "/CN=127.0.0.1", "-keyout", path("server.key"), "-out", path("server.csr"));
  writeFileSync(path("server.ext"), `subjectAltName=${name}\n`);
  const sign = ["-CA", path("ca.pem"), "-CAkey", path("ca.key"), "-CAcreateserial", "-days", "2", "-extfile", path("server.ext")];
  openssl("x509", "-req", "-in", path("server.csr"), ...sign, "-out", path("server.pem"));
  return { caFile: path("ca.pem"), certFile: path("server.pem"), keyFile: path("server.key") };
}
