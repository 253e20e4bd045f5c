/** The real programs judge rendered files, none of them serving anybody. */
import type { Finding } from "#core/finding.ts";
import type { RenderedFile, Site } from "#platform/site.ts";
import type { InstalledPrograms } from "./installed-programs.ts";
import type { Bench } from "./judges/judge.ts";
import { judgeNginx } from "./judges/nginx.ts";
import { judgePostgres } from "./judges/postgres.ts";
import { judgePrometheus } from "./judges/prometheus.ts";
import { judgeRedis } from "./judges/redis.ts";
import { judgeSynapse } from "./judges/synapse.ts";

type Judge = (bench: Bench, program: string) => Promise<readonly Finding[]>;

/** In the order of the findings; the slowest first. */
const judges: readonly (readonly [keyof InstalledPrograms, Judge, (site: Site) => boolean])[] = [
  ["python", judgeSynapse, () => true],
  ["postgres", judgePostgres, ({ database }) => database.kind === "postgres"],
  ["redis", judgeRedis, ({ redis }) => redis !== null],
  ["nginx", judgeNginx, ({ reverseProxy }) => reverseProxy !== null],
  ["prometheus", judgePrometheus, ({ prometheus }) => prometheus !== null],
];

/**
 * `files` are already written, and every folder of the site lies under `folder`, a scratch one: programs write there. A program that
 * this machine lacks judges nothing (check-installed.ts tells it).
 */
export async function checkPrograms(bench: Bench, programs: InstalledPrograms): Promise<readonly Finding[]> {
  requireInside(bench.files, bench.folder);
  const wanted = judges.filter(([, , isNeeded]) => isNeeded(bench.site));
  const found = wanted.map(async ([name, judge]) => {
    const program = programs[name];
    return program === null ? [] : judge(bench, program);
  });
  return (await Promise.all(found)).flat();
}

/** The live files of a platform are never touched by a check. */
function requireInside(files: readonly RenderedFile[], folder: string): void {
  const outside = files.find(({ path }) => !path.startsWith(`${folder}/`));
  if (outside !== undefined) throw new Error(`${outside.path} is not under the scratch folder ${folder}`);
}
