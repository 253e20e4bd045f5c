/** Sign-in sessions and one-time tickets, in memory: a restart signs everybody out. */
import { randomBytes } from "node:crypto";

/** What is told about a sign-in beside the person's own attributes. */
export interface SignInFacts {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly clientAddress: string;
  readonly userAgent: string;
}

export interface Session {
  readonly id: string;
  readonly login: string;
  readonly facts: SignInFacts;
  /** Address of a service without query and fragment → where to tell it of a sign-out, and its latest ticket. */
  readonly services: Map<string, { readonly address: string; readonly ticket: string }>;
  /** Tickets given so far. */
  issued: number;
}

export interface Ticket {
  readonly id: string;
  readonly session: Session;
  /** Address it was given for, without fragment. */
  readonly service: string;
  /** True for the first ticket of a session, even if the password was given before that service was named (Apereo CAS 6.6.12). */
  readonly isNewLogin: boolean;
  readonly issuedAt: number;
}

export interface Tickets {
  open(login: string, facts: SignInFacts): Session;
  session(id: string | null): Session | null;
  sessionsOf(login: string): readonly Session[];
  close(session: Session): void;
  issue(session: Session, service: string): Ticket;
  /** A living ticket, or null: never issued, used, too old. */
  look(id: string): Ticket | null;
  use(ticket: Ticket): void;
}

/** Apereo CAS ends a session after eight hours, whatever happens. */
const sessionMilliseconds = 8 * 3_600_000;

/** The fragment never reaches a server: it takes no part in comparisons. */
export function withoutFragment(address: string): string {
  return address.split("#", 1)[0] ?? "";
}

/** Services that differ by their query only are one to the sign-out: the latest replaces the others. */
function sessionKey(service: string): string {
  return service.split(/[?;]/, 1)[0] ?? "";
}

export function createTickets(now: () => number, ticketSeconds: number): Tickets {
  const sessions = new Map<string, Session>();
  const tickets = new Map<string, Ticket>();
  let count = 0;
  const nextId = (kind: string): string => `${kind}-${++count}-${randomBytes(20).toString("base64url")}-campus`;
  const isLiving = (ticket: Ticket): boolean => now() - ticket.issuedAt <= ticketSeconds * 1000;
  const isOpen = (session: Session): boolean => now() - session.facts.at <= sessionMilliseconds;

  function forget(): void {
    for (const [id, ticket] of tickets) if (!isLiving(ticket)) tickets.delete(id);
    for (const [id, session] of sessions) if (!isOpen(session)) sessions.delete(id);
  }

  return {
    open(login, facts) {
      forget();
      const session: Session = { id: nextId("TGT"), login, facts, services: new Map(), issued: 0 };
      sessions.set(session.id, session);
      return session;
    },
    session(id) {
      const found = id === null ? undefined : sessions.get(id);
      return found !== undefined && isOpen(found) ? found : null;
    },
    sessionsOf: (login) => [...sessions.values()].filter((session) => session.login === login),
    close: (session) => void sessions.delete(session.id),
    issue(session, service) {
      forget();
      const address = withoutFragment(service);
      const ticket: Ticket = { id: nextId("ST"), session, service: address, isNewLogin: session.issued === 0, issuedAt: now() };
      session.issued += 1;
      tickets.set(ticket.id, ticket);
      session.services.set(sessionKey(address), { address, ticket: ticket.id });
      return ticket;
    },
    look(id) {
      const found = tickets.get(id);
      return found !== undefined && isLiving(found) ? found : null;
    },
    use: (ticket) => void tickets.delete(ticket.id),
  };
}
