/** Redis has no checker: it is started on its rendered file, with a socket in a scratch folder for only address, and ended at once. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "#core/finding.ts";
import { redisPaths } from "#platform/redis/render-redis.ts";
import { type Child, endProgram, startProgram, within } from "../program.ts";
import { prepareRedis } from "../redis-service.ts";
import { type Bench, type Refusal, refused } from "./judge.ts";

const patience = 10_000;

export async function judgeRedis(bench: Bench, redis: string): Promise<readonly Finding[]> {
  prepareRedis(bench.site);
  const { settings } = redisPaths(bench.site);
  const output = join(bench.folder, "redis.out");
  // No port; the socket's path is relative to the folder, since it may hold 107 characters at the most.
  const args = [settings, "--port", "0", "--unixsocket", "redis.sock", "--dir", bench.folder];
  const child = await startProgram({ path: redis, args, folder: bench.folder, env: { PATH: "/usr/bin:/bin" }, output });
  const isGood = await becomesReady(output, child);
  await endProgram(child, 2_000);
  return isGood ? [] : [refused(bench, "redis", refusalOf(readFileSync(output, "utf8"), settings))];
}

async function becomesReady(output: string, { exited }: Child): Promise<boolean> {
  const isReady = (): boolean => /ready to accept connections/i.test(readFileSync(output, "utf8"));
  const end = Date.now() + patience;
  while (!isReady() && Date.now() < end) if (await within(exited, 20)) break;
  return isReady();
}

/** "Reading the configuration file, at line 12 / >>> 'maxmemory 1zz' / argument must be a memory value". */
function refusalOf(said: string, file: string): Refusal {
  const [, line, setting = null, why] = /at line (\d+)\s*\n>>> '(\S+)[^\n]*'\s*\n([^\n]+)/.exec(said) ?? [];
  if (line !== undefined) return { words: `${setting}: ${why}`, setting, file, line: Number(line) };
  return { words: said.trim().split("\n").at(-1) ?? "", file };
}
