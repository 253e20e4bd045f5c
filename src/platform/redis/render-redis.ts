/** Redis, which carries what the processes of Synapse tell one another: its settings, and the only commands it obeys. */
import { type RenderedFile, type Renderer, type Site, secretNames } from "../site.ts";

/** Absolute paths, on Redis's machine. */
export function redisPaths({ places }: Pick<Site, "places">) {
  const { conf, run, secrets } = places.redis;
  return {
    settings: `${conf}/redis.conf`,
    /** Made of the password's file before each start: by redisUsers(), or by the script below. */
    users: `${run}/users.acl`,
    password: `${secrets}/${secretNames.redis}`,
    script: `${conf}/redis-users.sh`,
  };
}

/**
 * All that Synapse asks of Redis (1.163.2: replication/tcp/redis.py, external_cache.py): to be told and to tell on the channels of its own
 * name, and a cache whose entries expire. QUIT and AUTH need no permission.
 */
function permissions(serverName: string): string {
  return `resetkeys ~cache_v1:* resetchannels &${serverName} &${serverName}/* -@all +ping +subscribe +unsubscribe +publish +get +set`;
}

/** The file of users: `digest` is the SHA-256 of the password in hexadecimal, so that the file doesn't hold it. */
export function redisUsers({ serverName }: Pick<Site, "serverName">, digest: string): string {
  return `user default reset on #${digest} ${permissions(serverName)}\n`;
}

function conf(site: Site, port: number, address: string): string {
  const { data } = site.places.redis;
  return `# Rendered by campus from the platform description: edits are lost at the next start.

# This machine only, with a password. Users are in a file of their own.
bind ${address}
port ${port}
protected-mode yes
aclfile ${quote(redisPaths(site).users)}
maxclients 500
tcp-keepalive 60
databases 1

# Nothing is kept: messages between processes are gone once told, and the rest is a cache.
save ""
appendonly no
dir ${quote(data)}

# Every entry is one of a cache: the least used makes room for new ones.
maxmemory ${site.description.redis.maxMemoryMb}mb
maxmemory-policy allkeys-lru

# A process of Synapse that doesn't read is let go before it fills the memory; it comes back and asks for what it missed.
client-output-buffer-limit pubsub 32mb 8mb 60

# To the standard output.
daemonize no
supervised auto
pidfile ""
logfile ""
loglevel notice
always-show-logo no
`;
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

/** For a machine where campus doesn't run: makes the file of users before each start of Redis. */
function script(site: Site): string {
  const { password, users } = redisPaths(site);
  return `#!/bin/sh
# Rendered by campus. Makes Redis's file of users of its password, before each start.
set -eu
umask 077
digest=$(tr -d '\\n' <'${password}' | sha256sum | cut -c 1-64)
printf '%s\\n' "user default reset on #$digest ${permissions(site.serverName)}" >'${users}.new'
mv '${users}.new' '${users}'
`;
}

/** No file without workers. The password is in none of them. */
export const renderRedis: Renderer = (site) => {
  if (site.redis === null) return [];
  const { settings, script: scriptPath } = redisPaths(site);
  const own = { component: "redis" } as const;
  const files: readonly RenderedFile[] = [{ ...own, path: settings, text: conf(site, site.redis.port, site.redis.address), mode: 0o640 }];
  return site.description.target === "local" ? files : [...files, { ...own, path: scriptPath, text: script(site), mode: 0o755 }];
};
