/** Questions that tests put to machines from a place on their network. */
import type { HostRole } from "#platform/site.ts";
import { addresses } from "./four-machines-site.ts";
import type { Ended, RunOptions } from "./machines/run.ts";

/** Runs a program somewhere: inside a machine, or at an address of the network. */
export type Runner = (program: string, args: readonly string[], options?: RunOptions) => Promise<Ended>;

/** Arguments: address and port of each, with a slash between as bash wants it. */
const attempt = 'for t in "$@"; do timeout 2 bash --norc -c "exec 3<>/dev/tcp/$t" 2>/dev/null && echo "$t"; done; true';

/** Of these ports of a machine, those that accept a connection. */
export async function openPorts(from: Runner, to: HostRole, ports: readonly number[]): Promise<readonly number[]> {
  const { out } = await from("bash", ["--norc", "-c", attempt, "sh", ...ports.map((port) => `${addresses[to]}/${port}`)]);
  return out
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => Number(line.split("/")[1]));
}

/** The same runner as a user of the machine: the firewall lets each program open its own connections only. */
export function asUser(from: Runner, user: string): Runner {
  return (program, args, options) => from("setpriv", [`--reuid=${user}`, `--regid=${user}`, "--clear-groups", program, ...args], options);
}

export interface HttpsQuestion {
  readonly to: HostRole;
  readonly port: number;
  readonly path: string;
  readonly headers?: readonly string[];
  /** Files of the certificate shown, of its key. */
  readonly certificate?: readonly [string, string];
}

/** Status of the answer over TLS, by openssl; null when nothing came. The server's own certificate isn't checked. */
export async function httpsStatus(from: Runner, { to, port, path, headers = [], certificate }: HttpsQuestion): Promise<number | null> {
  const shown = certificate === undefined ? [] : ["-cert", certificate[0], "-key", certificate[1]];
  const input = [`GET ${path} HTTP/1.0`, "Host: matrix.univ-demo.example", ...headers, "", ""].join("\r\n");
  const { out } = await from("openssl", ["s_client", "-quiet", "-ign_eof", "-connect", `${addresses[to]}:${port}`, ...shown], {
    input,
    seconds: 20,
  });
  const status = /^HTTP\/1\.[01] (\d{3})/m.exec(out)?.[1];
  return status === undefined ? null : Number(status);
}
