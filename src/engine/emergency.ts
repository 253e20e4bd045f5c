/** Emergency lock and unlock: one change, saved as a plan of its own, effective at once beside whatever pass is running (docs/RULES.md §3, §12). */
import type { MoveAccount } from "#core/change.ts";
import { AppError } from "#core/errors.ts";
import { changeKey, type PersonKey, type UserId } from "#core/ids.ts";
import type { Ledger, LedgerAccount } from "#core/ledger.ts";
import { localpartOf, userIdOf } from "#core/naming.ts";
import type { News } from "#core/news.ts";
import type { Plan } from "#core/plan.ts";
import { reason } from "#core/reason.ts";
import type { PassDeps } from "./deps.ts";
import type { EmergencyFile, KeptEmergency } from "./emergency-ports.ts";
import type { Store } from "./ports.ts";

export interface EmergencyDeps extends Omit<PassDeps, "store" | "sources" | "watch" | "say"> {
  /** null: it can't be opened just now. */
  readonly store: Store | null;
  /** Where an act is kept while the store can't. */
  readonly kept: EmergencyFile;
}

export interface EmergencyOrder {
  readonly act: "lock" | "unlock";
  /** Person key, login, Matrix id or its localpart; while the store can't be read, only the last three. */
  readonly person: string;
  readonly why: string;
  /** Sessions are deleted too: after an unlock an old token would work again otherwise. */
  readonly compromised: boolean;
  readonly by: string;
}

export interface EmergencyDone {
  readonly userId: UserId;
  readonly person: string;
  /** The server obeyed; false: it was not asked, since something else than an emergency keeps the account locked. */
  readonly sent: boolean;
  /** Error code of a store that could not write: the act is in the file beside, merged by the next pass. */
  readonly storeFailure: string | null;
}

/** Locks by one operator in `windowMs` after which somebody else has to go on (docs/RULES.md §12.9). */
const locksAtMost = 5;
const windowMs = 600_000;

interface Target {
  readonly userId: UserId;
  readonly person: PersonKey | null;
  readonly account: LedgerAccount | null;
}

/**
 * Throws `lock.unknown`, `lock.service`, `lock.too-many` before anything; `matrix.*` when the server can't be asked: the act is then recorded and the next pass obeys it.
 */
export async function emergency(deps: EmergencyDeps, order: EmergencyOrder): Promise<EmergencyDone> {
  const { ledger, failure } = await recall(deps);
  const target = findTarget(deps, ledger, order.person);
  refuseService(deps, target.userId);
  if (order.act === "lock") await refuseTooMany(deps, order.by, failure === null);
  const recorded = await record(deps, order, target, failure);
  // Something else than an emergency keeps the account locked: ending the decision is all there is to do.
  const sent = order.act === "lock" || target.account === null || target.account.cause === "emergency";
  if (sent) await send(deps, order, target.userId);
  if (order.act === "lock") await lockAgain(deps, target.userId);
  if (recorded.plan !== null && sent) await settle(deps, recorded.plan, target);
  await tell(deps, order, target, recorded.failure);
  return { userId: target.userId, person: target.person ?? target.userId, sent, storeFailure: recorded.failure };
}

async function recall({ store, server, clock }: EmergencyDeps): Promise<{ ledger: Ledger | null; failure: string | null }> {
  try {
    return {
      ledger: store === null ? null : await store.loadLedger(server, clock.today()),
      failure: store === null ? "store.locked" : null,
    };
  } catch (error) {
    return { ledger: null, failure: codeOf(error) };
  }
}

function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : "unexpected";
}

function findTarget({ policy }: EmergencyDeps, ledger: Ledger | null, text: string): Target {
  const typed = text.trim();
  const user = typed.startsWith("@") ? (typed as UserId) : userOf(policy, typed);
  const accounts = [...(ledger?.accounts.values() ?? [])];
  const account =
    accounts.find(({ person }) => person === typed) ??
    accounts.find(({ login, userId }) => login.toLowerCase() === typed.toLowerCase() || userId === user) ??
    null;
  if (account !== null) return { userId: account.userId, person: account.person, account };
  if (ledger !== null || user === null) throw new AppError("lock.unknown", { person: typed });
  return { userId: user, person: null, account: null };
}

