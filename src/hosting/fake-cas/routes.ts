/** Which address is answered by what. */
import { type FailureCode, type Form, type Verdict, writeVerdict } from "./answers.ts";
import type { Executions } from "./execution.ts";
import type { Answer, Asked } from "./http.ts";
import { dropCookie, postLogin, sessionOf, showLogin } from "./login.ts";
import { closeSession } from "./logout.ts";
import { findService } from "./model.ts";
import { signedOutPage } from "./pages.ts";
import { judge, type Registry } from "./validate.ts";

export interface Site {
  readonly registry: Registry;
  readonly executions: Executions;
  readonly now: () => number;
  readonly logoutRedirects: boolean;
  /** Failure to give to the next validation. */
  planned: FailureCode | null;
}

type Handler = (site: Site, asked: Asked) => Answer | Promise<Answer>;

function validation(form: "xml" | "lines"): Handler {
  return (site, { query }) => {
    const chosen: Form = form === "xml" && query.get("format")?.toUpperCase() === "JSON" ? "json" : form;
    const { planned } = site;
    site.planned = null;
    const failure: Verdict = { ok: false, code: planned ?? "INTERNAL_ERROR", description: "refused on request" };
    const renew = query.get("renew") === "true";
    const question = { ticket: query.get("ticket") ?? "", service: query.get("service") ?? "", renew };
    const { status, verdict } = planned === null ? judge(site.registry, question) : { status: 200, verdict: failure };
    return { status, ...writeVerdict(verdict, chosen) };
  };
}

const logout: Handler = async (site, asked) => {
  const session = sessionOf(site.registry, asked);
  if (session !== null) await closeSession(site.registry.tickets, session, site.now());
  const service = asked.query.get("service");
  const page: Answer = { status: 200, type: "text/html;charset=UTF-8", text: signedOutPage(), cookies: [dropCookie] };
  const goesBack = site.logoutRedirects && service !== null && findService(site.registry.services, service) !== null;
  return goesBack ? { ...page, status: 302, location: service } : page;
};

export const plain = (status: number, text: string): Answer => ({ status, type: "text/plain;charset=UTF-8", text });

const xmlValidation = validation("xml");

const routes: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ["GET /cas/", () => ({ ...plain(302, ""), location: "/cas/login" })],
  ["GET /cas/health", () => plain(200, "ok\n")],
  ["GET /cas/login", (site, asked) => showLogin(site.registry, site.executions, asked)],
  ["POST /cas/login", (site, asked) => postLogin(site.registry, site.executions, asked)],
  ["GET /cas/logout", logout],
  ["GET /cas/validate", validation("lines")],
  ["GET /cas/serviceValidate", xmlValidation],
  ["GET /cas/proxyValidate", xmlValidation],
  ["GET /cas/p3/serviceValidate", xmlValidation],
  ["GET /cas/p3/proxyValidate", xmlValidation],
]);

/** Answer to a request; null: one that could not be read. */
export async function answer(site: Site, asked: Asked | null): Promise<Answer> {
  if (asked === null) return plain(413, "too large\n");
  const handler = routes.get(`${asked.method} ${asked.path}`);
  if (handler !== undefined) return handler(site, asked);
  return routes.has(`GET ${asked.path}`) ? plain(405, "method not allowed\n") : plain(404, "not found\n");
}
