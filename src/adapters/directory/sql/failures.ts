/** What databases say when they fail, as errors an operator can act on. */
import { AppError } from "#core/errors.ts";
import { codeOf, isCutCode, isTlsCode, isUnreachableCode } from "../network.ts";

/** What became of a read. `detail` is the database's own sentence, without any secret. */
export interface SqlFailure {
  readonly cause: "unreachable" | "tls" | "refused" | "timeout" | "view-missing" | "query-refused" | "lost" | "file-missing";
  readonly detail: string;
  /** The database's own code, such as 42501. */
  readonly code?: string;
}

export interface SqlPlace {
  readonly source: string;
  /** Address, without account or password. */
  readonly url: string;
  /** The view that was being read; "" while connecting. */
  readonly view: string;
  readonly connectSeconds: number;
  readonly statementSeconds: number;
}

/** An error of the whole read: whatever was read is thrown away. */
export function toAppError(error: unknown, failure: SqlFailure, place: SqlPlace): AppError {
  if (error instanceof AppError) return error;
  const { cause, detail, code = "" } = failure;
  const { source, url, view } = place;
  const shared = { source, url, ...(code === "" ? {} : { result: code }) };
  switch (cause) {
    case "unreachable":
      return new AppError("source.unreachable", { ...shared, reason: detail }, error);
    case "tls":
      return new AppError("source.tls", { ...shared, reason: detail }, error);
    case "refused":
      return new AppError("source.refused", { ...shared, dn: view || url, detail }, error);
    case "timeout":
      return new AppError("source.timeout", { ...shared, view, seconds: view ? place.statementSeconds : place.connectSeconds }, error);
    case "view-missing":
      return new AppError("source.view-missing", { ...shared, view, detail }, error);
    case "query-refused":
      return new AppError("source.query-refused", { ...shared, view, detail }, error);
    case "file-missing":
      return new AppError("source.file-missing", { ...shared, file: url }, error);
    case "lost":
      return new AppError(view ? "source.partial" : "source.unreachable", { ...shared, reason: detail }, error);
    default:
      return cause satisfies never;
  }
}

/** What the network says, for every database; null when it is not the network. */
export function networkFailure(error: unknown): SqlFailure | null {
  const code = codeOf(error);
  const detail = messageOf(error);
  if (isTlsCode(code)) return { cause: "tls", detail: code };
  if (isUnreachableCode(code)) return { cause: "unreachable", detail: code };
  if (isCutCode(code)) return { cause: "lost", detail: code };
  if (code === "ETIMEDOUT" || (error instanceof Error && error.name === "StatementTooLong")) return { cause: "timeout", detail };
  return null;
}

/** First line of an error's own words. */
export function messageOf(error: unknown): string {
  const text =
    error instanceof AggregateError
      ? String(error.errors[0]?.message ?? error.message)
      : error instanceof Error
        ? error.message
        : String(error);
  return text.split("\n")[0] ?? "";
}
