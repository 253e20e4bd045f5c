/** The link of an account follows its person's login; one that somebody else bears now is taken away (docs/RULES.md §1, §12.5). */
import type { AccountChanges } from "./account-changes.ts";
import type { Person } from "./directory.ts";
import { changeKey, type PersonKey } from "./ids.ts";
import type { LedgerAccount } from "./ledger.ts";
import type { AccountWish } from "./lifecycle.ts";
import type { ObservedAccount } from "./observed.ts";
import { reason } from "./reason.ts";
import { hasLivingAccount, type World } from "./world.ts";

export interface Linked {
  readonly person: Person | undefined;
  readonly wish: AccountWish;
  readonly observed: ObservedAccount;
}

export function keepLink(world: World, account: LedgerAccount, linked: Linked, { changes, problems }: AccountChanges): void {
  const { person: key, userId, login } = account;
  const blocked = world.logins.blocked.get(key);
  if (blocked !== undefined) problems.push(blocked);
  const claimant = world.logins.claimed.get(key);
  const own = blocked === undefined ? ownLogin(linked) : null;
  const after = own ?? (claimant === undefined ? login : "");
  if (after === login) return;
  const why = own === null ? reason("login-given", { login, people: claimant ?? "" }) : reason("login-changed", { before: login, after });
  changes.push({
    kind: "identity.link",
    key: changeKey(`identity.link:${key}`),
    person: key,
    userId,
    before: login || null,
    after: after || null,
    ...(own === null ? {} : holderOf(world, key)),
    reason: why,
  });
}

/** null: nothing to link, the account isn't living or bears no usable login. */
function ownLogin({ person, wish, observed }: Linked): string | null {
  if (person === undefined || !hasLivingAccount(wish) || observed.deactivated) return null;
  return person.localpart === null ? null : person.login;
}

export function holderOf({ logins }: World, claimant: PersonKey): { readonly holder?: PersonKey } {
  const holder = logins.holders.get(claimant);
  return holder === undefined ? {} : { holder };
}
