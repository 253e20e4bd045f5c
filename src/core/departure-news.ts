/** Mail to people whose account is to end, to the heads of their structure and to their sponsors, some days before (docs/RULES.md §3). */
import { addDays } from "./day.ts";
import type { Directory, Person } from "./directory.ts";
import type { Day, StructureKey } from "./ids.ts";
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

/** People who hold a head's function in a structure, looked for once. */
type Heads = ReadonlyMap<StructureKey, readonly Person[]>;

/** Of the days that have come, the nearest to the end only. The due day is in the key: one that moved starts again, one cancelled says nothing. */
export function departureNews(input: Departures): News[] {
  const { ledger, today, daysBefore } = input;
  const news: News[] = [];
  let heads: Heads | null = null;
  for (const account of ledger.accounts.values()) {
    if (account.state !== "leaving" || account.intended || account.due === null || account.due <= today) continue;
    const { due } = account;
    const come = daysBefore.filter((days) => addDays(due, -days) <= today);
    if (come.length === 0) continue;
    heads ??= findHeads(input);
    news.push(...lettersOf(input, heads, account, Math.min(...come)));
  }
  return news;
}

function lettersOf({ server, directory }: Departures, heads: Heads, account: LedgerAccount, days: number): News[] {
  const { person, due } = account;
  const known = directory.people.get(person);
  // Somebody on the red list has no address in Matrix, and is written to by nobody through it.
  if (known?.redList) return [];
  const params = { server, name: account.displayName, userId: account.userId, day: due ?? "", days };
  const letter = (role: string, mail: string): News => {
    const key = `departure:${person}:${due}:${days}:${role}`;
    return { code: "departure", key, params: { ...params, role: role.split(":", 1)[0] ?? role }, to: [mail] };
  };
  const own = account.mail === null ? [] : [letter("person", account.mail)];
  const others = known === undefined ? [] : recipients(known, directory, heads);
  return [...own, ...others.flatMap(({ role, to }) => (to.mail === null ? [] : [letter(`${role}:${to.key}`, to.mail)]))];
}

interface Recipient {
  readonly role: "head" | "sponsor";
  readonly to: Person;
}

/** Each once, whatever they are to the person; a head before a sponsor. */
function recipients(person: Person, { people }: Directory, heads: Heads): readonly Recipient[] {
  const main = person.assignments.find(({ principal }) => principal) ?? person.assignments[0];
  const own = main === undefined ? [] : (heads.get(main.structure) ?? []);
  const sponsors = (person.sponsors ?? []).flatMap((sponsor) => {
    if ("structure" in sponsor) return heads.get(sponsor.structure) ?? [];
    const one = people.get(sponsor.person);
    return one === undefined ? [] : [one];
  });
  const found = new Map<string, Recipient>();
  for (const to of own) found.set(to.key, { role: "head", to });
  for (const to of sponsors) if (!found.has(to.key)) found.set(to.key, { role: "sponsor", to });
  return [...found.values()].filter(({ to }) => to.key !== person.key && to.state === "active" && !to.redList);
}

function findHeads({ directory, policy }: Departures): Heads {
  const codes = Object.entries(policy.functions.table).flatMap(([pattern, given]) => (given === "head" ? [pattern] : []));
  const heads = new Map<StructureKey, Person[]>();
  for (const person of directory.people.values()) {
    const headed = person.functions.filter(({ code }) => codes.some((pattern) => matchesCode(pattern, code)));
    for (const structure of new Set(headed.map((held) => held.structure))) {
      const known = heads.get(structure);
      if (known) known.push(person);
      else heads.set(structure, [person]);
    }
  }
  return heads;
}
