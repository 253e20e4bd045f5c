/** What runs on a platform, as data: how it is launched, when it is ready, what it needs first. */
import type { Program } from "./program.ts";

/** How readiness is asked, also by another process than the one that watches: plain data, loopback only. */
export type Health =
  /** Ready when it answers 200. */
  | { readonly kind: "http"; readonly url: string }
  /** Ready when PING is answered PONG, so not while it still loads its data. */
  | { readonly kind: "redis"; readonly port: number; readonly passwordFile?: string }
  /** Ready when it begins to authenticate, whomever: what `pg_isready` asks. The names only matter for what its log says. */
  | { readonly kind: "postgres"; readonly port: number; readonly user?: string; readonly database?: string }
  /** Ready when it accepts connections. */
  | { readonly kind: "tcp"; readonly port: number }
  /** Ready while it lives: for what listens nowhere. */
  | { readonly kind: "process" };

/** A Python program that a forking parent starts without loading its libraries again. */
export interface PythonApp {
  /** Absolute path of a Python that has Synapse. */
  readonly python: string;
  /** Module whose `main()` is run, such as "synapse.app.generic_worker". */
  readonly app: string;
  readonly args: readonly string[];
  readonly folder: string;
  /** Services with the same Python and environment share one parent. */
  readonly env: Readonly<Record<string, string>>;
  /** File that receives standard output and errors. */
  readonly output: string;
}

export type Launch = { readonly kind: "program"; readonly program: Program } | { readonly kind: "fork"; readonly app: PythonApp };

export type StopSignal = "SIGTERM" | "SIGINT" | "SIGQUIT";

export interface Service {
  /** Unique on its platform. */
  readonly name: string;
  readonly role: string;
  /** Its main port; 0 when it listens nowhere. */
  readonly port: number;
  readonly health: Health;
  /** Names of the services that must be ready before it is started, and that are stopped after it. */
  readonly needs: readonly string[];
  readonly launch: Launch;
  /** Other logs worth showing when it dies at start. */
  readonly logs: readonly string[];
  /** How long it may take to become ready. */
  readonly startMilliseconds: number;
  /** How long it may take to end after the signal; SIGKILL then. */
  readonly stopMilliseconds: number;
  /** SIGTERM unless told. PostgreSQL: SIGINT ends sessions, SIGTERM waits for them. */
  readonly stopSignal?: StopSignal;
  /** What is to be done each time it answers, before what needs it is started; it failing is a failed start. */
  settle?(): Promise<void>;
}

/** The program that a service is when it isn't forked. */
export function programOf(launch: Launch): Program {
  if (launch.kind === "program") return launch.program;
  const { python, app, args, ...rest } = launch.app;
  return { path: python, args: ["-m", app, ...args], ...rest };
}
