/** The full comparison of sign-in links: one request per account, so only when asked for (docs/RULES.md §8). */
import { linkProblem, serviceLinkProblem } from "#core/links.ts";
import { userIdOf } from "#core/naming.ts";
import type { Problem } from "#core/problem.ts";
import type { PassDeps } from "./deps.ts";

export interface LinksCompared {
  /** Accounts looked at, campus's own two included. */
  readonly accounts: number;
  readonly problems: readonly Problem[];
}

/** Takes no lock and writes nothing; erased accounts and those not made yet are left out. Throws `matrix.*`, `store.*`. */
export async function compareLinks({ homeserver, store, policy, server, clock }: PassDeps): Promise<LinksCompared> {
  const ledger = await store.loadLedger(server, clock.today());
  const accounts = [...ledger.accounts.values()].filter(({ intended, state }) => !intended && state !== "erased");
  const services = Object.values(policy.identities).map((localpart) => userIdOf(policy, localpart));
  const seen = await homeserver.reader.details([...services, ...accounts.map(({ userId }) => userId)]);
  const ofServices = services.map((user) => seen.get(user)).flatMap((one) => (one === undefined ? [] : [serviceLinkProblem(one)]));
  const ofPeople = accounts.flatMap((account) => {
    const one = seen.get(account.userId);
    return one === undefined ? [] : [linkProblem(account, one)];
  });
  return { accounts: ofServices.length + ofPeople.length, problems: [...ofServices, ...ofPeople].filter((one) => one !== null) };
}
