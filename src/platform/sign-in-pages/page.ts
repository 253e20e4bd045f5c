/** One page in French then English: a whole document by itself, without anything fetched from elsewhere. */
import { escapeText } from "./escape.ts";
import { pageStyle } from "./style.ts";

export interface SignInPagesInput {
  /** Name people know, such as "Université de Demo". */
  readonly establishment: string;
  /** Page of help (http or https) and address of those who help; null: people are told to ask their IT service. */
  readonly helpUrl: string | null;
  readonly helpMail: string | null;
  /** Address of the client, where people begin again; null: they are told to go back to it. */
  readonly clientUrl?: string | null;
}

/** What a page says in one language: plain text, escaped here. */
export interface Words {
  readonly title: string;
  /** What happened. */
  readonly what: readonly string[];
  /** What to do, one sentence each. */
  readonly steps: readonly string[];
}

export interface Message {
  readonly fr: Words;
  readonly en: Words;
}

/** Markup between the sentences and the steps, in each language, already escaped: a template may put its variables there. */
export interface Middle {
  readonly fr: string;
  readonly en: string;
}

export interface PageParts {
  readonly message: Message;
  readonly middle?: Middle;
  /** Markup at the end of the page: what the people who help will ask for. */
  readonly footer?: string;
  /** Whether a link leads back to the client. */
  readonly again?: boolean;
}

type Language = "fr" | "en";

const labels = {
  fr: { steps: "Que faire ?", again: "Revenir à la messagerie", help: "Besoin d'aide ?" },
  en: { steps: "What to do", again: "Back to the messaging service", help: "Need help?" },
};
const without = { fr: "Adressez-vous au service informatique de votre établissement.", en: "Ask the IT service of your institution." };
const or = { fr: " ou ", en: " or " };

function link(address: string, text: string): string {
  return `<a href="${escapeText(address)}">${escapeText(text)}</a>`;
}

/** Where help is found: the configured places, else the IT service. */
function help({ helpUrl, helpMail }: SignInPagesInput, language: Language): string {
  const places = [
    ...(helpMail === null ? [] : [link(`mailto:${helpMail}`, helpMail)]),
    ...(helpUrl === null ? [] : [link(helpUrl, helpUrl)]),
  ];
  const where = places.length === 0 ? escapeText(without[language]) : places.join(or[language]);
  return `<p class="help"><strong>${escapeText(labels[language].help)}</strong> ${where}</p>`;
}

function part(input: SignInPagesInput, { message, middle, again = false }: PageParts, language: Language): string {
  const { title, what, steps } = message[language];
  const heading = language === "fr" ? "h1" : "h2";
  const below = language === "fr" ? "h2" : "h3";
  const { clientUrl = null } = input;
  return [
    `<section lang="${language}">`,
    `<${heading}>${escapeText(title)}</${heading}>`,
    ...what.map((text) => `<p>${escapeText(text)}</p>`),
    ...(middle === undefined ? [] : [middle[language]]),
    ...(steps.length === 0 ? [] : [`<${below}>${escapeText(labels[language].steps)}</${below}>`, "<ul>"]),
    ...steps.map((text) => `<li>${escapeText(text)}</li>`),
    ...(steps.length === 0 ? [] : ["</ul>"]),
    ...(again && clientUrl !== null
      ? [`<p><a class="button" href="${escapeText(clientUrl)}">${escapeText(labels[language].again)}</a></p>`]
      : []),
    help(input, language),
    "</section>",
  ].join("\n");
}

/** Both languages of one message, French with the page's only first-level heading. */
export function writeBody(input: SignInPagesInput, parts: PageParts): string {
  return [part(input, parts, "fr"), "<hr>", part(input, parts, "en"), ...(parts.footer === undefined ? [] : [parts.footer])].join("\n");
}

/** A document around bodies; `title` is markup, since a template may choose it. */
export function writeDocument({ establishment }: SignInPagesInput, title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>${title} – ${escapeText(establishment)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header><p>${escapeText(establishment)}</p></header>
<main>
${body}
</main>
</body>
</html>
`;
}

/** A page that says one thing. */
export function writePage(input: SignInPagesInput, parts: PageParts): string {
  return writeDocument(input, escapeText(parts.message.fr.title), writeBody(input, parts));
}
