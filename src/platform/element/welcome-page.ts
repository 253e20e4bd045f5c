/** The page people see before they sign in: French first, English second, by itself or inside Element. */

import type { Site } from "../site.ts";
import { elementFolder } from "./element-folder.ts";

interface Words {
  readonly lang: "fr" | "en";
  readonly welcome: (brand: string, establishment: string) => string;
  readonly account: string;
  readonly signIn: string;
  readonly absent: (address: string) => string;
  readonly retention: (messages: number, media: number) => string;
  readonly help: string;
  readonly helpPage: string;
  readonly links: string;
}

const french: Words = {
  lang: "fr",
  welcome: (brand, establishment) => `${brand} · ${establishment}`,
  account:
    "Connectez-vous avec votre compte de l'établissement. Il n'y a rien à créer : votre compte et vos salons viennent de l'annuaire.",
  signIn: "Se connecter",
  absent: (address) => `Le client web n'est pas installé ici. Dans une application Matrix, indiquez ce serveur : ${address}`,
  retention: (messages, media) =>
    `Les messages sont supprimés après ${messages} jours, les fichiers que personne n'ouvre après ${media} jours : gardez ailleurs ce qui doit durer.`,
  help: "Besoin d'aide ?",
  helpPage: "Page d'aide",
  links: "Liens utiles",
};

const english: Words = {
  lang: "en",
  welcome: () => "In English",
  account:
    "Sign in with your account of the establishment. There is nothing to create: your account and your rooms come from the directory.",
  signIn: "Sign in",
  absent: (address) => `The web client is not installed here. In a Matrix application, give this server: ${address}`,
  retention: (messages, media) =>
    `Messages are deleted after ${messages} days, files that nobody opens after ${media} days: keep what must last elsewhere.`,
  help: "Need help?",
  helpPage: "Help page",
  links: "Useful links",
};

/** A whole document; Element keeps the inside of its body. No script, no image, nothing from elsewhere. */
export function welcomePage(site: Site): string {
  const { brand } = site.description.element;
  return `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${inHtml(brand)}</title>
<style>${style}</style>
</head>
<body>
<main class="campus-welcome">
${section(site, french, "h1")}
${section(site, english, "h2")}
${links(site)}
</main>
</body>
</html>
`;
}

function section(site: Site, words: Words, heading: "h1" | "h2"): string {
  const { element, retention } = site.description;
  const address = site.publicUrl.replace(/\/$/, "");
  const start =
    elementFolder(site) === null
      ? `<p><strong>${inHtml(words.absent(address))}</strong></p>`
      : `<p><a class="campus-welcome-button" href="#/login">${inHtml(words.signIn)}</a></p>`;
  return [
    `<section lang="${words.lang}">`,
    `<${heading}>${inHtml(words.welcome(element.brand, element.establishment))}</${heading}>`,
    `<p>${inHtml(words.account)}</p>`,
    start,
    `<p>${inHtml(words.retention(retention.messagesDays, retention.mediaDays))}</p>`,
    ...help(site, words),
    "</section>",
  ].join("\n");
}

function help({ description }: Site, words: Words): readonly string[] {
  const { helpUrl, helpMail } = description.element;
  const ways = [
    ...(helpUrl === null ? [] : [`<a href="${inHtml(helpUrl)}">${inHtml(words.helpPage)}</a>`]),
    ...(helpMail === null ? [] : [`<a href="mailto:${inHtml(helpMail)}">${inHtml(helpMail)}</a>`]),
  ];
  return ways.length === 0 ? [] : [`<p>${inHtml(words.help)} ${ways.join(" · ")}</p>`];
}

function links({ description }: Site): string {
  const items = description.element.links.map(({ text, url }) => `<li><a href="${inHtml(url)}">${inHtml(text)}</a></li>`);
  if (items.length === 0) return "";
  const title = `<h2><span lang="fr">${french.links}</span> · <span lang="en">${english.links}</span></h2>`;
  return `<nav>${title}<ul>${items.join("")}</ul></nav>`;
}

function inHtml(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}

/** Colours of enough contrast by day and by night (WCAG 2.2, 1.4.3), a focus that is seen, text that follows the reader's size. */
const style = `
.campus-welcome{box-sizing:border-box;max-width:42rem;margin:0 auto;padding:2rem 1.25rem;font:1rem/1.6 system-ui,sans-serif;color:#17191c;text-align:left;background:#fff}
.campus-welcome h1{font-size:1.75rem;line-height:1.25;margin:0 0 1rem}
.campus-welcome h2{font-size:1.15rem;line-height:1.3;margin:2rem 0 .75rem;padding-top:1.5rem;border-top:1px solid #c1c6cd}
.campus-welcome p{margin:0 0 1rem;overflow-wrap:anywhere}
.campus-welcome ul{margin:0;padding-left:1.25rem}
.campus-welcome a{color:#0b57a4;text-decoration:underline}
.campus-welcome a:focus-visible{outline:3px solid #0b57a4;outline-offset:3px}
.campus-welcome .campus-welcome-button{display:inline-block;padding:.7rem 1.75rem;border-radius:.5rem;background:#0b57a4;color:#fff;font-weight:600;text-decoration:none}
@media (prefers-color-scheme:dark){
body:has(>.campus-welcome){background:#14171b}
.campus-welcome{color:#e8eaed;background:#14171b}
.campus-welcome h2{border-color:#4a515a}
.campus-welcome a,.campus-welcome a:focus-visible{color:#8ec1ff;outline-color:#8ec1ff}
.campus-welcome .campus-welcome-button{background:#8ec1ff;color:#10202f}
}
`;
