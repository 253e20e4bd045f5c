/** Ids, logins and mails of invented people, unique within one university. */
import { clean, fold } from "#core/text.ts";

export const mailDomain = "univ-demo.example";

export interface Identity {
  readonly id: string;
  readonly login: string;
  readonly mail: string;
}

export interface Identities {
  create(given: string | null, family: string): Identity;
  /** A login for somebody whose name changed. */
  login(family: string): string;
}

/** Ids are far apart so that they never look like a row number. */
const firstId = 20_011;
const stride = 7;

export function createIdentities(): Identities {
  const logins = new Map<string, number>();
  const mails = new Map<string, number>();
  let count = 0;
  const login = (family: string): string => {
    const stem = letters(family).slice(0, 7) || "agent";
    const number = (logins.get(stem) ?? 0) + 1;
    logins.set(stem, number);
    // The first bearer has the plain name; beyond three digits the login is a number.
    if (number === 1) return stem;
    return number <= 900 ? stem + String(99 + number) : String(50_000_000 + count);
  };
  const mail = (given: string | null, family: string): string => {
    const local = [given, family].map((part) => address(part ?? "")).filter((part) => part !== "");
    const stem =
      local
        .join(".")
        .slice(0, 60)
        .replace(/[.-]+$/, "") || "agent";
    const number = (mails.get(stem) ?? 0) + 1;
    mails.set(stem, number);
    return `${stem}${number === 1 ? "" : number}@${mailDomain}`;
  };
  const create = (given: string | null, family: string): Identity => {
    count += 1;
    return { id: String(firstId + count * stride), login: login(family), mail: mail(given, family) };
  };
  return { create, login };
}

const letters = (text: string): string => fold(clean(text)).replace(/[^a-z]/g, "");

const address = (text: string): string =>
  fold(clean(text))
    .replace(/[ '’]+/g, "-")
    .replace(/[^a-z0-9-]/g, "")
    .replace(/^-+|-+$/g, "");
