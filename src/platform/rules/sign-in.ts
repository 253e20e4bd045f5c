/** Rules about how people sign in. */
import { signInOf } from "../resolve.ts";
import type { SignIn } from "../site.ts";
import { type Rule, told } from "./rule.ts";
import { type WebAddress, webAddress } from "./web-address.ts";

type OfKind<K extends SignIn["kind"]> = Extract<SignIn, { kind: K }>;

function asKind<K extends SignIn["kind"]>(signIn: SignIn | null, kind: K): OfKind<K> | null {
  return signIn?.kind === kind ? (signIn as OfKind<K>) : null;
}

/** Address of the site's sign-in server, with the key that holds it. */
function serverOf(signIn: SignIn | null): { readonly key: string; readonly url: WebAddress } | null {
  if (signIn?.kind === "cas") return { key: "signIn.url", url: webAddress(signIn.url) };
  return signIn?.kind === "oidc" ? { key: "signIn.issuer", url: webAddress(signIn.issuer) } : null;
}

/** A platform that people rely on says how they come in. */
const isWritten: Rule = ({ platform, at }) => (signInOf(platform) === null ? [told(`${at}.signIn`, "sign-in-missing")] : []);

/** Passwords exist in the demonstration alone (docs/RULES.md §11). */
const noPassword: Rule = ({ platform, at }) =>
  signInOf(platform)?.kind === "password" && platform.profile !== "demo"
    ? [told(`${at}.signIn.kind`, "sign-in-password", { profile: platform.profile })]
    : [];

/** The small CAS lets anybody in: it belongs to the lab of one machine (docs/RULES.md §12.12). */
const noSample: Rule = ({ platform, at }) => {
  const { profile, target } = platform;
  if (signInOf(platform)?.kind !== "sample-cas" || (profile === "lab" && target === "local")) return [];
  return [told(`${at}.signIn.kind`, "sign-in-sample", { profile, target })];
};

/** A sign-in server on the machine itself is a trial one (docs/RULES.md §12.12). */
const noTrialServer: Rule = ({ platform, at }) => {
  const server = serverOf(signInOf(platform));
  if (server === null || platform.profile !== "production" || !server.url.isLoopback) return [];
  return [told(`${at}.${server.key}`, "sign-in-loopback", { url: server.url.text })];
};

/** Tickets and passwords that travel in clear can be taken. */
const isPrivate: Rule = ({ platform, at }) => {
  const server = serverOf(signInOf(platform));
  if (server === null || platform.profile !== "production" || server.url.isEncrypted || server.url.isLoopback) return [];
  return [told(`${at}.${server.key}`, "sign-in-http", { url: server.url.text })];
};

/** Synapse 1.163.2: allowed without a prefix, such logins all become `none…`; other characters than letters and digits are refused. */
const numericLogins: Rule = ({ platform, at }) => {
  const { allowed, prefix } = asKind(signInOf(platform), "cas")?.numericLogins ?? { allowed: false, prefix: null };
  const keys = { allowed: `${at}.signIn.numericLogins.allowed`, prefix: `${at}.signIn.numericLogins.prefix` };
  if (prefix === null) return allowed ? [told(keys.prefix, "numeric-prefix-missing", { other: keys.allowed })] : [];
  if (!/^[a-z0-9]+$/.test(prefix)) return [told(keys.prefix, "numeric-prefix-refused", { value: prefix })];
  return allowed ? [] : [told(keys.prefix, "numeric-prefix-idle", { other: keys.allowed })];
};

/** Attributes come with protocol 3 alone: an older one lets nobody in when one is required. */
const attributes: Rule = ({ platform, at }) => {
  const cas = asKind(signInOf(platform), "cas");
  if (cas === null || cas.protocolVersion >= 3 || Object.keys(cas.requiredAttributes).length === 0) return [];
  const params = { version: cas.protocolVersion, other: `${at}.signIn.requiredAttributes` };
  return [told(`${at}.signIn.protocolVersion`, "cas-attributes-lost", params)];
};

export const signInRules: readonly Rule[] = [isWritten, noPassword, noSample, noTrialServer, isPrivate, numericLogins, attributes];
