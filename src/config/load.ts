/** Reads campus.yaml: every error located, paths absolute, the result frozen. */
import { readFileSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { AppError } from "#core/errors.ts";
import type { Env } from "./environment.ts";
import { describeIssues } from "./issues.ts";
import { type CampusConfig, configSchema } from "./schema.ts";
import type { SourceConfig } from "./source.ts";

export interface LoadOptions {
  readonly file: string;
  readonly secrets?: Env;
  readonly language?: "fr" | "en";
}

/**
 * The configuration, frozen, its files and folders made absolute from the file's own folder.
 * Throws `config.missing`, or `config.invalid` with every error, its line and its path.
 */
export function loadConfig({ file, secrets = {}, language = "fr" }: LoadOptions): CampusConfig {
  const config = parseConfig(readText(file), file, language);
  const absolute = resolveFiles(config, dirname(resolve(file)), "");
  return deepFreeze(replaceSecrets(absolute, secrets));
}

/** Checks a text as if it were a file; paths stay as written. */
export function parseConfig(text: string, file: string, language: "fr" | "en" = "fr"): CampusConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const details = document.errors.map((error) => `  ${file}:${lines.linePos(error.pos[0]).line} ${error.message}`);
    throw new AppError("config.invalid", { file, details: details.join("\n") });
  }
  const checked = configSchema.safeParse(document.toJS() ?? {}, { error: z.locales[language]().localeError });
  if (checked.success) return checked.data;
  const details = describeIssues(checked.error.issues, { file, document, lines });
  throw new AppError("config.invalid", { file, details: details.join("\n") });
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new AppError("config.missing", { file }, error);
  }
}

/** Keys `file`, `folder`, `…File`, `…Folder` hold paths relative to the configuration file. */
function resolveFiles<T>(value: T, base: string, key: string): T {
  if (Array.isArray(value)) return value.map((item) => resolveFiles(item, base, key)) as T;
  if (typeof value === "string" && value !== "" && /^(file|folder)$|(File|Folder)$/.test(key))
    return (isAbsolute(value) ? value : resolve(base, value)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolveFiles(item, base, name)])) as T;
}

/** Name of the variable that may name another file for a secret, e.g. `CAMPUS_PROD_TOKEN_FILE`. */
export function secretVariable(owner: string, secret: "TOKEN" | "PASSWORD"): string {
  return `CAMPUS_${owner.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_${secret}_FILE`;
}

/** Owner of the password by which a server's database is read: `CAMPUS_PROD_OBSERVE_PASSWORD_FILE`. */
export function observerOf(server: string): string {
  return `${server}-observe`;
}

function replaceSecrets(config: CampusConfig, secrets: Env): CampusConfig {
  const passwordOf = (owner: string) => secrets[secretVariable(owner, "PASSWORD")];
  const storePassword = passwordOf("store");
  return {
    ...config,
    store: config.store.kind === "postgres" && storePassword ? { ...config.store, passwordFile: storePassword } : config.store,
    servers: config.servers.map(({ observe, ...server }) => {
      const file = passwordOf(observerOf(server.name));
      return {
        ...server,
        tokenFile: secrets[secretVariable(server.name, "TOKEN")] || server.tokenFile,
        observe: observe.kind === "database" && file ? { ...observe, passwordFile: file } : observe,
      };
    }),
    sources: config.sources.map((source) =>
      replaceToken(replacePassword(source, passwordOf(source.name)), secrets[secretVariable(source.name, "TOKEN")]),
    ),
  };
}

function replacePassword(source: SourceConfig, file: string | undefined): SourceConfig {
  if (!file) return source;
  if (source.kind === "ldap") return { ...source, passwordFile: file };
  if (source.kind === "sql" && source.database.kind !== "sqlite")
    return { ...source, database: { ...source.database, passwordFile: file } };
  return source;
}

function replaceToken(source: SourceConfig, file: string | undefined): SourceConfig {
  return source.kind === "http" && file ? { ...source, tokenFile: file } : source;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}
