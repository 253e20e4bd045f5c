/** Addresses that a browser itself goes to while somebody signs in: what fails there is told in words, not in JSON. */
import { type Message, writePage } from "../sign-in-pages/page.ts";
import { signInPagesPolicy } from "../sign-in-pages/sign-in-pages.ts";
import type { Places, Site } from "../site.ts";
import { type Block, block, type Line, quote } from "./conf-text.ts";
import { ownHeaders } from "./own-headers.ts";
import { asRefused, fileLocation, neverRetry, toProcess } from "./proxying.ts";

/** Name of the page shown when CAS doesn't answer, among the pages given. */
export const casDownPage = "cas-down.html";
const restartPage = "restart.html";

const restarting: Message = {
  fr: {
    title: "La messagerie redémarre",
    what: ["La messagerie n'a pas pu vous répondre : elle redémarre, ou elle est en maintenance."],
    steps: ["Réessayez dans une minute, en revenant à la messagerie plutôt qu'en rechargeant cette page."],
  },
  en: {
    title: "The messaging service is restarting",
    what: ["The messaging service could not answer: it is restarting, or under maintenance."],
    steps: ["Try again in a minute, by going back to the messaging service rather than reloading this page."],
  },
};

function hasSignIn({ signIn }: Site): boolean {
  return signIn !== null && signIn.kind !== "password";
}

/** File name → text of the pages of these locations: those given, and one of its own. */
export function signInFiles(site: Site, given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (!hasSignIn(site)) return new Map();
  const input = { ...site.description.element, clientUrl: site.elementUrl };
  return new Map([[restartPage, writePage(input, { message: restarting, again: true })], ...given]);
}

/** `pages`: names of those that exist, in the folder `pages`. */
export function signInLocations(site: Site, { conf }: Places, pages: readonly string[]): readonly Block[] {
  if (!hasSignIn(site)) return [];
  const hasCasPage = pages.includes(casDownPage);
  // Synapse says "Internal server error" when it can't reach CAS.
  const atTicket = hasCasPage ? ["proxy_intercept_errors on", `error_page 500 502 503 504 /${casDownPage}`] : [whenGone];
  return [
    byBrowser("/_matrix/client/(?:api/v1|r0|v3|unstable)/login/cas/ticket$", [...own(site), ...atTicket]),
    byBrowser("/_matrix/client/(?:api/v1|r0|v3|unstable)/login/(?:cas|sso)/redirect(?:/|$)", [whenGone]),
    byBrowser("/_synapse/client/(?:pick_idp|pick_username|new_user_consent|sso_register|oidc/callback)(?:/|$)", [whenGone]),
    ...[restartPage, ...(hasCasPage ? [casDownPage] : [])].map((name) =>
      fileLocation(`/${name}`, `${conf}/pages/${name}`, ["internal", "charset utf-8", ...own(site)]),
    ),
  ];
}

const whenGone = `error_page 502 504 /${restartPage}`;

function byBrowser(path: string, lines: readonly Line[]): Block {
  const refuse = block("if ($is_refused)", [`return ${asRefused}`]);
  return block(`location ~ ^${path}`, [
    refuse,
    "recursive_error_pages on",
    `error_page ${asRefused} = @refused`,
    ...lines,
    neverRetry,
    toProcess,
  ]);
}

/** Our own pages fetch nothing and send nothing; Synapse's, which have forms, come by other addresses. */
function own(site: Site): readonly Line[] {
  return [...ownHeaders(site), `add_header Content-Security-Policy ${quote(signInPagesPolicy)} always`];
}
