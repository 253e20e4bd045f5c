/** Whether a ticket is good for a service, in the order Apereo CAS 6.6.12 looks. */
import type { FailureCode, Verdict } from "./answers.ts";
import { type CasPerson, type CasService, findService, principalFor } from "./model.ts";
import { type Tickets, withoutFragment } from "./tickets.ts";

export interface Question {
  readonly ticket: string;
  readonly service: string;
  /** Only a ticket of a sign-in just made with a password will do. */
  readonly renew: boolean;
}

export interface Judged {
  readonly status: 200 | 403;
  readonly verdict: Verdict;
}

export interface Registry {
  readonly tickets: Tickets;
  readonly services: readonly CasService[];
  readonly person: (login: string) => CasPerson | null;
}

const refusal = (code: FailureCode, description: string): Verdict => ({ ok: false, code, description });
const unrecognized = (ticket: string): Verdict => refusal("INVALID_TICKET", `Ticket '${ticket}' not recognized`);

/**
 * A ticket is good once, for the very address it was given for. Asked about by another service it lives on; asked about with
 * `renew` it is spent. Failures are 200, except for an unregistered service: 403 with the failure it would have had.
 */
export function judge({ tickets, services, person }: Registry, { ticket: id, service: address, renew }: Question): Judged {
  if (id === "" || address === "") return { status: 200, verdict: refusal("INVALID_REQUEST", "") };
  const service = findService(services, address);
  const status = service === null ? 403 : 200;
  const ticket = tickets.look(id);
  if (ticket === null) return { status, verdict: unrecognized(id) };
  if (ticket.service !== withoutFragment(address)) {
    const description = `Ticket '${id}' does not match supplied service. The original service was '${ticket.service}' and the supplied service was '${address}'.`;
    return { status, verdict: refusal("INVALID_SERVICE", description) };
  }
  tickets.use(ticket);
  const known = person(ticket.session.login);
  if (service === null || known === null || (renew && !ticket.isNewLogin)) return { status, verdict: unrecognized(id) };
  return { status, verdict: { ok: true, ticket, principal: principalFor(known, service) } };
}
