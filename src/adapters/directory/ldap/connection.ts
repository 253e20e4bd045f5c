/** One bound connection to an LDAP server, encrypted as configured and closed whatever happens. */
import { connect, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { Client } from "ldapts";
import type { LdapSource } from "#config/source.ts";
import { type Phase, toAppError } from "./failures.ts";
import type { Secrets } from "./secrets.ts";

export interface Connection {
  readonly client: Client;
  /** The socket of the bound connection; throws when the server has closed it: ldapts would silently reconnect, anonymously. */
  readonly socket: () => Socket;
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly fail: (error: unknown, phase: Phase, dn: string) => Error;
}

/** Runs `work` on a fresh connection. `signal` ends it when another connection of the same read failed. */
export async function withConnection<T>(
  config: LdapSource,
  secrets: Secrets,
  signal: AbortSignal,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const timeout = config.timeoutSeconds * 1000;
  const { client, current } = createClient(config, secrets, timeout);
  const { name: source, url, timeoutSeconds: seconds } = config;
  const fail = (error: unknown, phase: Phase, dn: string) => toAppError(error, { source, url, seconds, phase, dn });
  const socket = () => {
    const open = current();
    if (open === null || !client.isBound) throw new Error("Connection closed before the end of the results");
    return open;
  };
  try {
    await encrypt(client, config, secrets).catch((error) => Promise.reject(fail(error, connectPhase(error), "")));
    const dn = config.bindDn ?? "";
    await client.bind(dn, secrets.password).catch((error) => Promise.reject(fail(error, "bind", dn)));
    return await work({ client, socket, timeout, signal, fail });
  } finally {
    await within(1000, client.unbind()).catch(() => undefined);
    current()?.destroy();
  }
}

function createClient(config: LdapSource, secrets: Secrets, timeout: number) {
  let last: Socket | null = null;
  const keep = <T extends Socket>(socket: T): T => {
    last = socket;
    return socket;
  };
  const secure = config.url.startsWith("ldaps:");
  const client = new Client({
    url: config.url,
    timeout,
    connectTimeout: timeout,
    createConnection: ((port: number, host: string) => keep(connect(port, host))) as typeof connect,
    createSecureConnection: ((...args: Parameters<typeof connectTls>) => keep(connectTls(...args))) as typeof connectTls,
    ...(secure ? { tlsOptions: tlsOptions(config, secrets) } : {}),
  });
  return { client, current: () => last as Socket | null };
}

/** ldapts waits for ever for a TLS handshake that nobody answers. */
async function encrypt(client: Client, config: LdapSource, secrets: Secrets): Promise<void> {
  if (config.startTls) await within(config.timeoutSeconds * 1000, client.startTLS(tlsOptions(config, secrets)));
}

/** A refused TCP connection is not a TLS failure, though STARTTLS is the first thing that fails. */
function connectPhase(error: unknown): Phase {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === "string" && /^E(CONN|HOST|NET|ADDR|AI_|NOTFOUND|TIMEDOUT)/.test(code)) return "connect";
  return /timed out/i.test(String(error)) ? "connect" : "tls";
}

function tlsOptions(config: LdapSource, secrets: Secrets): ConnectionOptions {
  const host = new URL(config.url).hostname.replace(/^\[|\]$/g, "");
  return {
    host,
    minVersion: "TLSv1.2",
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(secrets.ca === null ? {} : { ca: [secrets.ca] }),
  };
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(new Error("Operation timed out")), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
