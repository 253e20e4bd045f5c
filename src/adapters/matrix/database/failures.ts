/** What PostgreSQL says when Synapse's database can't be read, in campus's own error codes. */
import { AppError, type ErrorCode } from "#core/errors.ts";

/** Classes of SQLSTATE (PostgreSQL, "Error Codes"). 42P01, 42703: a table or column that a function reads is no more. */
const refused = /^(28\w{3}|42501|3D000)$/;
const wrongFunctions = /^(42883|3F000|42P01|42703|42P13|42804)$/;
/** Connection, shutdown, too many connections, cancelled by a limit of time, and what PostgreSQL finds while functions are made anew. */
const passing =
  /^(08\w{3}|57\w{3}|53\w{3}|55P03|40\w{3}|XX000|25P0\d|ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/;

/** `where` names the database without any secret. A mistake of ours stays what it is. */
export function toObserveError(error: unknown, where: string): unknown {
  if (error instanceof AppError) return error;
  const code = observeCode(error);
  return code === null ? error : new AppError(code, { where, why: textOf(error) }, error);
}

function observeCode(thrown: unknown): ErrorCode | null {
  for (const error of chain(thrown)) {
    const code = "code" in error ? String(error.code) : "";
    if (refused.test(code)) return "observe.refused";
    if (wrongFunctions.test(code)) return "observe.functions";
    if (passing.test(code) || /connection|timeout|certificate|SSL|socket disconnected/i.test(error.message)) return "observe.unreachable";
  }
  return null;
}

/** The error, what caused it, and those it gathers (one per address tried). */
function* chain(error: unknown): Generator<Error> {
  if (!(error instanceof Error)) return;
  yield error;
  if (error instanceof AggregateError) for (const one of error.errors) yield* chain(one);
  yield* chain(error.cause);
}

function textOf(error: unknown): string {
  return [...chain(error)].map(({ message }) => message).find((text) => text !== "") ?? String(error);
}
