/** Tells one refused item from a server that no longer answers, and stops the run in the latter case. */
import { AppError } from "#core/errors.ts";
import type { Refusal } from "./ports.ts";

/** Upstream failures in a row, over all lanes, after which the run stops and can be resumed. */
export const failuresInARow = 5;

export interface Breaker {
  /** Why nothing more may be sent; null while all is well. */
  stopped(): AppError | null;
  /** The server answered, even with a "no". */
  answered(): void;
  /** Sorts what a writer threw: a refusal to record. What isn't the homeserver's is thrown again. */
  failed(error: unknown): Refusal;
}

/**
 * `signal` lets an operator interrupt: what is running ends, the rest is left for the next pass.
 * `lost` tells that the pass is no longer this process's to run.
 */
export function openBreaker(signal: AbortSignal | null, lost: () => AppError | null = () => null): Breaker {
  let inARow = 0;
  let stop: AppError | null = null;
  return {
    stopped() {
      stop ??= signal?.aborted ? new AppError("run.interrupted") : lost();
      return stop;
    },
    answered() {
      inARow = 0;
    },
    failed(error) {
      if (!(error instanceof AppError) || !error.code.startsWith("matrix.")) throw error;
      if (error.code === "matrix.unauthorized") stop ??= error;
      inARow = error.retry === "later" ? inARow + 1 : 0;
      if (inARow >= failuresInARow) stop ??= new AppError("run.interrupted", { detail: error.code }, error);
      return { code: error.code, text: error.message };
    },
  };
}
