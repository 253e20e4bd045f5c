/** What every service of a platform is denied, and how it is brought back when it ends (systemd.exec(5), version 252). */
import type { UnitSection } from "./unit-text.ts";

export interface Confinement {
  readonly user: string;
  /** The only folders it may write. */
  readonly writes: readonly string[];
  /** Programs that make code while they run need memory both writable and executable. */
  readonly compiles?: boolean;
  /** Capabilities kept; none otherwise. */
  readonly capabilities?: readonly string[];
  readonly memoryMb: number;
  readonly files?: number;
  /** Reads the network interfaces of the machine. */
  readonly netlink?: boolean;
  /** Calls of the kernel that its libraries make besides those of a service. */
  readonly calls?: readonly string[];
}

/** Lines of `[Service]` that confine a service. */
export function confine(what: Confinement): UnitSection {
  const capabilities = (what.capabilities ?? []).join(" ");
  return {
    User: what.user,
    Group: what.user,
    UMask: "0077",
    NoNewPrivileges: true,
    CapabilityBoundingSet: capabilities,
    AmbientCapabilities: capabilities,
    ProtectSystem: "strict",
    ReadWritePaths: what.writes,
    ProtectHome: true,
    PrivateTmp: true,
    PrivateDevices: true,
    ...(what.capabilities === undefined ? { PrivateUsers: true } : {}),
    ProtectHostname: true,
    ProtectClock: true,
    ProtectKernelTunables: true,
    ProtectKernelModules: true,
    ProtectKernelLogs: true,
    ProtectControlGroups: true,
    ProtectProc: "invisible",
    ProcSubset: "pid",
    RestrictNamespaces: true,
    RestrictRealtime: true,
    RestrictSUIDSGID: true,
    RestrictAddressFamilies: `AF_UNIX AF_INET AF_INET6${what.netlink === true ? " AF_NETLINK" : ""}`,
    LockPersonality: true,
    MemoryDenyWriteExecute: what.compiles !== true,
    RemoveIPC: true,
    SystemCallArchitectures: "native",
    SystemCallFilter: ["@system-service", "~@privileged @resources", ...(what.calls ?? [])],
    SystemCallErrorNumber: "EPERM",
    LimitNOFILE: what.files ?? 65_536,
    MemoryMax: `${what.memoryMb}M`,
    TasksMax: 512,
  };
}

/** Brought back whatever ended it, until it ended so often that somebody has to look. */
export const comeBack = {
  unit: { StartLimitIntervalSec: "1h", StartLimitBurst: 100 },
  service: { Restart: "always", RestartSec: "5s" },
} as const satisfies Record<string, UnitSection>;
