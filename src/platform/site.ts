/** A platform resolved for its target: every process with its address, ports and folders. What all renderers are given. */

import type { Job, RequestClass, Stream } from "#config/platform/workers.ts";
import type { Platform } from "#config/platform.ts";

export type { ServerPlatform } from "#config/platform.ts";

/** Localparts of the two service identities (docs/RULES.md §1). */
export interface Identities {
  readonly connector: string;
  readonly agentSmith: string;
}

/** The four machines; on the local target all of them are this one. */
export type HostRole = "matrix" | "element" | "database" | "campus";

export interface Host {
  readonly role: HostRole;
  /** Host name, and name of its folder of rendered files. */
  readonly name: string;
  readonly address: string;
}

/** Programs of a platform; each has its folders on its own machine. */
export type Component = "synapse" | "postgres" | "redis" | "nginx" | "element" | "cas" | "prometheus" | "campus";

/** Absolute folders of one component, on the machine it runs on. */
export interface Places {
  /** Rendered files. */
  readonly conf: string;
  readonly data: string;
  readonly log: string;
  /** Pids, sockets, temporary files. */
  readonly run: string;
  /** One file per secret, readable by the component's user only. */
  readonly secrets: string;
}

/** Where a program listens. */
export interface Listener {
  readonly address: string;
  readonly port: number;
}

/** One process of Synapse. */
export interface SynapseProcess {
  /** "main", or the worker's name. */
  readonly name: string;
  readonly isMain: boolean;
  readonly serves: readonly RequestClass[];
  readonly writes: readonly Stream[];
  readonly runs: readonly Job[];
  /** HTTP: client API, media and /health; every process has it, some for /health alone. */
  readonly client: Listener;
  /** Between processes; null when nothing is ever sent to it. */
  readonly replication: Listener | null;
  /** null where nothing is measured (demonstration). */
  readonly metrics: Listener | null;
}

export type Database =
  | { readonly kind: "sqlite" }
  | {
      readonly kind: "postgres";
      readonly listener: Listener;
      readonly maxConnections: number;
      readonly sharedBuffersMb: number;
      /** Names of the databases of Synapse and of campus. */
      readonly synapse: "synapse";
      readonly campus: "campus";
    };

/** The reverse proxy: what people reach, what campus reaches, what serves Element. */
export interface ReverseProxy {
  readonly public: Listener;
  /** The only way campus takes: method and path of its own table, nothing else (docs/RULES.md §12.2). */
  readonly internal: Listener;
  readonly element: Listener;
  /** Certificates of the public listeners; null on the local target. */
  readonly certificate: { readonly certificate: string; readonly key: string } | null;
}

export type SignIn = NonNullable<Platform["signIn"]>;

export interface Site {
  /** Name of the server in campus, such as prod. */
  readonly name: string;
  /** Part after the colon in Matrix ids. */
  readonly serverName: string;
  readonly language: "fr" | "en";
  readonly identities: Identities;
  readonly description: Platform;
  readonly hosts: Readonly<Record<HostRole, Host>>;
  readonly places: Readonly<Record<Component, Places>>;
  /** Ends with a slash. */
  readonly publicUrl: string;
  /** Ends with a slash; null when Element is not served. */
  readonly elementUrl: string | null;
  /** Address campus connects to, without a final slash: the internal listener, or Synapse itself where there is no reverse proxy. */
  readonly internalUrl: string;
  /** Main first, then the workers in the order of their table. */
  readonly processes: readonly SynapseProcess[];
  readonly database: Database;
  readonly redis: Listener | null;
  readonly reverseProxy: ReverseProxy | null;
  readonly signIn: SignIn | null;
  /** The small CAS of the lab. */
  readonly sampleCas: Listener | null;
  readonly prometheus: Listener | null;
  /**
   * Address, as Synapse sees it, from which alone the application service's token works. On the local target a loopback address that
   * only the internal listener writes, so that a client of the public listener never has it (docs/RULES.md §12.2).
   */
  readonly appServiceAddress: string;
  /** True once the registration secret was destroyed (docs/RULES.md §12.14). */
  readonly isBootstrapped: boolean;
}

/** One of the two tokens that may be in force at once, so that one can replace the other without a pause (docs/RULES.md §12.14). */
export interface Slot {
  readonly name: "a" | "b";
  readonly asToken: string;
  readonly hsToken: string;
}

/** Secrets that must stand inside a rendered file; all others are pointed to by their path. */
export interface PlatformSecrets {
  /** One or two. */
  readonly slots: readonly Slot[];
  /** One line `ed25519 a_NAME BASE64`. */
  readonly signingKey: string;
  /** Secrets that Synapse before 1.126 can't read from files of their own; needed for such a version only. */
  readonly inline?: { readonly macaroon: string; readonly form: string; readonly replication: string };
}

/** One file of one machine. */
export interface RenderedFile {
  readonly component: Component;
  /** Absolute, on the machine of its component. */
  readonly path: string;
  readonly text: string;
  /** Permission bits; 0o600 on the local target whatever is said here. */
  readonly mode: number;
}

export type Renderer = (site: Site, secrets: PlatformSecrets) => readonly RenderedFile[];

/** Machine of each component. */
export const hostOf: Readonly<Record<Component, HostRole>> = {
  synapse: "matrix",
  redis: "matrix",
  nginx: "matrix",
  element: "element",
  postgres: "database",
  cas: "campus",
  prometheus: "campus",
  campus: "campus",
};

/** Names of the files of secrets, in the folder of secrets of the components that need them. */
export const secretNames = {
  macaroon: "macaroon",
  form: "form",
  registration: "registration",
  replication: "replication",
  redis: "redis-password",
  postgresSynapse: "postgres-synapse",
  postgresObserver: "postgres-observer",
  postgresFigures: "postgres-figures",
  postgresCampus: "postgres-campus",
  /** PostgreSQL's administrator, local target only. */
  postgresSuperuser: "postgres-superuser",
  /** libpq's own file of passwords, for Synapse. */
  pgpass: "pgpass",
  asToken: "as-token",
} as const;
