/** A paged search on a bound connection: entries are handed over as they arrive, the next page is asked for at once. */
import type { Socket } from "node:net";
import { createPages } from "./search-pages.ts";
import type { Entry } from "./values.ts";

export interface PagedSearch {
  readonly base: string;
  readonly filter: string;
  readonly attributes: readonly string[];
  readonly pageSize: number;
  /** Longest silence of the server, milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** Called in order, once per entry. */
  readonly use: (entry: Entry) => void;
  /** Called when only a part came: another server holds the rest (its address), or an attribute has more values (its name). */
  readonly refuse: (reason: "referral" | "range", detail: string) => never;
}

/**
 * Number of entries. ldapts's own reader costs three times the CPU time, ends silently at an empty page, and its client reconnects
 * anonymously without a word: so it lends its socket while the search lasts. Rejects on any result but success, a closed connection,
 * silence, abort, or when `use` or `refuse` throws.
 */
export async function searchPaged(socket: Socket, search: PagedSearch): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const lent = socket.listeners("data") as ((chunk: Buffer) => void)[];
  const pages = createPages(socket, search);
  const silence = setTimeout(() => reject(new Error("Operation timed out")), search.timeout);
  const onData = (chunk: Buffer) => {
    silence.refresh();
    try {
      if (pages.take(chunk)) resolve(pages.count());
    } catch (error) {
      reject(error);
    }
  };
  const onClose = () => reject(new Error("Connection closed before the end of the results"));
  const onAbort = () => reject(search.signal.reason);
  for (const listener of lent) socket.off("data", listener);
  socket.on("data", onData).on("close", onClose).on("error", reject);
  search.signal.addEventListener("abort", onAbort);
  if (search.signal.aborted) onAbort();
  else if (socket.destroyed) onClose();
  else pages.ask();
  try {
    return await promise;
  } finally {
    clearTimeout(silence);
    search.signal.removeEventListener("abort", onAbort);
    socket.off("data", onData).off("close", onClose).off("error", reject);
    for (const listener of lent) socket.on("data", listener);
  }
}
