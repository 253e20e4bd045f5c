/** How nginx is started from its rendered files. */
import { join } from "node:path";
import type { Site } from "#platform/site.ts";
import type { Service } from "./service.ts";

/** Workers of a master that is root would be nobody, who reads no private folder. */
const asRoot = process.getuid?.() === 0 ? ["-g", "user root;"] : [];

/** nginx answers as soon as Synapse's main process does; its workers join as they become ready. */
export function nginxService({ places, reverseProxy }: Site, nginx: string): Service | null {
  if (reverseProxy === null) return null;
  const { conf, run, log } = places.nginx;
  return {
    name: "nginx",
    role: "reverse proxy",
    port: reverseProxy.public.port,
    health: { kind: "tcp", port: reverseProxy.public.port },
    needs: ["synapse"],
    launch: {
      kind: "program",
      program: {
        path: nginx,
        // The prefix is where it would look for what the file doesn't name; the log is the one before the file is read.
        args: ["-p", run, "-e", join(log, "error.log"), "-c", join(conf, "nginx.conf"), ...asRoot],
        folder: run,
        env: { PATH: "/usr/bin:/bin" },
        output: join(log, "nginx.out"),
        // Killed, it would leave its workers behind, still listening.
        deathSignal: "TERM",
      },
    },
    logs: [join(log, "error.log")],
    startMilliseconds: 20_000,
    stopMilliseconds: 3_000,
    stopSignal: "SIGTERM",
  };
}
