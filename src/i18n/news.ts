/** A news as a letter, in one language. */
import type { News } from "#core/news.ts";
import { newsEn } from "./en/news.ts";
import { newsFr } from "./fr/news.ts";
import { render } from "./render.ts";
import type { NewsText } from "./tables.ts";
import type { Lang } from "./words.ts";

export const newsTexts = { fr: newsFr, en: newsEn };

/** Several lines in the text; parameters come from outside and hold none. */
export function letterOf(lang: Lang, { code, params }: News): NewsText {
  const flat = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, oneLine(value)]));
  const { subject, text } = newsTexts[lang][code];
  return { subject: render(lang, subject, flat), text: render(lang, text, flat) };
}

function oneLine(value: string | number): string | number {
  return typeof value === "number" ? value : value.replace(/\s+/g, " ");
}
