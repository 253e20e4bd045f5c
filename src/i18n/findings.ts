/** What an examination found and what to do about it, in the operator's language. */
import type { Finding } from "#core/finding.ts";
import { findingsEn } from "./en/findings.ts";
import { findingsFr } from "./fr/findings.ts";
import { render } from "./render.ts";
import type { Lang } from "./words.ts";

export const findings = { fr: findingsFr, en: findingsEn };

export function findingText(lang: Lang, finding: Finding): { readonly text: string; readonly remedy: string } {
  const { text, remedy } = findings[lang][finding.code];
  const params = { subject: finding.subject, ...finding.params };
  return { text: render(lang, text, params), remedy: render(lang, remedy, params) };
}
