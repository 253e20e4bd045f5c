/** Reads one branch whole; whatever goes wrong is an error of the whole read. */
import { AppError } from "#core/errors.ts";
import type { Connection } from "./connection.ts";
import { type PagedSearch, searchPaged } from "./search.ts";
import type { Entry } from "./values.ts";

export interface BranchQuery {
  readonly source: string;
  readonly url: string;
  readonly base: string;
  readonly filter: string;
  readonly attributes: readonly string[];
  readonly pageSize: number;
}

/** Number of entries given to `use`. Throws source.partial, source.timeout, source.refused. */
export async function readBranch(connection: Connection, query: BranchQuery, use: (entry: Entry) => void): Promise<number> {
  const { source, url, base, filter, attributes, pageSize } = query;
  const refuse: PagedSearch["refuse"] = (reason, detail) => {
    throw new AppError("source.partial", { source, url, dn: base, reason, detail });
  };
  const { timeout, signal } = connection;
  try {
    return await searchPaged(connection.socket(), { base, filter, attributes, pageSize, timeout, signal, use, refuse });
  } catch (error) {
    throw connection.fail(error, "read", base);
  }
}
