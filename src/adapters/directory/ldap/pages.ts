/** Reads one branch page after page: the next page is asked for before the present one is worked on. */
import { AppError } from "#core/errors.ts";
import type { Connection } from "./connection.ts";
import type { Entry } from "./values.ts";

export interface BranchQuery {
  readonly source: string;
  readonly url: string;
  readonly base: string;
  readonly filter: string;
  readonly attributes: readonly string[];
  readonly pageSize: number;
}

/** Number of entries. Never a client size limit (ldapts truncates silently), no time limit (its default is 10 s). Anything odd throws. */
export async function readBranch(connection: Connection, query: BranchQuery, use: (entry: Entry) => void): Promise<number> {
  connection.checkAlive(query.base);
  const pages = connection.client.searchPaginated(query.base, {
    filter: query.filter,
    attributes: [...query.attributes],
    scope: "sub",
    timeLimit: 0,
    paged: { pageSize: query.pageSize },
  });
  let count = 0;
  try {
    for (let next = pages.next(); ; ) {
      const page = await next;
      if (page.done === true) break;
      next = pages.next();
      next.catch(() => undefined);
      refuseReferrals(page.value.searchReferences, query);
      for (const entry of page.value.searchEntries) use(entry as Entry);
      count += page.value.searchEntries.length;
    }
  } catch (error) {
    throw connection.fail(error, "read", query.base);
  }
  connection.checkAlive(query.base);
  return count;
}

/** A referral means that a part of the branch lives on another server, which nobody read. */
function refuseReferrals(references: readonly string[], { source, url, base }: BranchQuery): void {
  if (references.length === 0) return;
  throw new AppError("source.partial", { source, url, dn: base, reason: "referral", detail: references.slice(0, 3).join(" ") });
}
