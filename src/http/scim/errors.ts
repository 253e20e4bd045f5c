/** Refusals in SCIM's own form (RFC 7644 §3.12): a status, a word for programs, a sentence for people. */
import { urns } from "./schema.ts";

export type ScimWord =
  | "invalidFilter"
  | "tooMany"
  | "uniqueness"
  | "mutability"
  | "invalidSyntax"
  | "invalidPath"
  | "noTarget"
  | "invalidValue";

export class ScimError extends Error {
  readonly status: number;
  readonly scimType: ScimWord | null;
  constructor(status: number, detail: string, scimType: ScimWord | null = null) {
    super(detail);
    this.name = "ScimError";
    this.status = status;
    this.scimType = scimType;
  }
}

export function badRequest(scimType: ScimWord, detail: string): ScimError {
  return new ScimError(400, detail, scimType);
}

export function notFound(id: string): ScimError {
  return new ScimError(404, `Resource ${id} not found.`);
}

export function errorBody({ status, scimType, message }: ScimError) {
  return { schemas: [urns.error], status: String(status), ...(scimType === null ? {} : { scimType }), detail: message };
}
