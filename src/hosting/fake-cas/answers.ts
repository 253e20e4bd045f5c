/** Answers to a service that asks about a ticket, as Apereo CAS 6.6 words them: XML, JSON, or the two lines of protocol 1. */
import type { Principal } from "./model.ts";
import type { Ticket } from "./tickets.ts";

export type FailureCode =
  | "INVALID_REQUEST"
  | "INVALID_TICKET"
  | "INVALID_SERVICE"
  | "INVALID_TICKET_SPEC"
  | "UNAUTHORIZED_SERVICE"
  | "UNAUTHORIZED_SERVICE_PROXY"
  | "INVALID_PROXY_CALLBACK"
  | "INTERNAL_ERROR";

export type Verdict =
  | { readonly ok: true; readonly ticket: Ticket; readonly principal: Principal }
  | { readonly ok: false; readonly code: FailureCode; readonly description: string };

export type Form = "xml" | "json" | "lines";

export interface Written {
  readonly type: string | null;
  readonly text: string;
}

type Value = string | boolean | number;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** Text for an element or attribute value; characters that XML has no way to write are left out. */
export function escapeXml(text: string): string {
  const allowed = [...text.toWellFormed()].filter((one) => one >= " " || one === "\t" || one === "\n" || one === "\r");
  return allowed
    .filter((one) => one !== "\uFFFE" && one !== "\uFFFF")
    .join("")
    .replace(/[&<>"']/g, (one) => entities[one] ?? "");
}

/** Attributes about the sign-in come whatever the service may receive. `date` is written differently in XML and JSON. */
function signInAttributes({ session, isNewLogin }: Ticket, date: Value): readonly (readonly [string, readonly Value[]])[] {
  return [
    ["clientIpAddress", [session.facts.clientAddress]],
    ["isFromNewLogin", [isNewLogin]],
    ["authenticationDate", [date]],
    ["successfulAuthenticationHandlers", ["campus"]],
    ["userAgent", [session.facts.userAgent]],
    ["credentialType", ["UsernamePasswordCredential"]],
    ["authenticationMethod", ["campus"]],
    ["serverIpAddress", ["127.0.0.1"]],
    ["longTermAuthenticationRequestTokenUsed", [false]],
  ];
}

const root = (inside: string): string =>
  `<cas:serviceResponse xmlns:cas='http://www.yale.edu/tp/cas'>\n${inside}\n</cas:serviceResponse>\n`;

/** Success is announced as HTML, failure as XML: seen on Apereo CAS 6.6.12. */
function writeXml(verdict: Verdict): Written {
  if (!verdict.ok) {
    const { code, description } = verdict;
    const text = root(`    <cas:authenticationFailure code="${code}">${escapeXml(description)}</cas:authenticationFailure>`);
    return { type: "application/xml;charset=UTF-8", text };
  }
  const { ticket, principal } = verdict;
  const all = [...signInAttributes(ticket, new Date(ticket.session.facts.at).toISOString()), ...principal.attributes];
  const attributes = all.flatMap(([name, values]) => values.map((one) => `      <cas:${name}>${escapeXml(String(one))}</cas:${name}>`));
  const inside = [
    "  <cas:authenticationSuccess>",
    `    <cas:user>${escapeXml(principal.user)}</cas:user>`,
    "    <cas:attributes>",
    ...attributes,
    "    </cas:attributes>",
    "  </cas:authenticationSuccess>",
  ];
  return { type: "text/html;charset=UTF-8", text: root(inside.join("\n")) };
}

/** Every attribute is a list, of one value too. */
function writeJson(verdict: Verdict): Written {
  const { ok } = verdict;
  const inside = ok
    ? {
        authenticationSuccess: {
          user: verdict.principal.user,
          attributes: Object.fromEntries([
            ...signInAttributes(verdict.ticket, verdict.ticket.session.facts.at / 1000),
            ...verdict.principal.attributes,
          ]),
        },
      }
    : { authenticationFailure: { code: verdict.code, description: verdict.description } };
  return { type: "application/json;charset=UTF-8", text: JSON.stringify({ serviceResponse: inside }, null, 2) };
}

export function writeVerdict(verdict: Verdict, form: Form): Written {
  if (form === "json") return writeJson(verdict);
  if (form === "xml") return writeXml(verdict);
  return { type: null, text: verdict.ok ? `yes\n${verdict.principal.user}\n` : "no\n\n" };
}
