/** Powers the command line needs and may not build itself: the composition root gives them. */
import type { CampusConfig, ServerConfig } from "#config/schema.ts";
import type { Day } from "#core/ids.ts";
import type { Policy } from "#core/policy.ts";
import type { PassDeps } from "#engine/deps.ts";
import type { EmergencyDeps } from "#engine/emergency.ts";
import type { Herald } from "#engine/herald.ts";
import type { Log } from "#engine/log.ts";
import type { Clock, Schedule, Store, Watch } from "#engine/ports.ts";
import type { Timer } from "#engine/serve/timer.ts";
import type { WorkerStatus } from "#engine/serve/worker.ts";
import type { Lang } from "#i18n/words.ts";
import type { AllowedCall } from "#platform/nginx/allowed-call.ts";

export interface SessionOptions {
  /** Language of what members read when they are taken out of a room. */
  readonly lang: Lang;
  readonly watch: Watch;
  /** Replaces the clock's day. */
  readonly today: Day | null;
  readonly signal: AbortSignal | null;
}

/** Everything about one server, opened for one command. */
export interface Session {
  readonly deps: PassDeps;
  close(): Promise<void>;
}

/** What stays open as long as the service runs; passes of one server take turns. */
export interface Hub {
  readonly store: Store;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  scheduleOf(server: ServerConfig): Schedule;
  /** As `CliDeps.openSession`; closing it leaves the memory open. */
  openSession(server: ServerConfig, options: SessionOptions): Promise<Session>;
  /** Tells the operators of a server, beside its passes; null when nobody is to be told. */
  openHerald(server: ServerConfig): OpenHerald | null;
  /** As `CliDeps.openScim`, over the same memory. */
  openScim(): Promise<ScimDesk>;
  /**
   * Receives what SCIM clients push until it is closed; `pushed` names each server for which a pass was asked. null when no source
   * is pushed, or another process listens by design. Throws `scim.listen`.
   */
  listenScim(pushed: (server: string) => void): Promise<ScimListener | null>;
  close(): Promise<void>;
}

export interface OpenHerald {
  readonly herald: Herald;
  close(): Promise<void>;
}

/** What commands may ask of the service that carries them out. */
export interface Service {
  status(): Promise<readonly WorkerStatus[]>;
  /** Every server is looked at now rather than at its next look. */
  wake(): void;
}

/** What answers at a server's address. */
export interface ServerAnswer {
  readonly version: string;
  /** Campus's two identities, and whether each exists there. */
  readonly identities: readonly { readonly userId: string; readonly exists: boolean }[];
  /** Whom campus was seen to speak as; null while Agent Smith doesn't exist. */
  readonly speaksAs: string | null;
}

/** A platform that campus itself has just started. */
export interface NewPlatform {
  /** Synapse's main process itself. */
  readonly mainUrl: string;
  readonly forwardedFor: string;
  readonly serverName: string;
  readonly asToken: string;
  readonly sharedSecret: string;
}

/** Synapse past its reverse proxy, on this machine. */
export type SynapseAccess = Omit<NewPlatform, "sharedSecret">;

/** What ending sessions came to. */
export interface EndedSessions {
  readonly accounts: number;
  /** Administrators that campus didn't make. */
  readonly administrators: readonly string[];
}

export interface SessionsToEnd {
  readonly access: SynapseAccess;
  /** The two service identities, or all accounts. */
  readonly whose: "identities" | "everybody";
  /** Operating-system user. */
  readonly by: string;
}

/** What an emergency act needs: the store may be missing, the directory is not asked. */
export interface EmergencySession {
  readonly deps: EmergencyDeps;
  close(): Promise<void>;
}

/** What the commands of SCIM do; the store is open until `close`. */
export interface ScimDesk {
  /** Names of the sources of kind scim. */
  readonly sources: readonly string[];
  status(source: string): Promise<ScimStatus>;
  /** Throws `scim.too-many-tokens`. */
  issue(order: { readonly source: string; readonly label: string; readonly days: number; readonly by: string }): Promise<ScimIssued>;
  /** False when there is no such living token. */
  revoke(source: string, token: string, by: string): Promise<boolean>;
  complete(source: string, by: string): Promise<void>;
  /** Listens until the desk is closed; the address it listens at. */
  serve(): Promise<string>;
  close(): Promise<void>;
}

export interface ScimListener {
  readonly url: string;
  /** Nobody new is heard; resolves once the requests under way are answered. */
  close(): Promise<void>;
}

export interface ScimStatus {
  readonly users: number;
  readonly groups: number;
  readonly lastAt: string | null;
  readonly readyAt: string | null;
  readonly readyBy: string | null;
  readonly tokens: readonly { readonly id: string; readonly label: string; readonly expiresAt: string; readonly usedAt: string | null }[];
}

export interface ScimIssued {
  readonly id: string;
  readonly token: string;
  readonly expiresAt: string;
}

export interface CliDeps {
  /** Throws `store.*`. */
  openScim(config: CampusConfig): Promise<ScimDesk>;
  /** Every request campus makes to a Matrix server: what the internal listener of a platform lets through. */
  readonly allowedCalls: readonly AllowedCall[];
  /** Throws `config.secret-missing`, `store.*`. */
  openSession(config: CampusConfig, server: ServerConfig, options: SessionOptions): Promise<Session>;
  /** Never waits for a pass; a store that can't be opened is left out. Throws `config.secret-missing`. */
  openEmergency(config: CampusConfig, server: ServerConfig, today: Day | null): Promise<EmergencySession>;
  /** Everything that `campus serve` works with, its memory opened once. Throws `schedule.invalid`, `config.secret-missing`, `store.*`. */
  openHub(config: CampusConfig): Promise<Hub>;
  /** Set in commands that the service itself carries out. */
  readonly service?: Service;
  /** Version and identities of a server; a refusal is an AppError `matrix.*`. */
  askServer(server: ServerConfig, policy: Policy): Promise<ServerAnswer>;
  /** Forgets a server that was erased, under its lock: the next pass is a first one. Throws `run.busy`, `store.*`. */
  forgetServer(config: CampusConfig, server: ServerConfig): Promise<void>;
  /** First identities of a platform that campus has just started. */
  bootstrapIdentities(platform: NewPlatform, policy: Policy): Promise<void>;
  /** An operation on the platform, never part of a plan; recorded in the log. */
  endSessions(config: CampusConfig, policy: Policy, order: SessionsToEnd): Promise<EndedSessions>;
}
