/** "What would change if I edited the policy": two plans from the same readings; nothing is saved, so that nothing can be applied. */
import { makePlan, type Plan } from "#core/plan.ts";
import { differenceOf, type PlanDifference } from "#core/plan-difference.ts";
import type { Policy } from "#core/policy.ts";
import type { PassDeps } from "./deps.ts";
import { gather } from "./prepare.ts";
import { readSources, refuseReservedLogins } from "./read-directory.ts";

export interface Trial {
  /** With the policy in force. */
  readonly today: Plan;
  /** With the other one. */
  readonly trial: Plan;
  readonly difference: PlanDifference;
}

/** Takes no lock and writes nothing, neither on the server nor in the store. Throws `source.*`, `identity.reserved`, `matrix.*`, `store.*`. */
export async function tryPolicy(deps: PassDeps, edited: Policy): Promise<Trial> {
  const read = await readSources(deps);
  // What a server was given once is no matter of the day's policy.
  const { serverName, establishmentSecret, identities } = deps.policy;
  const policy = { ...edited, serverName, establishmentSecret, identities, merge: { ...edited.merge, roles: deps.policy.merge.roles } };
  refuseReservedLogins(read.readings, policy);
  const planWith = async (own: PassDeps): Promise<Plan> => makePlan(await gather(own, { today: deps.clock.today(), read, fresh: true }));
  const today = await planWith(deps);
  const trial = await planWith({ ...deps, policy });
  return { today, trial, difference: differenceOf(today, trial) };
}
