/** PostgreSQL reads its rendered settings and prints one of them: a wrong one is refused, and no server is started. */
import type { Finding } from "#core/finding.ts";
import { postgresPaths } from "#platform/postgres/roles.ts";
import { runToEnd } from "../installed-programs.ts";
import { type Bench, refused } from "./judge.ts";

/** `-C` must come first: PostgreSQL then accepts to be run by root as well. */
export async function judgePostgres(bench: Bench, folder: string): Promise<readonly Finding[]> {
  const { settings } = postgresPaths(bench.site);
  const args = ["-C", "max_connections", "-D", bench.site.places.postgres.data, "-c", `config_file=${settings}`];
  const { code, text } = await runToEnd(`${folder}/postgres`, args, { cwd: bench.folder, env: { LC_ALL: "C" } });
  if (code === 0) return [];
  const told = text.split("\n").filter((line) => /\bLOG:.* (parameter|syntax error|in file) ?/.test(line));
  const lines = told.length > 0 ? told : text.split("\n").slice(-1);
  return lines.map((line) => {
    const words = line.replace(/^.*?\b(LOG|FATAL): +/, "");
    const setting = /parameter "([^"]+)"/.exec(words)?.[1] ?? null;
    const at = /line (\d+)/.exec(words)?.[1];
    return refused(bench, "postgres", { words, setting, file: settings, line: at === undefined ? null : Number(at) });
  });
}
