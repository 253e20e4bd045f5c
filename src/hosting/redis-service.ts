/** How Redis is started from its rendered files. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { AppError } from "#core/errors.ts";
import { redisPaths, redisUsers } from "#platform/redis/render-redis.ts";
import { type Site, secretNames } from "#platform/site.ts";
import { readIfThere, writePrivate } from "./private-files.ts";
import type { Service } from "./service.ts";

/** Before it is started: its file of users, made of its password. `config.secret-missing {name, file}`. */
export function prepareRedis(site: Site): void {
  if (site.redis === null) return;
  const { password: file, users } = redisPaths(site);
  const password = readIfThere(file)?.trim();
  if (!password) throw new AppError("config.secret-missing", { name: secretNames.redis, file });
  writePrivate(users, redisUsers(site, createHash("sha256").update(password).digest("hex")));
}

/** null without workers. `redis` is the path of the server. */
export function redisService(site: Site, redis: string): Service | null {
  if (site.redis === null) return null;
  const { data, log } = site.places.redis;
  const { settings, password } = redisPaths(site);
  return {
    name: "redis",
    role: "messages between processes",
    port: site.redis.port,
    health: { kind: "redis", port: site.redis.port, passwordFile: password },
    needs: [],
    launch: {
      kind: "program",
      program: { path: redis, args: [settings], folder: data, env: { PATH: "/usr/bin:/bin" }, output: join(log, "redis.log") },
    },
    logs: [],
    startMilliseconds: 20_000,
    stopMilliseconds: 3_000,
  };
}
