/** The single table of errors: code → whether trying again can help. Sentences live in src/i18n. */

export type Retry = "never" | "later" | "now";

export const errorTable = {
  "config.invalid": { retry: "never" },
  "config.missing": { retry: "never" },
  "config.secret-missing": { retry: "never" },
  "source.unreachable": { retry: "later" },
  "source.refused": { retry: "never" },
  "source.timeout": { retry: "later" },
  "source.partial": { retry: "later" },
  "source.empty": { retry: "never" },
  "source.unknown-attribute": { retry: "never" },
  "source.not-ready": { retry: "later" },
  "source.tls": { retry: "never" },
  "source.file-missing": { retry: "never" },
  "source.column-missing": { retry: "never" },
  "source.file-malformed": { retry: "never" },
  "source.view-missing": { retry: "never" },
  "source.query-refused": { retry: "never" },
  "source.answer-invalid": { retry: "later" },
  "source.too-large": { retry: "never" },
  "matrix.unreachable": { retry: "later" },
  "matrix.timeout": { retry: "later" },
  "matrix.unauthorized": { retry: "never" },
  "matrix.forbidden": { retry: "never" },
  "matrix.not-found": { retry: "never" },
  "matrix.conflict": { retry: "never" },
  "matrix.limited": { retry: "later" },
  "matrix.broken": { retry: "later" },
  "matrix.not-matrix": { retry: "later" },
  "matrix.refused": { retry: "never" },
  "observe.unreachable": { retry: "later" },
  "observe.refused": { retry: "never" },
  "observe.functions": { retry: "never" },
  "observe.version": { retry: "never" },
  "observe.copy": { retry: "never" },
  "observe.other-server": { retry: "never" },
  "store.locked": { retry: "later" },
  "store.unreachable": { retry: "later" },
  "store.full": { retry: "later" },
  "store.newer": { retry: "never" },
  "store.broken": { retry: "never" },
  "plan.unknown": { retry: "never" },
  "plan.forged": { retry: "never" },
  "plan.trial": { retry: "never" },
  "plan.expired": { retry: "never" },
  "lock.unknown": { retry: "never" },
  "lock.service": { retry: "never" },
  "lock.too-many": { retry: "later" },
  "notify.refused": { retry: "later" },
  "server.shadow": { retry: "never" },
  "identity.reserved": { retry: "never" },
  "scope.unknown": { retry: "never" },
  "schedule.invalid": { retry: "never" },
  "serve.running": { retry: "never" },
  "serve.absent": { retry: "later" },
  "serve.socket": { retry: "never" },
  "run.interrupted": { retry: "now" },
  "run.unknown": { retry: "never" },
  "run.busy": { retry: "later" },
  "run.fenced": { retry: "later" },
  "platform.port-busy": { retry: "later" },
  "platform.start-failed": { retry: "never" },
  "platform.missing-program": { retry: "never" },
  "platform.running": { retry: "later" },
  "platform.element-archive": { retry: "later" },
  "platform.contradictory": { retry: "never" },
  "platform.elsewhere": { retry: "never" },
  "platform.disk-full": { retry: "never" },
  "platform.restart-failed": { retry: "never" },
  "platform.rotation-busy": { retry: "later" },
  "platform.rotation-order": { retry: "never" },
  "platform.token-unproven": { retry: "later" },
  "platform.database-version": { retry: "never" },
  "platform.database-locale": { retry: "never" },
  "decision.no-reason": { retry: "never" },
  "decision.past": { retry: "never" },
  "decision.empty": { retry: "never" },
  "decision.unknown-person": { retry: "never" },
  "decision.unknown-structure": { retry: "never" },
  "decision.unknown-room": { retry: "never" },
  "decision.name-invalid": { retry: "never" },
  "decision.mail-invalid": { retry: "never" },
  "decision.mail-taken": { retry: "never" },
  "decision.not-leaving": { retry: "never" },
  "decision.not-ignorable": { retry: "never" },
  "decision.merge-loop": { retry: "never" },
  "decision.localpart-invalid": { retry: "never" },
  "decision.successor-loop": { retry: "never" },
  "decision.establishment": { retry: "never" },
  "decision.too-many": { retry: "never" },
  "decision.set-changed": { retry: "never" },
  "decision.preview-changed": { retry: "never" },
  "decision.none": { retry: "never" },
  "scim.unknown": { retry: "never" },
  "scim.too-many-tokens": { retry: "never" },
  "scim.listen": { retry: "later" },
  "cli.usage": { retry: "never" },
} as const satisfies Record<string, { retry: Retry }>;

export type ErrorCode = keyof typeof errorTable;

/** Thrown for everything that is not an expected outcome; `params` feed the sentence shown to the operator. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, string | number>>;
  constructor(code: ErrorCode, params: Readonly<Record<string, string | number>> = {}, cause?: unknown) {
    super(`${code} ${JSON.stringify(params)}`, cause === undefined ? undefined : { cause });
    this.name = "AppError";
    this.code = code;
    this.params = params;
  }
  get retry(): Retry {
    return errorTable[this.code].retry;
  }
}
