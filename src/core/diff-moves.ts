/** The changes of a guided change of Matrix id: the link leaves the former account, the new one is made, the former one is locked. */
import type { Change } from "./change.ts";
import { desireAccount } from "./desire.ts";
import type { Person } from "./directory.ts";
import { changeKey } from "./ids.ts";
import { formerKey, type Moving } from "./moves.ts";
import { reason } from "./reason.ts";
import type { World } from "./world.ts";

/** Each step stands alone: whatever was done of them, the next pass goes on from there. */
export function moveIdentity(world: World, person: Person, { account, userId, decision }: Moving): Change[] {
  const why = reason("matrix-id-changed", { by: decision.by, before: account.userId, after: userId });
  const desired = desireAccount(world, person.key);
  const unlink: Change = {
    kind: "identity.link",
    key: changeKey(`identity.link:${person.key}`),
    person: person.key,
    userId: account.userId,
    before: account.login || null,
    after: null,
    reason: why,
  };
  const create: Change = {
    kind: "account.create",
    key: changeKey(`account.create:${person.key}`),
    person: person.key,
    userId,
    login: person.login,
    displayName: desired?.displayName ?? person.displayName,
    mail: desired?.mail ?? null,
    listed: desired?.listed ?? !person.redList,
    holder: person.key,
    leaves: account.userId,
    reason: why,
  };
  const alive = account.state === "open" || account.state === "leaving";
  const former = formerKey(account.userId);
  const lock: Change = {
    kind: "account.lock",
    key: changeKey(`account.lock:${former}`),
    person: former,
    userId: account.userId,
    before: account.state,
    after: "locked",
    cause: "moved",
    due: null,
    into: person.key,
    reason: why,
  };
  return [...(account.login === "" ? [] : [unlink]), create, ...(alive ? [lock] : [])];
}
