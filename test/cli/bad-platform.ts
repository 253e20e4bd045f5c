/** A campus.yaml with one platform, wrong in one way, given to `campus platform check`: what it answers, and what it leaves. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { campusIn } from "./campus-in.ts";

export interface Answer {
  readonly code: number | null;
  /** `severity key`, of errors and warnings, except for programs that this machine lacks. */
  readonly findings: readonly string[];
  /** Sentences and remedies, or the refusal of the file itself. */
  readonly text: string;
}

export interface PlatformSite {
  readonly folder: string;
  check(platform: object, lang?: "fr" | "en"): Promise<Answer>;
  close(): void;
}

/** `environment`: a folder of Python that has Synapse, for its judgement as well. */
export function openPlatformSite(environment?: string): PlatformSite {
  const folder = mkdtempSync(join(tmpdir(), "campus-platform-"));
  mkdirSync(join(folder, ".campus"));
  mkdirSync(join(folder, "data"));
  if (environment !== undefined) symlinkSync(environment, join(folder, ".campus/venv"));
  return {
    folder,
    async check(platform, lang = "fr") {
      const server = { name: "prod", url: "http://127.0.0.1:1", serverName: "univ-demo.example", tokenFile: "token", platform };
      const config = { store: { kind: "embedded" }, servers: [server], sources: [{ kind: "csv", folder: "data" }] };
      writeFileSync(join(folder, "campus.yaml"), stringify(config), { mode: 0o600 });
      const before = readdirSync(folder).sort().join();
      const { code, out, err } = await campusIn(folder, ["platform", "check", "--json", "--lang", lang]);
      if (readdirSync(folder).sort().join() !== before) throw new Error(`left behind: ${readdirSync(folder).join()}`);
      return { code, ...read(out, err) };
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

interface Told {
  readonly check: string;
  readonly severity: string;
  readonly subject: string;
  readonly text: string;
  readonly remedy: string;
}

function read(out: string, err: string): Pick<Answer, "findings" | "text"> {
  if (out === "") return { findings: [], text: err };
  const { findings } = JSON.parse(out) as { readonly findings: readonly Told[] };
  const grave = findings.filter(({ check, severity }) => check !== "programs" && (severity === "error" || severity === "warning"));
  return {
    findings: grave.map(({ severity, subject }) => `${severity} ${subject.replace("servers.prod.platform.", "")}`),
    text: grave.map(({ text, remedy }) => `${text} ${remedy}`).join("\n"),
  };
}
