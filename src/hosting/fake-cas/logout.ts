/** The end of a session, and telling its services: one POST each, as Apereo CAS sends them. */
import { randomBytes } from "node:crypto";
import { escapeXml } from "./answers.ts";
import type { Session, Tickets } from "./tickets.ts";

export interface Told {
  readonly service: string;
  /** Latest ticket of that service, the only one it is told of. */
  readonly ticket: string;
  /** Status it answered; null when it could not be reached. */
  readonly status: number | null;
}

const patience = 5_000;

/** NameID is the login, also for a service that knows people by another attribute. */
export function logoutRequest(login: string, ticket: string, at: number): string {
  const id = `LR-${randomBytes(16).toString("hex")}`;
  const instant = new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
  return (
    `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${id}" Version="2.0" IssueInstant="${instant}">` +
    `<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${escapeXml(login)}</saml:NameID>` +
    `<samlp:SessionIndex>${escapeXml(ticket)}</samlp:SessionIndex></samlp:LogoutRequest>`
  );
}

async function tell(service: string, text: string): Promise<number | null> {
  try {
    const body = new URLSearchParams({ logoutRequest: text });
    const response = await fetch(service, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(patience) });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}

/** Closes the session first: whatever a service answers, the person is signed out. Services whose ticket was never used are told too. */
export async function closeSession(tickets: Tickets, session: Session, now: number): Promise<readonly Told[]> {
  tickets.close(session);
  return Promise.all(
    [...session.services.values()].map(async ({ address, ticket }) => {
      const status = await tell(address, logoutRequest(session.login, ticket, now));
      return { service: address, ticket, status };
    }),
  );
}
