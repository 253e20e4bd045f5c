/** `COPY … TO STDOUT` on a connection of pg, as it arrives: nothing waits in memory. */
import type { Connection, Submittable } from "pg";
import { repairText } from "../repair.ts";
import { createCopyFrames, readyForQuery } from "./copy-frames.ts";
import { readCopyText } from "./copy-rows.ts";
import type { UseRow } from "./dialect.ts";

export interface CopyOut {
  /** To give to `client.query`. */
  readonly query: Submittable;
  /** Settles once the server has ended the copy, or with its error. */
  readonly done: Promise<void>;
}

/** The messages that pg hands to the query it is busy with. */
interface CopyQuery extends Submittable {
  handleError(error: Error): void;
  handleReadyForQuery(): void;
  handleCommandComplete(): void;
  handleRowDescription(): void;
  handleDataRow(): void;
  handleEmptyQuery(): void;
}

/** Copies with `copyOptions`; `columns` is how many values a row has. */
export function copyOut(text: string, columns: number, use: UseRow): CopyOut {
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  let failed = false;
  const fail = (error: unknown) => {
    failed = true;
    reject(error);
  };
  const rows = (bytes: Buffer, ends: readonly number[]) => {
    try {
      if (!failed) useRows(bytes, ends, columns, use);
    } catch (error) {
      fail(error);
    }
  };
  const query: CopyQuery = {
    submit(connection: Connection) {
      takeRows(connection.stream, rows);
      connection.query(text);
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

/** pg makes an event of each row, which takes longer than reading it: rows pass it by until it may send the next query. */
function takeRows(stream: Connection["stream"], rows: (bytes: Buffer, ends: readonly number[]) => void): void {
  const own = stream.listeners("data") as ((bytes: Buffer) => void)[];
  const take = createCopyFrames({
    rows,
    other(message) {
      // Before pg is told: it sends the next query at once.
      if (message[0] === readyForQuery) {
        for (const listener of own) stream.on("data", listener);
        stream.off("data", take);
      }
      for (const listener of own) listener(message);
    },
  });
  stream.on("data", take);
  for (const listener of own) stream.off("data", listener);
}

/** Databases without an encoding give bytes that may be Latin-1: the rows that hold some are repaired, one by one. */
function useRows(bytes: Buffer, ends: readonly number[], columns: number, use: UseRow): void {
  const text = bytes.toString("utf8");
  if (!text.includes("\ufffd")) {
    const values = readCopyText(text);
    const row: string[] = [];
    for (let at = 0; at < values.length; at += columns) {
      for (let column = 0; column < columns; column += 1) row[column] = values[at + column] as string;
      use(row, false);
    }
    return;
  }
  let start = 0;
  for (const end of ends) {
    const { text: plain, repaired } = repairText(bytes.subarray(start, end));
    use(readCopyText(plain), repaired);
    start = end;
  }
}
