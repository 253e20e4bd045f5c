/** Mail to people whose account is to end, and to the heads of their structure, some days before (docs/RULES.md §3). */
import { addDays } from "./day.ts";
import type { Directory, Person } from "./directory.ts";
import type { Day } from "./ids.ts";
import type { Ledger, LedgerAccount } from "./ledger.ts";
import type { News } from "./news.ts";
import type { Policy } from "./policy.ts";
import { matchesCode } from "./text.ts";

export interface Departures {
  readonly server: string;
  readonly ledger: Pick<Ledger, "accounts">;
  readonly directory: Directory;
  readonly policy: Policy;
  readonly today: Day;
  /** Days before the due day on which mail is sent, such as 30 and 10. */
  readonly daysBefore: readonly number[];
}

/** Of the days that have come, the nearest to the end only. The due day is in the key: one that moved starts again, one cancelled says nothing. */
export function departureNews(input: Departures): News[] {
  const { ledger, today, daysBefore } = input;
  const news: News[] = [];
  for (const account of ledger.accounts.values()) {
    if (account.state !== "leaving" || account.intended || account.due === null || account.due <= today) continue;
    const { due } = account;
    const come = daysBefore.filter((days) => addDays(due, -days) <= today);
    if (come.length > 0) news.push(...lettersOf(input, account, Math.min(...come)));
  }
  return news;
}

function lettersOf({ server, directory, policy }: Departures, account: LedgerAccount, days: number): News[] {
  const { person, due } = account;
  const known = directory.people.get(person);
  const params = { server, name: account.displayName, userId: account.userId, day: due ?? "", days };
  const letter = (role: string, mail: string): News => {
    const key = `departure:${person}:${due}:${days}:${role}`;
    return { code: "departure", key, params: { ...params, role: role === "person" ? "person" : "head" }, to: [mail] };
  };
  // Somebody on the red list has no address in Matrix, and is written to by nobody through it.
  if (known?.redList) return [];
  const own = account.mail === null ? [] : [letter("person", account.mail)];
  const heads = known === undefined ? [] : headsOf(directory, policy, known);
  return [...own, ...heads.flatMap((head) => (head.mail === null || head.redList ? [] : [letter(`head:${head.key}`, head.mail)]))];
}

/** People who hold a head's function in the structure of the main link. */
function headsOf(directory: Directory, policy: Policy, person: Person): Person[] {
  const main = person.assignments.find(({ principal }) => principal) ?? person.assignments[0];
  if (main === undefined) return [];
  const codes = Object.entries(policy.functions.table).filter(([, given]) => given === "head");
  const isHead = (other: Person) =>
    other.key !== person.key &&
    other.state === "active" &&
    other.functions.some(({ structure, code }) => structure === main.structure && codes.some(([pattern]) => matchesCode(pattern, code)));
  return [...directory.people.values()].filter(isHead);
}
