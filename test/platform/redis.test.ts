/** What Redis is given; that it obeys is shown by the integration tests. */
import { describe, expect, it } from "vitest";
import { redisUsers, renderRedis } from "#platform/redis/render-redis.ts";
import { fourHosts, sampleSecrets, sampleSite } from "./sample-site.ts";

describe("Redis", () => {
  it("is given nothing without workers", () => {
    expect(renderRedis(sampleSite({}), sampleSecrets)).toEqual([]);
  });

  it("listens on this machine alone, keeps nothing, takes its users from a file", () => {
    const files = renderRedis(sampleSite({ profile: "lab", redis: { maxMemoryMb: 32 } }), sampleSecrets);
    expect(files).toHaveLength(1);
    const lines = files[0]?.text.split("\n") ?? [];
    for (const line of ["bind 127.0.0.1", 'save ""', "appendonly no", "maxmemory 32mb", 'aclfile "/state/redis/run/users.acl"'])
      expect(lines).toContain(line);
    expect(files[0]?.text).not.toContain("requirepass");
  });

  it("brings the script that makes its users where campus doesn't run", () => {
    const files = renderRedis(sampleSite({ ...fourHosts, profile: "production" }), sampleSecrets);
    expect(files.map(({ path }) => path)).toEqual(["/state/redis/conf/redis.conf", "/state/redis/conf/redis-users.sh"]);
    expect(files[1]?.text).toContain("<'/state/redis/secrets/redis-password'");
  });

  it("obeys the commands of Synapse on the channels of its own name", () => {
    expect(redisUsers(sampleSite({ profile: "lab" }), "ab12")).toBe(
      "user default reset on #ab12 resetkeys ~cache_v1:* resetchannels &univ-demo.example &univ-demo.example/* -@all +ping +subscribe +unsubscribe +publish +get +set\n",
    );
  });
});
