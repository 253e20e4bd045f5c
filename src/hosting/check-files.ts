/** Looks at the files and folders that a description points to: there, readable, and secrets closed to others. */
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Finding, Severity } from "#core/finding.ts";
import type { MachineCode } from "#core/machine-findings.ts";
import { keyOf } from "#platform/rules/rule.ts";
import type { ServerPlatform } from "#platform/site.ts";

interface Secret {
  readonly subject: string;
  readonly file: string;
}

function secretsOf(platform: ServerPlatform): readonly Secret[] {
  const at = keyOf(platform);
  const { features, signIn } = platform;
  const { turn } = features;
  return [
    ...(turn === undefined ? [] : [{ subject: `${at}.features.turn.secretFile`, file: turn.secretFile }]),
    ...(signIn?.kind === "oidc" ? [{ subject: `${at}.signIn.clientSecretFile`, file: signIn.clientSecretFile }] : []),
    ...features.bridges.map(({ registrationFile: file }, index) => {
      return { subject: `${at}.features.bridges.${index}.registrationFile`, file };
    }),
  ];
}

function seen(subject: string, code: MachineCode, params: Finding["params"], severity: Severity = "error"): Finding {
  return { check: "files", severity, subject, code, params };
}

function secretFile({ subject, file }: Secret): readonly Finding[] {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return [seen(subject, "file-missing", { file })];
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    return [seen(subject, "file-unreadable", { file, reason: String((error as { code?: unknown }).code) })];
  }
  if (!stat.isFile()) return [seen(subject, "file-unreadable", { file, reason: "EISDIR" })];
  const mode = stat.mode & 0o777;
  if ((mode & 0o077) === 0) return [];
  return [seen(subject, "file-open", { file, mode: `0${mode.toString(8)}` }, (mode & 0o007) === 0 ? "warning" : "error")];
}

/** On machines of its own, Element's folder is on the one that serves it. */
function elementFolder(platform: ServerPlatform): readonly Finding[] {
  const { folder } = platform.element;
  if (folder === null || existsSync(join(folder, "index.html"))) return [];
  const subject = `${keyOf(platform)}.element.folder`;
  if (existsSync(folder)) return [seen(subject, "element-folder-empty", { folder })];
  if (platform.target === "systemd") return [seen(subject, "file-elsewhere", { file: folder }, "info")];
  return [seen(subject, "file-missing", { file: folder })];
}

export function givenFileFindings(platform: ServerPlatform): readonly Finding[] {
  return [...secretsOf(platform).flatMap(secretFile), ...elementFolder(platform)];
}
