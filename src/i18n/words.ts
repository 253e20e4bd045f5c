/** Words of the domain that parameters carry as codes, in both languages. */
import { wordsEn } from "./en/words.ts";
import { wordsFr } from "./fr/words.ts";

export type Lang = "fr" | "en";
export const langs: readonly Lang[] = ["fr", "en"];

export type WordTable = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const words: Readonly<Record<Lang, WordTable>> = { fr: wordsFr, en: wordsEn };
