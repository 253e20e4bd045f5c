/** What every command is given: language, streams, environment, and the powers that only the composition root can build. */

import { type Env, type Environment, readEnvironment } from "#config/environment.ts";
import type { Params } from "#i18n/render.ts";
import { say, type TextKey } from "#i18n/texts.ts";
import type { Lang } from "#i18n/words.ts";
import type { CliDeps } from "./deps.ts";
import { neutralise, type Stream } from "./terminal.ts";

export interface CliContext {
  /** Set again once `--lang` or the configuration is known. */
  lang: Lang;
  readonly out: Stream;
  readonly err: Stream;
  readonly environment: Environment;
  /** Folder the command was started in. */
  readonly folder: string;
  /** Folder that holds `.campus/`: the product's own, unless the environment names another one. */
  readonly home: string;
  readonly version: string;
  /** Operating-system user, written beside every approval (docs/RULES.md §12). */
  readonly user: string;
  /** Loaded on first use, so that help stays instant. */
  readonly deps: () => Promise<CliDeps>;
  /** Aborted on Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** The service carries this command out for another process. */
  readonly lent?: true;
  exitCode: number;
}

/** A context for one command, in English until the language is known. */
export function openContext(given: Omit<CliContext, "lang" | "environment" | "exitCode">, env: Env): CliContext {
  const environment = readEnvironment(env);
  return { ...given, home: environment.home ?? given.home, lang: "en", environment, exitCode: exit.done };
}

/** Waits for Ctrl-C or SIGTERM. */
export function interruption(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener("abort", () => done(), { once: true });
  });
}

/** Exit codes of design: 0 done or nothing to do, 1 error, 2 changes pending, 3 held by a guard, 4 interrupted and resumable. */
export const exit = { done: 0, error: 1, pending: 2, held: 3, interrupted: 4 } as const;

export function print(context: CliContext, key: TextKey, params: Params = {}): void {
  printLine(context, say(context.lang, key, params));
}

export function printLine(context: CliContext, text: string): void {
  context.out.write(`${neutralise(text)}\n`);
}

/** Machine-readable output: one JSON value, then a newline. */
export function printJson(context: CliContext, value: unknown, indent = 2): void {
  context.out.write(`${JSON.stringify(value, null, indent)}\n`);
}

/** News and warnings: never on standard output, which may be read by a program. */
export function tell(context: CliContext, text: string): void {
  context.err.write(`${neutralise(text)}\n`);
}
