/** Faults that tests switch on in the fake homeserver: each for chosen requests, a chosen number of times. */

export type FaultKind =
  | { readonly kind: "latency"; readonly ms: number }
  | { readonly kind: "limited"; readonly retryAfterMs: number }
  /** 429 with a page, as a reverse proxy answers: nothing says how long to wait. */
  | { readonly kind: "limited-page" }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "html"; readonly status: number }
  | { readonly kind: "unauthorized" }
  /** Done and answered, under a content type that isn't JSON's. */
  | { readonly kind: "wrong-type" }
  /** The connection's other half is closed instead of an answer; nothing is done. */
  | { readonly kind: "half-closed" }
  /** Connection cut before anything is done. */
  | { readonly kind: "cut" }
  /** Done, then the connection is cut instead of answering. */
  | { readonly kind: "cut-after" }
  /** Done, then half of the answer and the connection is cut. */
  | { readonly kind: "truncated" };

export type Fault = FaultKind & {
  /** Tested against "METHOD /path" as received (percent-encoded); absent = every request. */
  readonly on?: RegExp;
  /** Requests it hits before it ends; absent = until removed. */
  readonly times?: number;
  /** Requests that pass unharmed first. */
  readonly after?: number;
};

export interface Faults {
  /** Gives the way to remove it. */
  add(fault: Fault): () => void;
  clear(): void;
  /** The fault that hits this request, counted as used. */
  take(line: string): FaultKind | null;
}

interface Live {
  readonly fault: Fault;
  skip: number;
  left: number;
}

export function createFaults(): Faults {
  const live: Live[] = [];
  return {
    add: (fault) => {
      const entry = { fault, skip: fault.after ?? 0, left: fault.times ?? Number.POSITIVE_INFINITY };
      live.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    clear: () => {
      live.length = 0;
    },
    take: (line) => {
      for (const entry of live) {
        if (entry.left <= 0 || (entry.fault.on && !entry.fault.on.test(line))) continue;
        if (entry.skip > 0) {
          entry.skip -= 1;
          continue;
        }
        entry.left -= 1;
        return entry.fault;
      }
      return null;
    },
  };
}
