/** The state machine of an account: what it should be today, and why (docs/RULES.md §3). */
import { addDays, addMonths, addWorkingDays } from "./day.ts";
import { authorship, type Decisions, type Exemption, isInForce, type Override } from "./decisions.ts";
import { delaysFor } from "./delays.ts";
import type { Person } from "./directory.ts";
import { survivorsOf } from "./duplicates.ts";
import { eligibleReason, type Standing, standingOf } from "./eligibility.ts";
import type { Day, PersonKey } from "./ids.ts";
import type { AccountState, LeavingCause, Ledger, LedgerAccount } from "./ledger.ts";
import { isFormer } from "./moves.ts";
import type { Policy } from "./policy.ts";
import { type Reason, reason } from "./reason.ts";

/** What the account should be. `none`: no account and none wanted; `conflict`: nothing is written. */
export interface AccountWish {
  readonly state: AccountState | "none" | "conflict";
  readonly cause: LeavingCause | null;
  readonly due: Day | null;
  readonly reason: Reason;
}

export interface LifecycleInput {
  readonly policy: Policy;
  readonly decisions: Decisions;
  readonly ledger: Ledger;
  readonly today: Day;
  /** Did this pass read every source completely? Only such reads count towards "vanished". */
  readonly fresh: boolean;
}

export function wishFor(key: PersonKey, person: Person | undefined, input: LifecycleInput): AccountWish {
  const account = input.ledger.accounts.get(key);
  const emergency = input.decisions.emergencies.get(key);
  if (emergency && account && isAlive(account)) return locked("emergency", reason("emergency-lock", authorship(emergency)));
  const erasure = input.decisions.erasures.get(key);
  if (erasure) return erasing(account, input.today, reason("erasure-decided", authorship(erasure)));
  const standing = standingToday(key, person, input);
  if (account === undefined) return withoutAccount(standing);
  const known: Known = { account, person, standing };
  switch (account.state) {
    case "open":
    case "leaving":
      return fromAlive(known, input);
    case "locked":
      return fromLocked(known, input);
    case "deactivated":
      return fromDeactivated(known, input);
    case "erased":
      return fromErased(known, input);
    default:
      return account.state satisfies never;
  }
}

/** Locked first, which can be taken back and waits for nobody; erased, which can't, from the day after. */
function erasing(account: LedgerAccount | undefined, today: Day, why: Reason): AccountWish {
  if (account === undefined) return { state: "none", cause: null, due: null, reason: why };
  if (account.state === "open" || account.state === "leaving") return locked("forced", why);
  if (account.state === "locked" && account.since >= today) return { state: "locked", cause: account.cause, due: null, reason: why };
  return { state: "erased", cause: account.cause, due: null, reason: why };
}

function isAlive(account: LedgerAccount): boolean {
  return account.state === "open" || account.state === "leaving" || account.state === "locked";
}

export function exemptionOf(key: PersonKey, input: LifecycleInput): Exemption | undefined {
  const exemption = input.decisions.exemptions.get(key);
  return exemption !== undefined && isInForce(exemption, input.today) ? exemption : undefined;
}

/** A forced value holds only while the source says active (docs/RULES.md §3, the presentation's form). */
export function overrideOf(person: Person | undefined, input: LifecycleInput): Override | undefined {
  if (person === undefined || person.state === "disabled") return undefined;
  const override = input.decisions.overrides.get(person.key);
  return override !== undefined && isInForce(override, input.today) ? override : undefined;
}

type Stand =
  | Standing
  | { readonly is: "gone-into"; readonly cause: "merged" | "moved"; readonly since: Day; readonly reason: Reason }
  | { readonly is: "vanished"; readonly reason: Reason }
  | { readonly is: "forced"; readonly reason: Reason };

function standingToday(key: PersonKey, person: Person | undefined, input: LifecycleInput): Stand {
  const replaced = replacedBy(key, input);
  if (replaced !== null) return replaced;
  if (person === undefined) {
    const since = input.ledger.absences.get(key)?.since;
    return { is: "vanished", reason: reason("vanished", { day: since ?? input.today }) };
  }
  const override = overrideOf(person, input);
  if (override?.disabled) return { is: "forced", reason: reason("forced-disabled", authorship(override)) };
  return standingOf(person, exemptionOf(key, input), input.policy, input.today);
}

/** An account whose person goes on in another one. */
function replacedBy(key: PersonKey, { decisions, ledger, today }: LifecycleInput): Stand | null {
  const merge = decisions.merges.get(key);
  const survivor = merge === undefined ? undefined : survivorsOf(decisions.merges).get(key);
  if (merge !== undefined && survivor !== undefined)
    return { is: "gone-into", cause: "merged", since: merge.since, reason: reason("merged-into", { people: survivor, by: merge.by }) };
  if (!isFormer(key)) return null;
  return { is: "gone-into", cause: "moved", since: ledger.accounts.get(key)?.since ?? today, reason: reason("matrix-id-changed") };
}

/** People entitled again about whose departure something was decided: that departure is over, and the decision with it. */
export function departuresOver(people: ReadonlyMap<PersonKey, Person>, input: LifecycleInput): PersonKey[] {
  const isBack = (key: PersonKey) => people.has(key) && standingToday(key, people.get(key), input).is === "eligible";
  return [...input.decisions.leavings.keys()].filter(isBack);
}

