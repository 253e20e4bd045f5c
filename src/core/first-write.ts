/** The first change of an account: made for a newcomer, or taken over where it exists. */
import type { Change } from "./change.ts";
import { desireAccount } from "./desire.ts";
import { holderOf } from "./diff-links.ts";
import type { Person } from "./directory.ts";
import { changeKey, type UserId } from "./ids.ts";
import type { AccountWish } from "./lifecycle.ts";
import { type Reason, reason } from "./reason.ts";
import { userIdFor } from "./user-id.ts";
import type { World } from "./world.ts";

export function firstWrite(world: World, person: Person, wish: AccountWish): Change {
  const userId = userIdFor(world, person) as UserId;
  const desired = desireAccount(world, person.key);
  const taken = world.observed.accounts.has(userId);
  const decided = taken ? adoptedBy(world, person, userId) : null;
  return {
    kind: taken ? "account.adopt" : "account.create",
    key: changeKey(`${taken ? "account.adopt" : "account.create"}:${person.key}`),
    person: person.key,
    userId,
    login: person.login,
    displayName: desired?.displayName ?? person.displayName,
    mail: desired?.mail ?? null,
    listed: desired?.listed ?? !person.redList,
    ...holderOf(world, person.key),
    ...(decided === null ? {} : { by: decided }),
    reason: taken ? adoptionReason(decided) : wish.reason,
  };
}

/** Who decided that the account is theirs, where its external id doesn't say so already. */
function adoptedBy({ decisions, observed }: World, { key, login }: Person, userId: UserId): string | null {
  const decision = decisions.adoptions.get(key);
  const proven = observed.accounts.get(userId)?.details?.externalIds.includes(login) === true;
  return decision?.verdict === "adopt" && decision.userId === userId && !proven ? decision.by : null;
}

function adoptionReason(by: string | null): Reason {
  return by === null ? reason("account-adopted") : reason("adoption-decided", { by });
}