function userOf(policy: EmergencyDeps["policy"], login: string): UserId | null {
  const localpart = localpartOf(login);
  return localpart === null ? null : userIdOf(policy, localpart);
}

function refuseService({ policy }: EmergencyDeps, user: UserId): void {
  const own = Object.values(policy.identities).map((localpart) => userIdOf(policy, localpart));
  if (own.includes(user)) throw new AppError("lock.service", { userId: user });
}

/** Counted in the store and in the file: losing one doesn't give five more. */
async function refuseTooMany({ store, server, kept, clock }: EmergencyDeps, by: string, storeReads: boolean): Promise<void> {
  const since = Date.parse(clock.now()) - windowMs;
  const isRecent = (at: string, who: string) => who === by && Date.parse(at) > since;
  const history = storeReads && store !== null ? await store.decisionHistory(server, { kinds: ["emergency"] }) : [];
  const stored = history.filter(({ at, decision }) => isRecent(at, decision.value.by)).length;
  const filed = (await kept.read()).filter((one) => one.server === server && one.act === "lock" && isRecent(one.at, one.by)).length;
  if (stored + filed >= locksAtMost) throw new AppError("lock.too-many", { by, limit: locksAtMost });
}

interface SavedOrder {
  readonly runId: string;
  readonly change: MoveAccount;
}

/** Before the request is sent: what a crash leaves half-done, the next pass finishes. */
async function record(
  deps: EmergencyDeps,
  order: EmergencyOrder,
  target: Target,
  failed: string | null,
): Promise<{ readonly plan: SavedOrder | null; readonly failure: string | null }> {
  const { store, clock } = deps;
  const at = clock.now();
  try {
    if (store === null || failed !== null || target.account === null) throw new AppError((failed ?? "store.locked") as "store.locked");
    await decide(deps, store, order, { person: target.account.person, at });
    return { plan: await savePlan(deps, store, order, target.account), failure: null };
  } catch (error) {
    const { act, by, why, compromised } = order;
    await deps.kept.append({ server: deps.server, act, userId: target.userId, by, why, compromised, at });
    return { plan: null, failure: codeOf(error) };
  }
}

async function decide(
  { server, clock }: Pick<EmergencyDeps, "server" | "clock">,
  store: Store,
  { act, by, why }: Pick<EmergencyOrder, "act" | "by" | "why">,
  { person, at }: { readonly person: PersonKey; readonly at: string },
): Promise<void> {
  if (act === "unlock") await store.endDecision(server, { kind: "emergency", subject: person }, { at, by, why });
  else await store.decide(server, [{ kind: "emergency", value: { person, by, reason: why, since: clock.today(), until: null } }], at);
}

async function savePlan(
  { server, clock }: EmergencyDeps,
  store: Store,
  order: EmergencyOrder,
  account: LedgerAccount,
): Promise<SavedOrder> {
  const today = clock.today();
  const scope = { people: [account.person], structures: [], kinds: [] };
  const run = await store.startRun({ server, today, startedAt: clock.now(), by: order.by, scope, beside: true });
  const change = changeOf(order, account, today);
  const plan: Plan = { server, today, changes: [change], guards: [], problems: [], ignored: [], bookkeeping: [] };
  await store.savePlan(run.id, plan, clock.now());
  return { runId: run.id, change };
}

function changeOf({ act, by, why: said }: EmergencyOrder, { person, userId, state }: LedgerAccount, today: Plan["today"]): MoveAccount {
  const kind = act === "lock" ? "account.lock" : "account.unlock";
  const after = act === "lock" ? "locked" : "open";
  const why =
    act === "lock" ? reason("emergency-lock", { by, day: today, why: said }) : reason("emergency-lifted", { by, day: today, why: said });
  return {
    kind,
    key: changeKey(`${kind}:${person}`),
    person,
    userId,
    before: state,
    after,
    cause: act === "lock" ? "emergency" : null,
    due: null,
    reason: why,
  };
}

async function send({ homeserver }: EmergencyDeps, { act, compromised }: EmergencyOrder, user: UserId): Promise<void> {
  if (act === "unlock") return homeserver.accounts.unlock(user);
  await homeserver.accounts.lock(user);
  if (compromised) await homeserver.accounts.signOut(user);
}

