/** From what ldapts and sockets throw to errors an operator can act on. */
import {
  AdminLimitExceededError,
  BusyError,
  InsufficientAccessError,
  ResultCodeError,
  SizeLimitExceededError,
  TimeLimitExceededError,
} from "ldapts";
import { describe, expect, it } from "vitest";
import { AppError } from "#core/errors.ts";
import { type Phase, toAppError } from "./failures.ts";

const where = (phase: Phase) => ({ source: "annuaire", url: "ldap://127.0.0.1", seconds: 60, dn: "ou=people", phase });
const withCode = (code: string) => Object.assign(new Error(`some ${code}`), { code });

describe("toAppError", () => {
  const cases: readonly (readonly [string, unknown, Phase, string, Record<string, unknown>])[] = [
    ["a size limit", new SizeLimitExceededError(), "read", "source.partial", { reason: "size limit", result: 4 }],
    ["a time limit", new TimeLimitExceededError(), "read", "source.partial", { reason: "time limit", result: 3 }],
    ["an administrative limit", new AdminLimitExceededError(), "read", "source.partial", { reason: "administrative limit", result: 11 }],
    ["a busy server", new BusyError(), "bind", "source.unreachable", { result: 51 }],
    ["too few rights", new InsufficientAccessError(), "read", "source.refused", { result: 50, dn: "ou=people" }],
    ["a refused STARTTLS", new InsufficientAccessError(), "tls", "source.tls", { reason: "STARTTLS refused" }],
    [
      "a certificate of another authority",
      withCode("SELF_SIGNED_CERT_IN_CHAIN"),
      "bind",
      "source.tls",
      { reason: "SELF_SIGNED_CERT_IN_CHAIN" },
    ],
    ["a refused connection", withCode("ECONNREFUSED"), "bind", "source.unreachable", { reason: "ECONNREFUSED" }],
    ["silence", new Error("SearchRequest: Operation timed out"), "read", "source.timeout", { seconds: 60 }],
    ["silence at connection", new Error("Connection timeout"), "bind", "source.timeout", { seconds: 60 }],
    ["a reset in the middle", withCode("ECONNRESET"), "read", "source.partial", { reason: "ECONNRESET" }],
    ["a closed connection", new Error("Connection closed before the end"), "read", "source.partial", { reason: "connection closed" }],
    ["something that is no error", "odd", "read", "source.partial", { detail: "odd" }],
  ];
  for (const [what, error, phase, code, params] of cases) {
    it(`${what} while it does ${phase} is ${code}`, () => {
      expect(toAppError(error, where(phase))).toMatchObject({ code, params: { source: "annuaire", ...params }, cause: error });
    });
  }

  it("lets errors that are told already pass", () => {
    const error = new AppError("source.empty");
    expect(toAppError(error, where("read"))).toBe(error);
    expect(new SizeLimitExceededError()).toBeInstanceOf(ResultCodeError);
  });
});
