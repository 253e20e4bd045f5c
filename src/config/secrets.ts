/** Secrets live in files of their own; one that others may read is pointed out. */
import { readFileSync, statSync } from "node:fs";
import { AppError } from "#core/errors.ts";
import { observerOf, secretVariable } from "./load.ts";
import type { CampusConfig, ServerConfig } from "./schema.ts";

export interface SecretFile {
  /** Whose secret: a server, a source, or the store. */
  readonly owner: string;
  readonly file: string;
  readonly variable: string;
}

/** Every secret file the configuration names. */
export function secretFiles(config: CampusConfig): readonly SecretFile[] {
  const files: SecretFile[] = config.servers
    .filter(({ tokenFile }) => tokenFile !== "")
    .map(({ name, tokenFile }) => ({ owner: name, file: tokenFile, variable: secretVariable(name, "TOKEN") }));
  for (const { name, tls } of config.servers) {
    if (tls !== undefined) files.push({ owner: name, file: tls.keyFile, variable: "" });
  }
  for (const source of config.sources) {
    if (source.kind !== "http" || source.tokenFile === undefined) continue;
    files.push({ owner: source.name, file: source.tokenFile, variable: secretVariable(source.name, "TOKEN") });
  }
  const databases = config.sources.flatMap((source) => (source.kind === "sql" ? [{ ...source.database, name: source.name }] : []));
  const observers = config.servers.map(({ name, observe }) => ({ name: observerOf(name), ...observe }));
  const withPassword = [...config.sources, ...databases, ...observers, { name: "store", ...config.store }];
  for (const holder of withPassword) {
    if (!("passwordFile" in holder) || holder.passwordFile === undefined) continue;
    files.push({ owner: holder.name, file: holder.passwordFile, variable: secretVariable(holder.name, "PASSWORD") });
  }
  return [...files, ...notifierSecrets(config)];
}

function notifierSecrets({ notify }: CampusConfig): SecretFile[] {
  const password = notify?.mail?.passwordFile;
  const key = notify?.webhook?.secretFile;
  return [
    ...(password === undefined ? [] : [{ owner: "mail", file: password, variable: "" }]),
    ...(key === undefined ? [] : [{ owner: "webhook", file: key, variable: "" }]),
  ];
}

/** PEM texts of a server's `tls`; null where there is none. `config.secret-missing` for a file that can't be read. */
export function readTls({
  name,
  tls,
}: ServerConfig): { readonly authority: string; readonly certificate: string; readonly key: string } | null {
  if (tls === undefined) return null;
  const text = (file: string) => readSecret({ owner: name, file, variable: "" });
  return { authority: text(tls.caFile), certificate: text(tls.certificateFile), key: text(tls.keyFile) };
}

/** The secret without its final newline; `config.secret-missing` when absent or empty. */
export function readSecret({ owner, file, variable }: SecretFile): string {
  let text = "";
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new AppError("config.secret-missing", { name: owner, file, variable }, error);
  }
  if (text === "") throw new AppError("config.secret-missing", { name: owner, file, variable });
  return text;
}

/** True when users other than the owner and its group may read the file. */
export function isWorldReadable(file: string): boolean {
  try {
    return (statSync(file).mode & 0o004) !== 0;
  } catch {
    return false;
  }
}
