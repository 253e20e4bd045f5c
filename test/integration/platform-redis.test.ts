/** Redis as rendered and hosted: obeys Synapse's few commands for those who know the password, and keeps nothing. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { findProgram } from "#hosting/programs.ts";
import { prepareRedis, redisService } from "#hosting/redis-service.ts";
import type { Supervisor } from "#hosting/supervisor.ts";
import { redisPaths, renderRedis } from "#platform/redis/render-redis.ts";
import { secretNames } from "#platform/site.ts";
import { type DataSite, openDataSite, startService } from "../lab/data-site.ts";
import { openRedis, type RedisClient } from "../lab/redis-client.ts";

const program = findProgram("redis");
if (program === null && process.env.CI) throw new Error("Redis is not installed");
if (program === null) console.warn("skipped: Redis is not installed (apt-get install redis-server)");

describe.skipIf(program === null)("Redis of a platform", () => {
  const labs: DataSite[] = [];
  const servers: Supervisor[] = [];
  const clients: RedisClient[] = [];

  async function open(maxMemoryMb = 64): Promise<DataSite> {
    const lab = await openDataSite({ redis: { maxMemoryMb } });
    labs.push(lab);
    return lab;
  }
  async function start({ site }: DataSite): Promise<Supervisor> {
    const server = await startService(redisService(site, program ?? ""));
    servers.push(server);
    return server;
  }
  async function client({ site }: DataSite, password?: string): Promise<RedisClient> {
    const made = await openRedis(site.redis?.port ?? 0);
    clients.push(made);
    if (password !== undefined) expect(await made.ask("AUTH", password)).toBe("+OK");
    return made;
  }
  afterEach(async () => {
    for (const one of clients.splice(0)) one.close();
    for (const server of servers.splice(0)) await server.stop();
    for (const lab of labs.splice(0)) lab.remove();
  });

  it("does what Synapse asks, and nothing else, for nobody without the password", async () => {
    const lab = await open();
    prepareRedis(lab.site);
    await start(lab);
    const stranger = await client(lab);
    expect(await stranger.ask("PING")).toMatch(/^-NOAUTH/);
    expect(await stranger.ask("AUTH", "guess")).toMatch(/^-WRONGPASS/);
    const synapse = await client(lab, lab.password(secretNames.redis));
    expect(await synapse.ask("PING")).toBe("+PONG");
    expect(await synapse.ask("SET", "cache_v1:event:1", "x", "PX", "60000")).toBe("+OK");
    expect(await synapse.ask("GET", "cache_v1:event:1")).toBe("x");
    expect(await synapse.ask("PUBLISH", "univ-demo.example", "x")).toBe(":0");
    expect(await synapse.ask("PUBLISH", "univ-demo.example/USER_IP", "x")).toBe(":0");
    for (const command of [
      ["CONFIG", "GET", "dir"],
      ["KEYS", "*"],
      ["FLUSHALL"],
      ["EVAL", "return 1", "0"],
      ["SAVE"],
      ["SHUTDOWN"],
      ["SCRIPT", "FLUSH"],
      ["ACL", "LIST"],
      ["SET", "other", "x"],
      ["GET", "other"],
      ["PUBLISH", "other.example", "x"],
      ["SUBSCRIBE", "other.example"],
      ["REPLICAOF", "127.0.0.1", "1"],
      ["CLIENT", "LIST"],
      ["MONITOR"],
    ])
      expect(await synapse.ask(...command), command.join(" ")).toMatch(/^-NOPERM/);
    expect(await synapse.ask("SUBSCRIBE", "univ-demo.example/USER_IP")).toMatch(/subscribe/);
  });

  it("makes room instead of failing when its memory is full, and forgets all at the end", async () => {
    const lab = await open(16);
    prepareRedis(lab.site);
    const server = await start(lab);
    const synapse = await client(lab, lab.password(secretNames.redis));
    const value = "x".repeat(1_000_000);
    for (let index = 0; index < 40; index += 1)
      expect(await synapse.ask("SET", `cache_v1:event:${index}`, value, "PX", "600000")).toBe("+OK");
    expect(await synapse.ask("GET", "cache_v1:event:0")).toBe("nil");
    expect((await synapse.ask("GET", "cache_v1:event:39")).length).toBe(1_000_000);
    await server.stop();
    expect(readdirSync(lab.site.places.redis.data)).toEqual([]);
  });

  it("has no password on its command line, in its settings, its users or its log", async () => {
    const lab = await open();
    prepareRedis(lab.site);
    const server = await start(lab);
    const { settings, users } = redisPaths(lab.site);
    const texts = [settings, users, join(lab.site.places.redis.log, "redis.log"), `/proc/${server.state().child?.identity.pid}/cmdline`];
    for (const path of texts) {
      const text = readFileSync(path, "latin1");
      expect(text.length, path).toBeGreaterThan(20);
      expect(text, path).not.toContain(lab.password(secretNames.redis));
    }
  });

  it("is not started without a password", async () => {
    const lab = await open();
    const { password } = redisPaths(lab.site);
    rmSync(password);
    expect(() => prepareRedis(lab.site)).toThrow(expect.objectContaining({ code: "config.secret-missing" }));
    writeFileSync(password, "\n");
    expect(() => prepareRedis(lab.site)).toThrow(expect.objectContaining({ code: "config.secret-missing" }));
    await expect(start(lab)).rejects.toMatchObject({ code: "platform.start-failed", params: { name: "redis" } });
  });

  it("gets the same users from the script of a machine without campus", async () => {
    const lab = await open();
    prepareRedis(lab.site);
    const { users, script } = redisPaths(lab.site);
    const made = readFileSync(users, "utf8");
    const machines = { ...lab.site, description: { ...lab.site.description, target: "systemd" as const } };
    const text = renderRedis(machines, { slots: [], signingKey: "" }).find(({ path }) => path === script)?.text ?? "";
    rmSync(users);
    execFileSync("sh", [], { input: text });
    expect(readFileSync(users, "utf8")).toBe(made);
    execFileSync("shellcheck", ["-"], { input: text });
  });
});
