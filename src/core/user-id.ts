/** The Matrix id of a person. */
import type { Person } from "./directory.ts";
import type { UserId } from "./ids.ts";
import { userIdOf } from "./naming.ts";
import type { World } from "./world.ts";

/** The user id of a person: the one recorded at creation, for ever; else made from the login. */
export function userIdFor(world: World, person: Person): UserId | null {
  const account = world.ledger.accounts.get(person.key);
  if (account !== undefined) return world.moves.moving.get(person.key)?.userId ?? account.userId;
  const { localpart } = person;
  return localpart === null ? null : (world.logins.elsewhere.get(person.key) ?? userIdOf(world.policy, localpart));
}
