/** Units of the servers around Synapse: our own, on our rendered files; Debian's default instances are left masked. */
import { postgresArguments } from "../postgres/render-postgres.ts";
import { postgresPaths } from "../postgres/roles.ts";
import { prometheusArguments } from "../prometheus/render-prometheus.ts";
import { redisPaths } from "../redis/render-redis.ts";
import type { Site } from "../site.ts";
import { comeBack, confine } from "./hardening.ts";
import { targetUnit } from "./host-parts.ts";
import { programFolder, userOf } from "./places.ts";
import { writeUnit } from "./unit-text.ts";

/** Link to the version of PostgreSQL that the data belong to, made by the installation. */
export const postgresFolder = `${programFolder}/postgresql`;

const network = { After: ["network-online.target"], Wants: ["network-online.target"] };
const install = { WantedBy: targetUnit };

export function redisUnit(site: Site): string {
  const { data, log, run } = site.places.redis;
  const { settings, script } = redisPaths(site);
  return writeUnit("Redis: carries messages between the processes of Synapse", {
    Unit: { Description: "Redis of the Matrix platform", PartOf: targetUnit, After: ["network.target"], ...comeBack.unit },
    Service: {
      Type: "notify",
      ...confine({ user: userOf.redis, writes: [data, log, run], memoryMb: 1024 }),
      ...comeBack.service,
      ExecStartPre: `/bin/sh ${script}`,
      ExecStart: `/usr/bin/redis-server ${settings} --supervised systemd`,
      TimeoutStopSec: "30s",
    },
    Install: install,
  });
}

/** Where the reverse proxy reads the public certificate, in its folder of secrets. */
export const publicCertificateNames = { certificate: "public.crt", key: "public.key" } as const;

/** A certificate that the machine itself keeps and renews: copied for the reverse proxy's user at start and at each reload. */
function bringCertificate(site: Site, component: "nginx" | "element"): readonly string[] {
  const known = site.description.certificates;
  if (known === undefined) return [];
  const bring = (from: string, name: string) =>
    `+/usr/bin/install -m 0400 -o ${userOf[component]} -g ${userOf[component]} ${from} ${site.places[component].secrets}/${name}`;
  return [bring(known.certificateFile, publicCertificateNames.certificate), bring(known.keyFile, publicCertificateNames.key)];
}

/** `holdsCertificate`: it came with the rendered files, otherwise the machine has it where the description says. */
export function nginxUnit(site: Site, component: "nginx" | "element", holdsCertificate: boolean): string {
  const { conf, data, log, run } = site.places[component];
  const program = `/usr/sbin/nginx -p ${run} -e stderr -c ${conf}/nginx.conf -g 'daemon off;'`;
  const bring = holdsCertificate ? [] : bringCertificate(site, component);
  const title = component === "nginx" ? "Reverse proxy of the Matrix platform" : "Element, the web client";
  return writeUnit(title, {
    Unit: { Description: title, PartOf: targetUnit, ...network, ...comeBack.unit },
    Service: {
      Type: "exec",
      ...confine({
        user: userOf[component],
        writes: [data, log, run],
        capabilities: ["CAP_NET_BIND_SERVICE"],
        memoryMb: 1024,
      }),
      ...comeBack.service,
      ExecStartPre: [...bring, `${program} -t`],
      ExecStart: program,
      ExecReload: [...bring, `${program} -t`, "/bin/kill -HUP $MAINPID"],
      KillSignal: "SIGQUIT",
      KillMode: "mixed",
      TimeoutStopSec: "30s",
    },
    Install: install,
  });
}

export function postgresUnit(site: Site): string {
  const { data, log, run } = site.places.postgres;
  const program = [`${postgresFolder}/bin/postgres`, ...postgresArguments(`${data}/cluster`, postgresPaths(site).settings)].join(" ");
  return writeUnit("PostgreSQL: databases of Synapse and of campus", {
    Unit: { Description: "PostgreSQL of the Matrix platform", PartOf: targetUnit, ...network, ...comeBack.unit },
    Service: {
      Type: "notify",
      ...confine({ user: userOf.postgres, writes: [data, log, run], memoryMb: 16_384, compiles: true }),
      ...comeBack.service,
      // Its shared memory outlives nothing but itself; removing it while it runs would end it.
      RemoveIPC: false,
      OOMScoreAdjust: -900,
      ExecStart: program,
      ExecReload: "/bin/kill -HUP $MAINPID",
      // Ends sessions, keeps what was committed.
      KillSignal: "SIGINT",
      KillMode: "mixed",
      TimeoutStartSec: "10min",
      TimeoutStopSec: "5min",
    },
    Install: install,
  });
}

export function prometheusUnit(site: Site): string {
  const { data, log, run } = site.places.prometheus;
  return writeUnit("Prometheus: measures of the platform", {
    Unit: { Description: "Prometheus of the Matrix platform", PartOf: targetUnit, ...network, ...comeBack.unit },
    Service: {
      Type: "exec",
      ...confine({ user: userOf.prometheus, writes: [data, log, run], memoryMb: 2048, netlink: true }),
      ...comeBack.service,
      ExecStart: ["/usr/bin/prometheus", ...prometheusArguments(site)].join(" "),
      ExecReload: "/bin/kill -HUP $MAINPID",
      TimeoutStopSec: "60s",
    },
    Install: install,
  });
}

/** Both ways closed before the network comes up; `systemctl stop` opens, for whom must look without it. */
export function firewallUnit(rules: string, table: string): string {
  return writeUnit("Firewall: only what the platform's description needs, both ways", {
    Unit: {
      Description: "Firewall of the Matrix platform",
      After: ["systemd-sysusers.service", "nftables.service"],
      Before: "network-pre.target",
      Wants: "network-pre.target",
    },
    Service: {
      Type: "oneshot",
      RemainAfterExit: true,
      ExecStart: `/usr/sbin/nft -f ${rules}`,
      ExecReload: `/usr/sbin/nft -f ${rules}`,
      ExecStop: `/usr/sbin/nft delete table inet ${table}`,
      CapabilityBoundingSet: "CAP_NET_ADMIN",
      NoNewPrivileges: true,
      ProtectSystem: "strict",
      ProtectHome: true,
      PrivateTmp: true,
      PrivateDevices: true,
      ProtectClock: true,
      ProtectControlGroups: true,
      ProtectHostname: true,
      ProtectKernelLogs: true,
      ProtectKernelModules: true,
      ProtectKernelTunables: true,
      ProtectProc: "invisible",
      ProcSubset: "pid",
      LockPersonality: true,
      RestrictNamespaces: true,
      RestrictRealtime: true,
      RestrictSUIDSGID: true,
      RestrictAddressFamilies: "AF_NETLINK AF_UNIX",
      MemoryDenyWriteExecute: true,
      SystemCallArchitectures: "native",
      SystemCallFilter: "@system-service",
      UMask: "0077",
    },
    Install: { WantedBy: ["multi-user.target", targetUnit] },
  });
}