function locked(cause: LeavingCause, why: Reason): AccountWish {
  return { state: "locked", cause, due: null, reason: why };
}

/** Nearly everybody's wish, made once. */
const openAsEligible: AccountWish = { state: "open", cause: null, due: null, reason: eligibleReason };

function open(why: Reason): AccountWish {
  return why === eligibleReason ? openAsEligible : { state: "open", cause: null, due: null, reason: why };
}

function withoutAccount(standing: Stand): AccountWish {
  return standing.is === "eligible" ? open(standing.reason) : { state: "none", cause: null, due: null, reason: standing.reason };
}

interface Known {
  readonly account: LedgerAccount;
  readonly person: Person | undefined;
  readonly standing: Stand;
}

function fromAlive(known: Known, input: LifecycleInput): AccountWish {
  const { account, standing } = known;
  if (standing.is === "disabled") return locked("disabled-by-source", standing.reason);
  if (standing.is === "forced") return locked("forced", standing.reason);
  if (standing.is === "gone-into" && standing.cause === "moved") return locked("moved", standing.reason);
  if (standing.is === "eligible") return open(account.state === "leaving" ? reason("returned") : standing.reason);
  // A wave or a future start delays an opening; it never closes what is open.
  if (standing.is === "waiting") return account.state === "leaving" ? leavingWish(known, input) : open(standing.reason);
  const exemption = exemptionOf(account.person, input);
  if (exemption?.protected) return open(reason("protected", authorship(exemption)));
  return leavingWish(known, input);
}

function leavingWish(known: Known, input: LifecycleInput): AccountWish {
  const { account, standing } = known;
  const decision = input.decisions.leavings.get(account.person);
  if (decision?.act === "cancel") return open(reason("leaving-cancelled", authorship(decision)));
  const cause = causeOf(standing);
  const due = (decision?.act === "move" ? decision.due : null) ?? dueOf(known, cause, input);
  const over =
    due <= input.today && (standing.is !== "vanished" || readsWithout(account.person, input) >= input.policy.delays.vanishedReads);
  return over ? locked(cause, reason("due-reached", { day: due })) : { state: "leaving", cause, due, reason: standing.reason };
}

function causeOf(standing: Stand): LeavingCause {
  if (standing.is === "ending" || standing.is === "gone-into") return standing.cause;
  return standing.is === "vanished" ? "vanished" : "ineligible";
}

function dueOf({ account, person, standing }: Known, cause: LeavingCause, { policy, ledger, today }: LifecycleInput): Day {
  if (standing.is === "ending" && standing.due !== null) return standing.due;
  const since = account.state === "leaving" && account.cause === cause ? account.since : today;
  if (standing.is === "vanished")
    return addWorkingDays(ledger.absences.get(account.person)?.since ?? today, policy.delays.vanishedWorkingDays);
  if (standing.is === "gone-into") return addDays(standing.since, policy.delays.announcedDays);
  const { announcedDays, ineligibleDays } = delaysFor(policy, person, since);
  return addDays(since, standing.is === "ending" ? announcedDays : ineligibleDays);
}

function readsWithout(key: PersonKey, input: LifecycleInput): number {
  return (input.ledger.absences.get(key)?.reads ?? 0) + (input.fresh ? 1 : 0);
}

function fromLocked(known: Known, input: LifecycleInput): AccountWish {
  const { account, person, standing } = known;
  if (standing.is === "eligible") return open(reason("returned"));
  if (standing.is === "ending") {
    const wish = leavingWish(known, input);
    if (wish.state !== "locked") return wish;
  }
  if (standing.is === "forced") return { ...locked("forced", standing.reason), cause: account.cause };
  if (isByHand(account.cause)) return locked(standing.is === "disabled" ? "disabled-by-source" : causeOf(standing), standing.reason);
  const end = addMonths(account.since, delaysFor(input.policy, person, account.since).deactivateMonths);
  if (end <= input.today) {
    return { state: "deactivated", cause: account.cause, due: null, reason: reason("locked-long", { day: account.since }) };
  }
  return { state: "locked", cause: account.cause, due: null, reason: standing.reason };
}

/** A lock by an operator leads nowhere; once it is lifted, or the source itself ends the account, its months begin. */
function isByHand(cause: LeavingCause | null): boolean {
  return cause === "forced" || cause === "emergency" || cause === "undone";
}

function fromDeactivated({ account, person, standing }: Known, { policy, today }: LifecycleInput): AccountWish {
  if (standing.is === "eligible") return open(reason("returned"));
  const end = addMonths(account.since, delaysFor(policy, person, account.since).eraseMonths);
  if (end <= today) return { state: "erased", cause: account.cause, due: null, reason: reason("deactivated-long", { day: account.since }) };
  return { state: "deactivated", cause: account.cause, due: null, reason: standing.reason };
}

/** Nothing brings an erased account back: somebody who returns needs a new one, by a named decision. */
function fromErased({ account, standing }: Known, { decisions }: LifecycleInput): AccountWish {
  if (standing.is === "eligible" && decisions.moves.has(account.person)) return open(reason("matrix-id-changed"));
  const why =
    standing.is === "eligible" ? reason("erased-returned", { day: account.since }) : reason("deactivated-long", { day: account.since });
  return { state: "erased", cause: account.cause, due: null, reason: why };
}
