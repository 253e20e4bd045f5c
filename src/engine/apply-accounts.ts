/** Carries out the changes of accounts: people side by side, the changes of one person one after another. */
import type { CreateAccount } from "#core/change.ts";
import { AppError } from "#core/errors.ts";
import type { LedgerAccount } from "#core/ledger.ts";
import { claimDepths } from "#core/order.ts";
import { type Acting, attempt, confirm, intend, mayGo, saidNo, settle } from "./acting.ts";
import { type LaneWork, runLanes } from "./lanes.ts";
import { type AccountChange, accountDone, accountIntended, accountRefused } from "./ledger-writes.ts";
import type { AccountWriter, KnownAccount, NewAccount } from "./ports.ts";

const accountLanes = 8;
/** People whose accounts are announced in one transaction. */
const peoplePerBatch = 200;

export async function applyAccounts(act: Acting, changes: readonly AccountChange[]): Promise<void> {
  const depthOf = claimDepths(changes);
  const people = [...Map.groupBy(changes, (change) => change.person)].sort(([a], [b]) => depthOf(a) - depthOf(b)).map(([, own]) => own);
  for (let at = 0; at < people.length; at += peoplePerBatch) await applyBatch(act, people.slice(at, at + peoplePerBatch));
}

async function applyBatch(act: Acting, people: readonly (readonly AccountChange[])[]): Promise<void> {
  const creations = people.flat().filter((change) => change.kind === "account.create");
  const before = new Map(creations.map((change) => [change.person, act.book.account(change.person)]));
  if (!act.breaker.stopped()) {
    await intend(
      act,
      creations.flatMap((change) => accountIntended(change, act.book, act.today)),
    );
  }
  const work = people.map((own): LaneWork => {
    const run = async (): Promise<void> => {
      for (const change of own) await applyOne(act, change, before);
    };
    return { key: own[0]?.person ?? "", after: holderIn(own), size: own.length, run };
  });
  await runLanes(work, accountLanes);
  await act.journal.flush();
}

/** Whose link must have moved first. */
function holderIn(own: readonly AccountChange[]): string | null {
  return own.flatMap((change) => ("holder" in change ? [change.holder ?? null] : []))[0] ?? null;
}

type Before = ReadonlyMap<string, ReturnType<Acting["book"]["account"]>>;

async function applyOne(act: Acting, change: AccountChange, before: Before): Promise<void> {
  if (!mayGo(act, change)) return;
  const opens = change.kind === "account.unlock" || change.kind === "account.reactivate";
  if (opens && (await act.isLockedDown(change))) return settle(act, change, "skipped");
  const send = sendAccount(act, change);
  if (send === null) return settle(act, change, "skipped");
  if (await attempt(act, [change], send, () => accountDone(change, act.book, act.today))) return;
  // After an upstream failure nobody knows whether the account was made: the announcement stays.
  if (change.kind === "account.create" && saidNo(act, change)) confirm(act, accountRefused(change, before.get(change.person) ?? null));
}

/** The request of one change; null when the ledger doesn't know the account that it speaks of. */
function sendAccount(act: Acting, change: AccountChange): (() => Promise<void>) | null {
  const { accounts } = act.homeserver;
  switch (change.kind) {
    case "account.create":
      return () => createAccount(accounts, change);
    case "account.adopt":
      return () => accounts.adopt(newAccount(change));
    case "account.rename":
      return () => accounts.rename(change.userId, change.after);
    case "account.mail":
      return () => accounts.setMail(change.userId, change.after);
    case "account.listing":
      return () => accounts.setListed(change.userId, change.after === "listed");
    case "identity.link":
      return () => accounts.setExternalId(change.userId, change.after);
    case "account.leaving":
    case "account.stay":
      return () => Promise.resolve();
    case "account.lock":
      return () => accounts.lock(change.userId);
    case "account.unlock":
      return () => accounts.unlock(change.userId);
    case "account.deactivate":
      return () => accounts.deactivate(change.userId);
    case "account.erase":
      return () => accounts.erase(change.userId);
    case "account.reactivate": {
      const row = act.book.account(change.person);
      return row ? () => reactivate(act, { ...row, ...(change.mail === undefined ? {} : { mail: change.mail }) }) : null;
    }
    default:
      return change satisfies never;
  }
}

/** Somebody returns whatever became of their address: when another account of the server has it, they come back without. */
async function reactivate(act: Acting, row: LedgerAccount): Promise<void> {
  const { accounts } = act.homeserver;
  try {
    await accounts.reactivate(knownAccount(row));
  } catch (error) {
    if (row.mail === null || !(error instanceof AppError) || error.code !== "matrix.conflict") throw error;
    await accounts.reactivate({ ...knownAccount(row), mail: null });
    confirm(act, [{ kind: "account.set", account: { ...row, mail: null } }]);
  }
}

/** An address belongs to one account: it leaves the one that this one replaces first. */
async function createAccount(accounts: AccountWriter, change: CreateAccount): Promise<void> {
  if (change.leaves !== undefined && change.mail !== null) await accounts.setMail(change.leaves, null);
  await accounts.create(newAccount(change));
}

type Known = { readonly login: string } & Omit<KnownAccount, "externalId">;

function knownAccount({ userId, login, displayName, mail }: Known): KnownAccount {
  return { userId, externalId: login || null, displayName, mail };
}

function newAccount({ userId, login, displayName, mail, listed }: Known & { readonly listed: boolean }): NewAccount {
  return { userId, externalId: login, displayName, mail, listed };
}
