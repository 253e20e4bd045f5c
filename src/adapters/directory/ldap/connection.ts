/** One bound connection to an LDAP server, encrypted as configured and closed whatever happens. */
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { resolve } from "node:path";
import { Client } from "ldapts";
import type { LdapSource } from "#config/source.ts";
import { AppError } from "#core/errors.ts";
import { type Phase, toAppError } from "./failures.ts";

export interface Secrets {
  readonly password: string;
  readonly ca: string | null;
}

/** Throws config.secret-missing {file} or source.tls {file}. */
export async function readSecrets(config: LdapSource, base: string): Promise<Secrets> {
  const password = config.passwordFile === undefined ? "" : await readText(resolve(base, config.passwordFile), config.name);
  const ca = config.caFile === undefined ? null : await readText(resolve(base, config.caFile), config.name);
  return { password: password.replace(/\r?\n$/, ""), ca };
}

async function readText(file: string, source: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new AppError("config.secret-missing", { file, source }, cause);
  }
}

/** Runs `work` on a fresh connection. ldapts reconnects silently and anonymously: `checkAlive` tells when it would. */
export async function withConnection<T>(config: LdapSource, secrets: Secrets, work: (connection: Connection) => Promise<T>): Promise<T> {
  const { name: source, url } = config;
  const timeout = config.timeoutSeconds * 1000;
  const client = new Client({
    url,
    timeout,
    connectTimeout: timeout,
    ...(url.startsWith("ldaps:") ? { tlsOptions: tlsOptions(config, secrets) } : {}),
  });
  const fail = (error: unknown, phase: Phase, dn = "") => toAppError(error, { source, url, phase, dn });
  try {
    if (config.startTls)
      await within(timeout, client.startTLS(tlsOptions(config, secrets))).catch((error) =>
        Promise.reject(fail(error, connectPhase(error))),
      );
    const { bindDn } = config;
    await client.bind(bindDn ?? "", secrets.password).catch((error) => Promise.reject(fail(error, "bind", bindDn ?? "")));
    const checkAlive = (dn: string) => {
      if (!client.isBound) throw fail(new Error("connection closed by the server"), "read", dn);
    };
    return await work({ client, fail, checkAlive });
  } finally {
    await within(1000, client.unbind()).catch(() => undefined);
  }
}

export interface Connection {
  readonly client: Client;
  readonly fail: (error: unknown, phase: Phase, dn?: string) => AppError;
  readonly checkAlive: (dn: string) => void;
}

/** A refused TCP connection is not a TLS failure, though STARTTLS is the first thing that fails. */
function connectPhase(error: unknown): Phase {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^E(CONN|HOST|NET|ADDR|AI_|NOTFOUND|TIMEDOUT)/.test(code)
    ? "connect"
    : /timed out/i.test(String(error))
      ? "connect"
      : "tls";
}

function tlsOptions(config: LdapSource, secrets: Secrets) {
  const host = new URL(config.url).hostname.replace(/^\[|\]$/g, "");
  return {
    host,
    minVersion: "TLSv1.2" as const,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(secrets.ca === null ? {} : { ca: [secrets.ca] }),
  };
}

/** ldapts waits for ever on a TLS handshake that nobody answers. */
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
