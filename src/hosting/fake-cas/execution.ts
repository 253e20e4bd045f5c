/** The hidden field of the login form: what was asked for, signed, so that a post from elsewhere opens nothing. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

export interface Executions {
  write(service: string | null): string;
  /** undefined: not one of ours. */
  read(text: string): string | null | undefined;
}

export function createExecutions(): Executions {
  const key = randomBytes(32);
  const sign = (payload: string): Buffer => createHmac("sha256", key).update(payload).digest();
  return {
    write(service) {
      const payload = Buffer.from(JSON.stringify(service)).toString("base64url");
      return `${payload}.${sign(payload).toString("base64url")}`;
    },
    read(text) {
      const [payload = "", signature = ""] = text.split(".");
      const given = Buffer.from(signature, "base64url");
      const expected = sign(payload);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      return JSON.parse(Buffer.from(payload, "base64url").toString()) as string | null;
    },
  };
}
