/** Synapse's pages of the sign-in in French and English: Jinja templates that take the place of its own (`custom_template_directory`). */
import { errorCases } from "./error-texts.ts";
import { escapeText } from "./escape.ts";
import {
  askedFor,
  authCaution,
  authConfirm,
  authSuccess,
  badUser,
  casDown,
  deactivated,
  redirectCaution,
  redirectConfirm,
} from "./other-texts.ts";
import { type PageParts, type SignInPagesInput, writeBody, writeDocument, writePage } from "./page.ts";

export type { SignInPagesInput } from "./page.ts";

/** What sso_auth_success.html runs: the application that opened the window is told that it may go on. */
export const successScript = `if (window.onAuthDone) { window.onAuthDone(); } else if (window.opener && window.opener.postMessage) { window.opener.postMessage("authDone", "*"); }`;

/** Content-Security-Policy under which every page works: nothing fetched, no form, no frame, the one script by its digest. */
export const signInPagesPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-bWKz1RLHq0zPvxxxiHFG6EUpgCwLKJ6/pXtp9Y2YywY='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const code = `<p class="code">Code : <code>{{ error | e }}</code>{% if description and "(campus-" not in description %} – <span lang="en">{{ description | e }}</span>{% endif %}</p>`;

function chain(text: (index: number) => string): string {
  const parts = errorCases.map(({ when }, index) => {
    const head = when === null ? "{% else %}" : `{% ${index === 0 ? "if" : "elif"} ${when} %}`;
    return `${head}${text(index)}`;
  });
  return `${parts.join("\n")}{% endif %}`;
}

/** One template for every failure: Synapse gives `error` (a code) and `error_description` (English, or none). */
function errorPage(input: SignInPagesInput): string {
  const title = chain((index) => escapeText(errorCases[index]?.message.fr.title ?? ""));
  const body = chain((index) => {
    const found = errorCases[index];
    return found === undefined ? "" : `\n${writeBody(input, { message: found.message, again: found.again })}\n`;
  });
  return `{% set description = error_description or "" %}${writeDocument(input, title, `${body}\n${code}`)}`;
}

const caution = (text: string): string => `<p><strong>${escapeText(text)}</strong></p>`;
const button = (text: string): string => `<p><a class="button" href="{{ redirect_url | e }}">${escapeText(text)}</a></p>`;

/** Shown to clients outside the list of those Synapse trusts. */
function redirectParts(): PageParts {
  const middle = (language: "fr" | "en", text: string) =>
    `<p><strong>{{ display_url | e }}</strong> (<span>{{ user_id | e }}</span>)</p>\n${caution(redirectCaution[language])}\n${button(text)}`;
  return { message: redirectConfirm, middle: { fr: middle("fr", "Continuer"), en: middle("en", "Continue") } };
}

/** Shown before something sensitive, such as the removal of a device. */
function confirmParts(): PageParts {
  const map = Object.entries(askedFor).map(([english, french]) => `${JSON.stringify(english)}: ${JSON.stringify(french)}`);
  const french = `{{ {${map.join(", ")}}.get(description, description) | e }}`;
  const middle = (language: "fr" | "en", asked: string, text: string) =>
    `<p><strong>${asked}</strong></p>\n${caution(authCaution[language])}\n${button(text)}`;
  return {
    message: authConfirm,
    middle: { fr: middle("fr", french, "Continuer et m'identifier"), en: middle("en", "{{ description | e }}", "Continue and sign in") },
  };
}

/** File name → template, for the names that Synapse 1.117.0, 1.118.0 and 1.163.2 look up in the folder of custom templates. */
export function signInPages(input: SignInPagesInput): ReadonlyMap<string, string> {
  const success = writePage(input, { message: authSuccess, footer: `<script>${successScript}</script>` });
  return new Map([
    ["sso_error.html", errorPage(input)],
    ["sso_account_deactivated.html", writePage(input, { message: deactivated })],
    ["sso_auth_bad_user.html", writePage(input, { message: badUser })],
    ["sso_redirect_confirm.html", writePage(input, redirectParts())],
    ["sso_auth_confirm.html", writePage(input, confirmParts())],
    ["sso_auth_success.html", success],
  ]);
}

/** The page that the reverse proxy shows when `/login/cas/ticket` answers 5xx: Synapse could not reach CAS. No template: plain HTML. */
export function casDownPage(input: SignInPagesInput): string {
  return writePage(input, { message: casDown, again: true });
}
