/** What goes wrong with a feed, as errors an operator can act on. */
import { AppError } from "#core/errors.ts";
import type { FeedFault } from "#core/feed-fault.ts";
import { codeOf, isTlsCode, isUnreachableCode } from "../network.ts";
import { TooLarge } from "./request.ts";

export interface FeedPlace {
  readonly source: string;
  /** Without its parameters, which may hold keys. */
  readonly url: string;
  readonly seconds: number;
  readonly megabytes: number;
}

/** The feed answered something else than a feed. */
export function invalid(place: FeedPlace, fault: FeedFault, detail: string | number = ""): AppError {
  return new AppError("source.answer-invalid", { ...whereOf(place), fault, ...(detail === "" ? {} : { detail }) });
}

/** What was read can't be the whole feed. */
export function partial(place: FeedPlace, fault: FeedFault, reason: string | number = "", cause?: unknown): AppError {
  return new AppError("source.partial", { ...whereOf(place), fault, ...(reason === "" ? {} : { reason }) }, cause);
}

function whereOf({ source, url }: FeedPlace) {
  return { source, url };
}

/** Errors of the network, of decompression and of our own limits. */
export function toAppError(error: unknown, place: FeedPlace): AppError {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  const where = whereOf(place);
  if (error instanceof TooLarge) return new AppError("source.too-large", { ...where, megabytes: place.megabytes }, error);
  if (error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError" || code === "ETIMEDOUT"))
    return new AppError("source.timeout", { ...where, seconds: place.seconds }, error);
  if (isTlsCode(code)) return new AppError("source.tls", { ...where, reason: code }, error);
  if (isUnreachableCode(code)) return new AppError("source.unreachable", { ...where, reason: code }, error);
  return partial(place, "cut", code || (error instanceof Error ? error.message : String(error)), error);
}
