/** Looks at the public certificate and its key: dates, names, one made for the other, the key closed to others. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { isIP } from "node:net";
import type { Finding, Severity } from "#core/finding.ts";
import type { MachineCode } from "#core/machine-findings.ts";
import { keyOf } from "#platform/rules/rule.ts";
import type { ServerPlatform } from "#platform/site.ts";

/** A renewal that failed twice is noticed in time: those made automatically are renewed a month before. */
const soonDays = 21;
const millisecondsInDay = 86_400_000;

/** `now` in milliseconds since 1970. */
export function certificateFindings(platform: ServerPlatform, now: number): readonly Finding[] {
  const { certificates } = platform;
  if (certificates === undefined) return [];
  const at = `${keyOf(platform)}.certificates`;
  const [certificate, key] = [opened(`${at}.certificateFile`, certificates.certificateFile), opened(`${at}.keyFile`, certificates.keyFile)];
  const isElsewhere = platform.target === "systemd";
  return [
    ...(certificate.text === null ? [notThere(certificate, isElsewhere)] : certificateText(certificate, platform, now)),
    ...(key.text === null ? [notThere(key, isElsewhere)] : keyText(key, certificate)),
  ];
}

interface Opened {
  readonly subject: string;
  readonly file: string;
  /** null when it can't be read. */
  readonly text: string | null;
  readonly reason: string;
}

function opened(subject: string, file: string): Opened {
  try {
    return { subject, file, text: readFileSync(file, "utf8"), reason: "" };
  } catch (error) {
    return { subject, file, text: null, reason: String((error as { code?: unknown }).code) };
  }
}

function seen(subject: string, code: MachineCode, params: Finding["params"], severity: Severity = "error"): Finding {
  return { check: "certificates", severity, subject, code, params };
}

/** On machines of their own it lies on the one that shows it, and need not be here. */
function notThere({ subject, file, reason }: Opened, isElsewhere: boolean): Finding {
  if (reason !== "ENOENT") return seen(subject, "file-unreadable", { file, reason });
  return isElsewhere ? seen(subject, "file-elsewhere", { file }, "info") : seen(subject, "file-missing", { file });
}

const block = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

function parse(text: string): readonly X509Certificate[] | string {
  const blocks = text.match(block);
  if (blocks === null) return "BEGIN CERTIFICATE";
  try {
    return blocks.map((one) => new X509Certificate(one));
  } catch (error) {
    return (error as Error).message;
  }
}

function certificateText({ subject, file, text }: Opened, platform: ServerPlatform, now: number): readonly Finding[] {
  const chain = parse(text ?? "");
  if (typeof chain === "string") return [seen(subject, "certificate-unreadable", { file, reason: chain })];
  const [leaf] = chain;
  const dated = chain.map((one) => dates(one, { subject, file, now })).find((found) => found.length > 0) ?? [];
  const others = hostsOf(platform).filter((host) => leaf !== undefined && !standsFor(leaf, host));
  return [...dated, ...others.map((host) => seen(subject, "certificate-other-name", { file, host }))];
}

function standsFor(certificate: X509Certificate, host: string): boolean {
  return (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
}

function dates(certificate: X509Certificate, { subject, file, now }: { subject: string; file: string; now: number }): readonly Finding[] {
  const [from, to] = [certificate.validFromDate, certificate.validToDate];
  const day = to.toISOString().slice(0, 10);
  if (to.getTime() <= now) return [seen(subject, "certificate-expired", { file, day })];
  if (from.getTime() > now) return [seen(subject, "certificate-early", { file, day: from.toISOString().slice(0, 10) })];
  const days = Math.floor((to.getTime() - now) / millisecondsInDay);
  return days < soonDays ? [seen(subject, "certificate-soon", { file, day, days }, "warning")] : [];
}

/** Names that people's clients ask for. */
function hostsOf({ publicUrl, elementUrl }: ServerPlatform): readonly string[] {
  const urls = [publicUrl, elementUrl].filter((url) => url !== null);
  return [...new Set(urls.map((url) => new URL(url).hostname.replace(/^\[|\]$/g, "")))];
}

function privateKey(text: string): KeyObject | string {
  try {
    return createPrivateKey(text);
  } catch (error) {
    return (error as Error).message;
  }
}

function keyText({ subject, file, text }: Opened, certificate: Opened): readonly Finding[] {
  const mode = (statSync(file).mode & 0o777) as number;
  const open = (mode & 0o077) === 0 ? [] : [seen(subject, "file-open", { file, mode: `0${mode.toString(8)}` }, isGroupOnly(mode))];
  const key = privateKey(text ?? "");
  if (typeof key === "string") return [...open, seen(subject, "key-unreadable", { file, reason: key })];
  const chain = parse(certificate.text ?? "");
  const isOther = typeof chain !== "string" && chain[0]?.checkPrivateKey(key) === false;
  return isOther ? [...open, seen(subject, "key-other", { file, other: certificate.file })] : open;
}

/** A group of its own for keys is a usual arrangement (Debian's ssl-cert). */
function isGroupOnly(mode: number): Severity {
  return (mode & 0o007) === 0 ? "warning" : "error";
}
