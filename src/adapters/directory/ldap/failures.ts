/** What ldapts and the network throw, as errors an operator can act on. */
import { ResultCodeError } from "ldapts";
import { AppError } from "#core/errors.ts";
import { codeOf, isTlsCode } from "../network.ts";

export type Phase = "connect" | "tls" | "bind" | "read";

export interface Where {
  readonly source: string;
  readonly url: string;
  readonly phase: Phase;
  readonly seconds: number;
  /** Distinguished name being read or bound. */
  readonly dn: string;
}

/** Result codes that mean "as many as I was allowed, there were more" (RFC 4511): time, size and administrative limits. */
const limits = new Map([
  [3, "time"],
  [4, "size"],
  [11, "administrative"],
]);

/** An error of the whole read: whatever was read is thrown away. */
export function toAppError(error: unknown, where: Where): AppError {
  if (error instanceof AppError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  const params = { source: where.source, url: where.url, dn: where.dn, detail };
  if (error instanceof ResultCodeError) return fromResult(error, where, params);
  const code = codeOf(error);
  if (isTls(code, detail) || where.phase === "tls") return new AppError("source.tls", { ...params, reason: code || detail }, error);
  if (/timed out|timeout/i.test(detail) || code === "ETIMEDOUT")
    return new AppError("source.timeout", { ...params, seconds: where.seconds }, error);
  return new AppError(
    where.phase === "read" ? "source.partial" : "source.unreachable",
    { ...params, reason: code || "connection closed" },
    error,
  );
}

function fromResult(error: ResultCodeError, where: Where, params: Readonly<Record<string, string>>): AppError {
  const limit = limits.get(error.code);
  if (limit !== undefined) return new AppError("source.partial", { ...params, reason: `${limit} limit`, result: error.code }, error);
  if (error.code === 51 || error.code === 52)
    return new AppError("source.unreachable", { ...params, reason: "busy", result: error.code }, error);
  if (where.phase === "tls") return new AppError("source.tls", { ...params, reason: "STARTTLS refused", result: error.code }, error);
  return new AppError("source.refused", { ...params, result: error.code }, error);
}

function isTls(code: string, detail: string): boolean {
  return isTlsCode(code) || /TLS connection was established/.test(detail);
}
