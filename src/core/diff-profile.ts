/** Name, address and listing of a living account, kept as the directory says. */
import type { AccountChanges } from "./account-changes.ts";
import type { Change, Listing } from "./change.ts";
import { bearersOf } from "./conflicts.ts";
import { authorship } from "./decisions.ts";
import { type DesiredAccount, desireAccount } from "./desire.ts";
import type { Person } from "./directory.ts";
import { changeKey } from "./ids.ts";
import type { LedgerAccount } from "./ledger.ts";
import { overrideOf } from "./lifecycle.ts";
import { linkProblem } from "./links.ts";
import { takenMail } from "./mails.ts";
import type { ObservedAccount } from "./observed.ts";
import { problem } from "./problem.ts";
import { reason } from "./reason.ts";
import type { World } from "./world.ts";

interface Known {
  readonly account: LedgerAccount;
  readonly person: Person;
  readonly observed: ObservedAccount;
}

export function keepInSync(world: World, known: Known, result: AccountChanges): void {
  const { account, person, observed } = known;
  const desired = desireAccount(world, person.key);
  if (desired === null || observed.deactivated) return;
  if (observed.listed !== desired.listed) keepListing(known, desired.listed, result);
  keepName(world, known, desired.displayName, result);
  if (account.mail !== desired.mail) keepMail(world, known, desired.mail, result);
  keepDetails(world, known, desired, result);
}

const listingOf = (listed: boolean): Listing => (listed ? "listed" : "hidden");

/** Before name and mail: somebody who comes off the red list is found under the new name, and their address waits with them. */
function keepListing({ account, person }: Known, after: boolean, { changes }: AccountChanges): void {
  const key = changeKey(`account.listing:${person.key}`);
  const why = reason(after ? "not-on-red-list" : "red-list");
  changes.push({
    kind: "account.listing",
    key,
    person: person.key,
    userId: account.userId,
    before: listingOf(!after),
    after: listingOf(after),
    reason: why,
  });
}

function keepName(world: World, { account, person, observed }: Known, after: string, { changes, problems }: AccountChanges): void {
  if (observed.displayName === after) return;
  // What campus wrote last is still wanted: somebody else changed it.
  if (account.displayName === after && world.policy.drift.accountName === "report") {
    problems.push(problem("name-drift", person.key, { found: observed.displayName, expected: after }));
    return;
  }
  const forced = overrideOf(person, world);
  const why = forced?.displayName === undefined ? reason("name-changed") : reason("forced-value", authorship(forced));
  const key = changeKey(`account.rename:${person.key}`);
  changes.push({
    kind: "account.rename",
    key,
    person: person.key,
    userId: account.userId,
    before: observed.displayName,
    after,
    reason: why,
  });
}

function keepMail(world: World, { account, person }: Known, after: string | null, { changes, problems }: AccountChanges): void {
  const bearers = after === null ? [] : bearersOf(world, after);
  if (bearers.length > 1) {
    problems.push(problem("mail-shared", person.key, { mail: after ?? "", people: bearers.map((one) => one.key).join(", ") }));
    return;
  }
  const taken = takenMail(world, person.key, after, world.mails());
  if (taken !== null) {
    problems.push(taken);
    return;
  }
  const forced = overrideOf(person, world);
  const natural = reason(person.redList ? "red-list" : "mail-changed");
  const why = forced?.mail === undefined ? natural : reason("forced-value", authorship(forced));
  const key = changeKey(`account.mail:${person.key}`);
  changes.push({ kind: "account.mail", key, person: person.key, userId: account.userId, before: account.mail, after, reason: why });
}

/** Compared for accounts whose details were read in this pass: by the API the rotating sample, by the database all. */
function keepDetails(world: World, known: Known, desired: DesiredAccount, { changes, problems }: AccountChanges): void {
  const { account, observed } = known;
  const { details, userId } = observed;
  if (details === undefined) return;
  const link = linkProblem(account, observed);
  if (link !== null) problems.push(link);
  // The server keeps addresses in lower case.
  const mails = account.mail === null ? [] : [account.mail.toLowerCase()];
  if (details.mails.join() === mails.join()) return;
  if (world.policy.drift.accountMail === "restore" && account.mail === desired.mail) {
    changes.push(restoreMail(known, details.mails));
  } else {
    problems.push(problem("mail-drift", account.person, { userId, found: details.mails.join(", "), expected: mails.join() }));
  }
}

function restoreMail({ account, person }: Known, found: readonly string[]): Change {
  const key = changeKey(`account.mail:${person.key}`);
  const { userId, mail: after } = account;
  const why = reason("drift-restored", { setting: "mail" });
  return { kind: "account.mail", key, person: person.key, userId, before: found.join(", ") || null, after, reason: why };
}
