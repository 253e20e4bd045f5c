/** `COPY … TO STDOUT` on a connection of pg, row by row as it arrives: nothing waits in memory. */
import type { Connection, Submittable } from "pg";
import { repairText } from "../repair.ts";

export interface CopyOut {
  /** To give to `client.query`. */
  readonly query: Submittable;
  /** Settles once the server has ended the copy, or with its error. */
  readonly done: Promise<void>;
}

/** The messages that pg hands to the query it is busy with. */
interface CopyQuery extends Submittable {
  handleCopyData(message: { readonly chunk: Buffer }): void;
  handleError(error: Error): void;
  handleReadyForQuery(): void;
  handleCommandComplete(): void;
  handleRowDescription(): void;
  handleDataRow(): void;
  handleEmptyQuery(): void;
}

/** `use` is called with each line. Databases without an encoding give bytes that may be Latin-1: those are repaired. */
export function copyOut(text: string, use: (line: string, isRepaired: boolean) => void): CopyOut {
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  let failed = false;
  const fail = (error: unknown) => {
    failed = true;
    reject(error);
  };
  const query: CopyQuery = {
    submit: (connection: Connection) => connection.query(text),
    handleCopyData({ chunk }) {
      if (failed) return;
      try {
        // Each message is one line with its newline.
        const line = chunk.toString("utf8", 0, chunk.length - 1);
        if (!line.includes("\ufffd")) use(line, false);
        else {
          const { text: plain, repaired } = repairText(chunk.subarray(0, -1));
          use(plain, repaired);
        }
      } catch (error) {
        fail(error);
      }
    },
    handleError: fail,
    handleReadyForQuery: () => resolve(),
    handleCommandComplete: () => {},
    handleRowDescription: () => {},
    handleDataRow: () => {},
    handleEmptyQuery: () => {},
  };
  return { query, done };
}
