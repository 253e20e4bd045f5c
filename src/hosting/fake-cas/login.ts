/** The login form: shown, posted, or passed through when there is a session already. */
import type { Executions } from "./execution.ts";
import type { Answer, Asked } from "./http.ts";
import { findService } from "./model.ts";
import { loginPage, refusedServicePage, signedInPage } from "./pages.ts";
import type { Session } from "./tickets.ts";
import type { Registry } from "./validate.ts";

const cookieName = "TGC";

/** No SameSite=None as Apereo CAS has it: without TLS a browser would drop the cookie. */
const setCookie = (value: string): string => `${cookieName}=${value}; Path=/cas; SameSite=Lax; HttpOnly`;
export const dropCookie = `${cookieName}=; Max-Age=0; Path=/cas; SameSite=Lax; HttpOnly`;

const html = (status: number, text: string, cookies: readonly string[] = []): Answer => ({
  status,
  type: "text/html;charset=UTF-8",
  text,
  cookies,
});

const isOn = (value: string | null): boolean => value !== null && value !== "" && value !== "false";

export function sessionOf({ tickets }: Registry, { cookies }: Asked): Session | null {
  return tickets.session(cookies.get(cookieName) ?? null);
}

/** Bytes that a header can't hold are percent-encoded; the rest of the address is kept as it was given. */
function asLocation(address: string): string {
  return address.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}

/** The ticket comes last in the query, before the fragment. */
export function withTicket(address: string, ticket: string): string {
  const at = address.indexOf("#");
  const [base, fragment] = at < 0 ? [address, ""] : [address.slice(0, at), address.slice(at)];
  return `${base}${base.includes("?") ? "&" : "?"}ticket=${ticket}${fragment}`;
}

function redirect(location: string, cookies: readonly string[] = []): Answer {
  return { status: 302, type: null, text: "", cookies, location: asLocation(location) };
}

function enter(registry: Registry, session: Session, service: string | null, isNewLogin: boolean): Answer {
  const cookies = isNewLogin ? [setCookie(session.id)] : [];
  if (service === null) return html(200, signedInPage(session.login), cookies);
  return redirect(withTicket(service, registry.tickets.issue(session, service).id), cookies);
}

/** Form, ticket, or refusal. `renew` asks for the password again; `gateway` never shows the form: without a session, back without a ticket. */
export function showLogin(registry: Registry, executions: Executions, asked: Asked): Answer {
  const service = asked.query.get("service") || null;
  if (service !== null && findService(registry.services, service) === null) return html(403, refusedServicePage());
  const session = sessionOf(registry, asked);
  const renew = isOn(asked.query.get("renew"));
  if (session !== null && !renew) return enter(registry, session, service, false);
  if (service !== null && !renew && isOn(asked.query.get("gateway"))) return redirect(service);
  return html(200, loginPage(executions.write(service), null));
}

/** What was posted from the form. A post that shows no form of ours, or an empty one, gets the form; a wrong password gets it with 401. */
export function postLogin(registry: Registry, executions: Executions, asked: Asked): Answer {
  const service = executions.read(asked.form.get("execution") ?? "");
  if (service === undefined) return showLogin(registry, executions, asked);
  const login = asked.form.get("username") ?? "";
  const password = asked.form.get("password") ?? "";
  if (login === "" || password === "") return html(200, loginPage(executions.write(service), null));
  const person = registry.person(login);
  if (person === null || person.password !== password) return html(401, loginPage(executions.write(service), login));
  if (service !== null && findService(registry.services, service) === null) return html(403, refusedServicePage());
  const { at, clientAddress, userAgent } = asked;
  return enter(registry, registry.tickets.open(login, { at, clientAddress, userAgent }), service, true);
}