/** Pauses, in milliseconds, after which a lock is looked at again. */
const looks = [300, 700] as const;

/** A pass beside that was just sending an unlock may have undone it: it asks before each one, so one look after another is enough. */
async function lockAgain({ homeserver, log, server }: EmergencyDeps, user: UserId): Promise<void> {
  for (const pause of looks) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const seen = (await homeserver.reader.details([user])).get(user);
    if (seen === undefined || seen.locked || seen.deactivated) continue;
    log.warn({ server }, "a pass had opened the account again: locked once more");
    await homeserver.accounts.lock(user);
  }
}

/** An account that was locked for another reason keeps that reason: the end of the emergency is not the end of it. */
async function settle({ store, server, clock, log }: EmergencyDeps, { runId, change }: SavedOrder, { account }: Target): Promise<void> {
  if (store === null || account === null) return;
  const { key, kind, after, cause } = change;
  try {
    if (account.state !== after) {
      await store.writeLedger(server, [
        { kind: "account.set", account: { ...account, state: after, cause, due: null, since: clock.today() } },
      ]);
    }
    await store.saveOutcomes(runId, clock.today(), [{ key, kind, status: "applied", refusal: null, weight: null }]);
    await store.finishRun(runId, { status: "done", endedAt: clock.now(), figures: { changes: 1, applied: 1 }, error: null });
  } catch (error) {
    // Done and decided: the next pass finds the ledger behind and sets it right.
    log.error({ server, run: runId, reason: codeOf(error) }, "the emergency act is done but could not be written down");
  }
}

async function tell(
  { herald, server, log, clock }: EmergencyDeps,
  order: EmergencyOrder,
  target: Target,
  failure: string | null,
): Promise<void> {
  const { act, by, why, compromised } = order;
  log.warn({ server, operation: `emergency-${act}`, by, compromised, failure }, "emergency act");
  if (herald === undefined) return;
  // Nothing can be posted in a store that can't be written: the pass that merges the act tells it.
  if (failure === null) await herald.tell([newsOf({ server, act, by, why, userId: target.userId, at: clock.now() }, target.person)]);
}

function newsOf({ server, act, by, why, userId, at }: Omit<KeptEmergency, "compromised">, person: string | null): News {
  const code = act === "lock" ? "emergency-lock" : "emergency-unlock";
  return { code, key: `${code}:${userId}:${at}`, params: { server, userId, person: person ?? userId, by, reason: why } };
}

/** What was done while the store could not be written becomes a decision like any other; called by every pass before it decides anything. */
export async function mergeKept(
  deps: Pick<PassDeps, "server" | "clock" | "log" | "herald"> & { readonly store: Store; readonly kept: EmergencyFile },
): Promise<void> {
  const { store, kept, server, clock, log } = deps;
  const mine = (await kept.read()).filter((one) => one.server === server);
  if (mine.length === 0) return;
  const { accounts } = await store.loadLedger(server, clock.today());
  const owners = new Map([...accounts.values()].map(({ userId, person }) => [userId, person]));
  for (const one of mine) {
    const person = owners.get(one.userId);
    if (person === undefined) log.error({ server }, "an emergency act is about an account that campus doesn't manage");
    else await decide(deps, store, one, { person, at: one.at });
    await deps.herald?.post([newsOf(one, person ?? null)]);
  }
  await kept.drop(mine);
  log.warn({ server, acts: mine.length }, "emergency acts merged into the store");
}

/** Whether somebody is under an emergency lock right now, by the store or by the file: asked before a pass opens an account again. */
export async function isLockedDown(
  { store, kept, server, clock }: Pick<PassDeps, "server" | "clock"> & { readonly store: Store; readonly kept?: EmergencyFile | undefined },
  { person, userId }: Pick<LedgerAccount, "person" | "userId">,
): Promise<boolean> {
  const filed = ((await kept?.read()) ?? []).findLast((one: KeptEmergency) => one.server === server && one.userId === userId);
  if (filed !== undefined) return filed.act === "lock";
  return (await store.loadDecisions(server, clock.today())).emergencies.has(person);
}
