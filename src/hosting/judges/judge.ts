/** What a program that judges its rendered files is given, and how its refusal is told. */
import type { Finding } from "#core/finding.ts";
import { keyOf } from "#platform/rules/rule.ts";
import { keyOfSetting } from "#platform/setting-keys.ts";
import type { RenderedFile, Site } from "#platform/site.ts";

export interface Bench {
  /** Every folder of it lies under `folder`. */
  readonly site: Site;
  /** Already written at their paths. */
  readonly files: readonly RenderedFile[];
  /** Scratch folder: what is written there disappears. */
  readonly folder: string;
}

/** One refusal, as far as the program says where. */
export interface Refusal {
  readonly words: string;
  /** Setting, dotted when it lies deeper; null when unknown. */
  readonly setting?: string | null;
  readonly file?: string | null;
  readonly line?: number | null;
}

type Program = Parameters<typeof keyOfSetting>[1];

const names: Readonly<Record<Program, string>> = {
  synapse: "Synapse",
  nginx: "nginx",
  redis: "Redis",
  postgres: "PostgreSQL",
  prometheus: "Prometheus",
};

export function refused(bench: Bench, program: Program, refusal: Refusal): Finding {
  const place = placeOf(bench, refusal);
  const words = spoken(refusal.words, bench.folder);
  const setting = refusal.setting ?? settingAt(bench, refusal);
  const key = setting === null ? null : keyOfSetting(keyOf(bench.site), program, setting);
  const base = { check: "render", severity: "error" } as const;
  const name = names[program];
  if (key !== null) return { ...base, subject: key, code: "setting-refused", params: { name, words } };
  return { ...base, subject: place, code: "file-refused", params: { name, words, file: place } };
}

/** `conf/nginx/public.conf:12`, as under the platform's own folder. */
function placeOf({ folder, site }: Bench, { file, line }: Refusal): string {
  if (file === undefined || file === null) return site.name;
  const short = file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;
  return line === undefined || line === null ? short : `${short}:${line}`;
}

/** Name of the setting on that line: the first word of `name value;`, `name = value` or `name: value`. */
function settingAt({ files }: Bench, { file, line }: Refusal): string | null {
  if (!file || !line) return null;
  const text = files.find(({ path }) => path === file)?.text.split("\n")[line - 1];
  return /^\s*-?\s*([a-z0-9_-]+)/i.exec(text ?? "")?.[1] ?? null;
}

/** Without the scratch folder, and without anything that may be a token: programs quote what they refuse. */
function spoken(words: string, folder: string): string {
  const line = words.replaceAll(`${folder}/`, "").replace(/\s+/g, " ").trim();
  return line.replace(/(?<![\w/.-])[\w-]{32,}(?![\w/.-])/g, "…").slice(0, 600);
}
