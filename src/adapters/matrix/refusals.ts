/** What a Matrix server's refusals mean: status and errcode → the error table of core. */
import { AppError, type ErrorCode } from "#core/errors.ts";
import { asNumber, asObject, asText, type Json } from "./json.ts";

/** One answer, already parsed. */
export interface Answer {
  readonly status: number;
  readonly body: Json;
}

const codes: Readonly<Record<string, ErrorCode>> = {
  M_ROOM_IN_USE: "matrix.conflict",
  M_USER_IN_USE: "matrix.conflict",
  M_LIMIT_EXCEEDED: "matrix.limited",
  M_UNKNOWN_TOKEN: "matrix.unauthorized",
  M_MISSING_TOKEN: "matrix.unauthorized",
  M_BAD_STATE: "matrix.forbidden",
};

/** Error code of a refused answer (Matrix client-server API, "Standard error response"). */
export function codeOf(answer: Answer): ErrorCode {
  if (answer.status === 401) return "matrix.unauthorized";
  if (answer.status >= 500) return "matrix.broken";
  const known = codes[errcodeOf(answer)];
  if (known) return known;
  if (answer.status === 403) return "matrix.forbidden";
  if (answer.status === 404) return "matrix.not-found";
  if (answer.status === 409) return "matrix.conflict";
  if (answer.status === 429) return "matrix.limited";
  return "matrix.refused";
}

export function errcodeOf(answer: Answer): string {
  return asText(asObject(answer.body).errcode);
}

/** Milliseconds the server asks us to wait; a second when it does not say. */
export function waitOf(answer: Answer): number {
  return Math.max(0, asNumber(answer.body.retry_after_ms, 1000));
}

/** A list that must be there: its absence would read as "nobody", and everything would be made again. */
export function needList(body: Json, name: string, request: string): readonly unknown[] {
  const value = body[name];
  if (Array.isArray(value)) return value;
  throw new AppError("matrix.not-matrix", { request, text: `no list "${name}" in the answer` });
}

/** The same for an object. */
export function needObject(body: Json, name: string, request: string): Json {
  const value = body[name];
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  throw new AppError("matrix.not-matrix", { request, text: `no object "${name}" in the answer` });
}

/** The error of a refused answer; `what` names the request (method and path template, never a token). */
export function refusedError(answer: Answer, what: Readonly<Record<string, string>>): AppError {
  const text = asText(answer.body.error).slice(0, 300);
  return new AppError(codeOf(answer), { ...what, status: answer.status, errcode: errcodeOf(answer), text });
}
