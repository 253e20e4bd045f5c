/** What the database says when it can't, in campus's own error codes. */
import { AppError, type ErrorCode } from "#core/errors.ts";

/** System errors of the network, and Postgres classes 08 (connection), 57P (shutdown), 28 (sign-in), 3D (no such database), 53300. */
const unreachable =
  /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|EPIPE|EACCES|EPERM|EROFS|ENOTDIR|EEXIST|08\w{3}|57P0\d|28\w{3}|3D000|53300|42501)$/;
const full = /^(ENOSPC|EDQUOT|53100)$/;
const broken = /^(XX00\d|58P0\d|EIO)$/;

/** `where` names the store without any secret. An AppError passes untouched; a mistake of ours stays what it is. */
export function toStoreError(error: unknown, where: string): unknown {
  if (error instanceof AppError) return error;
  const code = storeCode(error);
  return code === null ? error : new AppError(code, { where, why: textOf(error) }, error);
}

function storeCode(error: unknown): ErrorCode | null {
  for (const link of chain(error)) {
    const code = "code" in link ? String(link.code) : "";
    if (full.test(code) || /no space left on device|disk quota exceeded/i.test(link.message)) return "store.full";
    if (broken.test(code) || /^(RuntimeError|ExitStatus)$/.test(link.name)) return "store.broken";
    if (unreachable.test(code) || /connection (terminated|timeout|ended)|timeout exceeded when trying to connect/i.test(link.message)) {
      return "store.unreachable";
    }
  }
  return null;
}

/** PGlite's file layer throws objects that are no Error: a name and a number of WASI (51 = ENOSPC, 19 = EDQUOT, 2 = EACCES, 63 = EPERM, 69 = EROFS). */
const wasiCodes: Readonly<Record<number, string>> = { 51: "ENOSPC", 19: "EDQUOT", 29: "EIO", 2: "EACCES", 63: "EPERM", 69: "EROFS" };

function fromFileLayer(error: unknown): unknown {
  if (typeof error !== "object" || error === null || !("errno" in error) || error instanceof Error) return error;
  const code = wasiCodes[Number(error.errno)] ?? `file error ${String(error.errno)}`;
  return Object.assign(new Error(code), { code });
}

/** The error, what caused it, and the errors it gathers (Node tries IPv4 and IPv6, and reports both). */
function* chain(thrown: unknown): Generator<Error> {
  const error = fromFileLayer(thrown);
  if (!(error instanceof Error)) return;
  yield error;
  if (error instanceof AggregateError) for (const inner of error.errors) yield* chain(inner);
  yield* chain(error.cause);
}

export function textOf(error: unknown): string {
  const texts = [...chain(error)].map((link) => link.message).filter((text) => text !== "");
  return texts[0] ?? String(error);
}
