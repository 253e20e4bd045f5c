/** The files of a CAS in a process of its own: what is wrong in them is told with its place. */
import { readFileSync, statSync } from "node:fs";
import { AppError } from "#core/errors.ts";
import type { CasPerson, CasService } from "./model.ts";

export interface CasConfig {
  readonly port: number;
  /** Absolute path of a JSON list of people; read again whenever it changes. */
  readonly people: string;
  readonly services: readonly CasService[];
  readonly latencyMilliseconds?: number;
  readonly ticketSeconds?: number;
  readonly logoutRedirects?: boolean;
}

type Fields = Readonly<Record<string, unknown>>;
/** Says what a value should have been, or nothing. */
type Check = (value: unknown) => string | null;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const text: Check = (value) => (typeof value === "string" && value !== "" ? null : "a text");
const texts: Check = (value) => (Array.isArray(value) && value.every((one) => text(one) === null) ? null : "a list of texts");
const count: Check = (value) => (Number.isInteger(value) && Number(value) >= 0 ? null : "a whole number");
const yesOrNo: Check = (value) => (typeof value === "boolean" ? null : "true or false");
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? null : check(value);

const pattern: Check = (value) => {
  try {
    new RegExp(String(value));
    return text(value);
  } catch {
    return "a regular expression";
  }
};

const value: Check = (one) => (text(one) === null || texts(one) === null ? null : "a text or texts");

/** Names become elements of XML. */
const attributes: Check = (all) => {
  if (!isFields(all)) return "attributes by name";
  const wrong = Object.entries(all).find(([name, one]) => !/^[A-Za-z_][\w.-]*$/.test(name) || value(one) !== null);
  return wrong === undefined ? null : `a text or texts under a name of letters and digits (not as in ${wrong[0]})`;
};

const configKeys: Readonly<Record<string, Check>> = {
  port: (value) => (Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536 ? null : "a port"),
  people: text,
  services: (value) => (Array.isArray(value) && value.length > 0 ? null : "a list of services"),
  latencyMilliseconds: optional(count),
  ticketSeconds: optional(count),
  logoutRedirects: optional(yesOrNo),
};
const serviceKeys: Readonly<Record<string, Check>> = { pattern, principalAttribute: optional(text), releases: optional(texts) };
const personKeys: Readonly<Record<string, Check>> = { login: text, password: text, attributes };

function problems(value: unknown, keys: Readonly<Record<string, Check>>, place: string): readonly string[] {
  if (!isFields(value)) return [`  ${place}: an object expected`];
  const unknown = Object.keys(value).filter((key) => !(key in keys));
  const wrong = Object.entries(keys).flatMap(([key, check]) => {
    const expected = check(value[key]);
    return expected === null ? [] : [`  ${place}.${key}: ${expected} expected`];
  });
  return [...unknown.map((key) => `  ${place}.${key}: unknown`), ...wrong];
}

const eachOf = (list: unknown, keys: Readonly<Record<string, Check>>, place: string): readonly string[] =>
  Array.isArray(list) ? list.flatMap((one, index) => problems(one, keys, `${place}[${index}]`)) : [];

function refuse(file: string, details: readonly string[], cause?: unknown): never {
  throw new AppError("config.invalid", { file, details: details.join("\n") }, cause);
}

/** Both files hold passwords or say where they are: their owner's alone. */
function readJson(file: string): unknown {
  try {
    const { mode } = statSync(file);
    if ((mode & 0o077) !== 0) refuse(file, [`  mode ${(mode & 0o777).toString(8)}: 600 expected`]);
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof AppError) throw error;
    const isMissing = (error as { code?: unknown }).code === "ENOENT";
    throw isMissing ? new AppError("config.missing", { file }, error) : refuse(file, ["  JSON expected"], error);
  }
}

/** Throws `config.missing`, `config.invalid` with every fault found. */
export function readCasConfig(file: string): CasConfig {
  const value = readJson(file);
  const found = [...problems(value, configKeys, "config"), ...(isFields(value) ? eachOf(value.services, serviceKeys, "services") : [])];
  return found.length > 0 ? refuse(file, found) : (value as CasConfig);
}

/** The same for the people. */
export function readCasPeople(file: string): readonly CasPerson[] {
  const value = readJson(file);
  const found = Array.isArray(value) ? eachOf(value, personKeys, "people") : ["  a list expected"];
  return found.length > 0 ? refuse(file, found) : (value as readonly CasPerson[]);
}

/** People as the file has them now; while a new text is unreadable the last good one goes on. */
export function watchCasPeople(file: string): () => readonly CasPerson[] {
  let known = { stamp: stampOf(file), people: readCasPeople(file) };
  return () => {
    const stamp = stampOf(file);
    if (stamp === known.stamp) return known.people;
    try {
      known = { stamp, people: readCasPeople(file) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
    return known.people;
  };
}

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? "" : `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
}
