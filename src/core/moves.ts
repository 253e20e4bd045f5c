/** A guided change of Matrix id: a new account in the same rooms at the same levels, the former one locked (docs/RULES.md §1). */
import type { IdentityMove } from "./decisions.ts";
import { type PersonKey, personKey, type UserId } from "./ids.ts";
import type { LedgerAccount } from "./ledger.ts";
import { localpartOf, userIdOf } from "./naming.ts";
import { type Problem, problem } from "./problem.ts";
import type { World, WorldInput } from "./world.ts";

/** An account that its person leaves for another one, by this very plan. */
export interface Moving {
  readonly account: LedgerAccount;
  readonly userId: UserId;
  readonly decision: IdentityMove;
}

export interface Moves {
  readonly moving: ReadonlyMap<PersonKey, Moving>;
  readonly problems: readonly Problem[];
}

const formerPrefix = "former:";

/** Key under which the ledger keeps an account that its person has left: it lives on alone, from locked to erased. */
export function formerKey(userId: UserId): PersonKey {
  return personKey(`${formerPrefix}${userId}`);
}

export function isFormer(person: PersonKey): boolean {
  return person.startsWith(formerPrefix);
}

export function findMoves(input: WorldInput): Moves {
  const moving = new Map<PersonKey, Moving>();
  const problems: Problem[] = [];
  for (const decision of input.decisions.moves.values()) {
    const account = input.ledger.accounts.get(decision.person);
    if (account === undefined || !input.directory.people.has(decision.person)) continue;
    const userId = userIdOf(input.policy, decision.localpart);
    if (account.userId === userId) continue;
    const refusal = refusalOf(input, decision, userId);
    if (refusal === null) moving.set(decision.person, { account, userId, decision });
    else problems.push(refusal);
  }
  return { moving, problems };
}

/** The new name must be free on the server, and no login but the person's own: its bearer would enter it (docs/RULES.md §1). */
function refusalOf({ observed, directory, ledger }: WorldInput, decision: IdentityMove, userId: UserId): Problem | null {
  const { person, localpart } = decision;
  const bearer = [...directory.people.values()].find((one) => one.key !== person && one.localpart === localpart);
  const owner = [...ledger.accounts.values()].find((one) => one.userId === userId);
  const valid = localpartOf(localpart) === localpart;
  if (valid && bearer === undefined && owner === undefined && !observed.accounts.has(userId)) return null;
  return problem("move-impossible", person, { userId, people: bearer?.key ?? owner?.person ?? "" }, "error");
}

/** The account that a move leaves behind, when `userId` is the one it leads to. */
export function leftBehind({ moves }: Pick<World, "moves">, person: PersonKey, userId: UserId): UserId | null {
  const moving = moves.moving.get(person);
  return moving !== undefined && moving.userId === userId ? moving.account.userId : null;
}
