/** An address belongs to one account: Synapse would move it from one to the other without a word (docs/RULES.md §1). */
import type { PersonKey } from "./ids.ts";
import { type Problem, problem } from "./problem.ts";
import type { WorldInput } from "./world.ts";

export type MailHolders = ReadonlyMap<string, PersonKey>;

/** Address → whose account bears it on the server; deactivated accounts have none. */
export function mailHolders({ ledger }: Pick<WorldInput, "ledger">): MailHolders {
  const holders = new Map<string, PersonKey>();
  for (const { person, mail, state } of ledger.accounts.values()) {
    if (mail !== null && state !== "deactivated" && state !== "erased") holders.set(mail, person);
  }
  return holders;
}

/** null: free, their own, or about to leave its holder because the directory gives them another one. */
export function takenMail(input: WorldInput, person: PersonKey, mail: string | null, holders: MailHolders): Problem | null {
  const holder = mail === null ? undefined : holders.get(mail);
  if (mail === null || holder === undefined || holder === person) return null;
  const other = input.directory.people.get(holder);
  const leaves = other !== undefined && other.state !== "disabled" && other.mail !== mail && !input.decisions.overrides.has(holder);
  return leaves ? null : problem("mail-taken", person, { mail, people: holder }, "error");
}
