/** Texts of the command line, in both languages. */
import { textsEn } from "./en/texts.ts";
import { textsFr } from "./fr/texts.ts";
import { type Params, render } from "./render.ts";
import type { Lang } from "./words.ts";

export type TextKey = keyof typeof textsFr;

export const texts: Readonly<Record<Lang, Readonly<Record<TextKey, string>>>> = { fr: textsFr, en: textsEn };

/** A text of the interface with its parameters. */
export function say(lang: Lang, key: TextKey, params: Params = {}): string {
  return render(lang, texts[lang][key], params);
}

/** Language of `--lang`, else of the locale (POSIX: `fr_FR.UTF-8`): French when it is French, else English, as the launcher does. */
export function chooseLang(wanted: string | undefined, locale: string | undefined): Lang {
  return (wanted ?? locale ?? "").toLowerCase().startsWith("fr") ? "fr" : "en";
}
