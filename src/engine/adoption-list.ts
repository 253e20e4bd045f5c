/** What joining an existing server leaves to decide: people whose account can't be told, accounts that are nobody's (docs/RULES.md §9). */
import type { PersonKey, UserId } from "#core/ids.ts";
import { userIdOf } from "#core/naming.ts";
import type { ObservedAccount } from "#core/observed.ts";
import { makePlan, type PlanInput } from "#core/plan.ts";
import { compareText, fold } from "#core/text.ts";
import type { HomeserverReader } from "./ports.ts";

export interface FoundAccount {
  readonly userId: UserId;
  readonly displayName: string;
  /** null: not looked up. */
  readonly externalIds: readonly string[] | null;
  readonly mails: readonly string[] | null;
}

export interface ToReview {
  readonly person: PersonKey;
  readonly login: string;
  readonly displayName: string;
  readonly mail: string | null;
  readonly account: FoundAccount;
  /** What speaks for it, without proving it. */
  readonly same: { readonly name: boolean; readonly localpart: boolean };
}

export interface AdoptionList {
  /** Adopted by the next pass without anybody's word. */
  readonly proven: readonly { readonly person: PersonKey; readonly userId: UserId }[];
  readonly review: readonly ToReview[];
  /** Accounts that no person of the directory could have. */
  readonly nobody: readonly FoundAccount[];
}

export function adoptionList(input: PlanInput): AdoptionList {
  const adoptions = makePlan(input).changes.filter((change) => change.kind === "account.adopt");
  const proven = adoptions.map(({ person, userId }) => ({ person, userId }));
  const strangers = strangersIn(input).filter(({ userId }) => !proven.some((one) => one.userId === userId));
  const review = reviewOf(input, strangers, new Set(proven.map(({ person }) => person)));
  const named = new Set(review.map(({ account }) => account.userId));
  return { proven, review, nobody: strangers.filter(({ userId }) => !named.has(userId)).map(toFound) };
}

/** One request for each account that the ledger doesn't know: only when asked for. */
export async function lookUpStrangers(reader: HomeserverReader, input: PlanInput): Promise<PlanInput> {
  const unknown = strangersIn(input).filter(({ details }) => details === undefined);
  const details = await reader.details(unknown.map(({ userId }) => userId));
  return { ...input, observed: { ...input.observed, accounts: new Map([...input.observed.accounts, ...details]) } };
}

/** Living accounts that the ledger doesn't know, campus's own two left out. */
function strangersIn({ observed, ledger, policy }: PlanInput): ObservedAccount[] {
  const ours = new Set<UserId>([...ledger.accounts.values()].map(({ userId }) => userId));
  for (const localpart of Object.values(policy.identities)) ours.add(userIdOf(policy, localpart));
  return [...observed.accounts.values()]
    .filter(({ userId, deactivated }) => !ours.has(userId) && !deactivated)
    .sort((a, b) => compareText(a.userId, b.userId));
}

/** A person without an account, and a stranger's account of their login or of their name. */
function reviewOf(
  { directory, ledger, policy }: PlanInput,
  strangers: readonly ObservedAccount[],
  proven: ReadonlySet<PersonKey>,
): ToReview[] {
  const byId = new Map(strangers.map((one) => [one.userId, one]));
  const byName = Map.groupBy(strangers, (one) => fold(one.displayName));
  const found: ToReview[] = [];
  for (const person of directory.people.values()) {
    if (ledger.accounts.has(person.key) || proven.has(person.key) || person.state === "disabled") continue;
    const { localpart } = person;
    const own = localpart === null ? undefined : byId.get(userIdOf(policy, localpart));
    const candidates = own === undefined ? (byName.get(person.foldedName) ?? []) : [own];
    for (const account of candidates) {
      const { key, login, displayName, mail } = person;
      const same = { name: fold(account.displayName) === person.foldedName, localpart: account === own };
      found.push({ person: key, login, displayName, mail, account: toFound(account), same });
    }
  }
  return found;
}

function toFound({ userId, displayName, details }: ObservedAccount): FoundAccount {
  return { userId, displayName, externalIds: details?.externalIds ?? null, mails: details?.mails ?? null };
}

export interface AdoptionRow {
  readonly line: number;
  readonly person: string;
  readonly account: string;
  readonly verdict: "adopt" | "refuse";
}

/** Lines `person;account;adopt|refuse`, a heading and empty lines left out; `wrong` numbers the others. */
export function parseAdoptions(text: string): { readonly rows: readonly AdoptionRow[]; readonly wrong: readonly number[] } {
  const rows: AdoptionRow[] = [];
  const wrong: number[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const [person = "", account = "", verdict = ""] = raw.split(";").map((cell) => cell.trim());
    if (raw.trim() === "" || (index === 0 && verdict === "verdict")) continue;
    if (person === "" || account === "" || (verdict !== "adopt" && verdict !== "refuse")) wrong.push(index + 1);
    else rows.push({ line: index + 1, person, account, verdict });
  }
  return { rows, wrong };
}
