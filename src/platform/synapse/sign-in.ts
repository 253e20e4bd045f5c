/** How people sign in: by the site's CAS or OpenID Connect server; by a password in the demonstration alone. */
import { sampleCasUrl } from "../cas/render-sample-cas.ts";
import type { SignIn, Site } from "../site.ts";
import type { YamlSection, YamlValue } from "../yaml.ts";
import { oidcSecret } from "./given-files.ts";
import { synapsePaths } from "./paths.ts";

/** Authentication provider in the external ids of accounts, by the kind of sign-in (Synapse 1.163.2); null: none. */
export function authProviderOf(kind: SignIn["kind"]): "cas" | "oidc-cas" | null {
  if (kind === "password") return null;
  return kind === "oidc" ? "oidc-cas" : "cas";
}

type Settings = { readonly [key: string]: YamlValue };

interface Cas {
  readonly url: string;
  readonly name: string;
  readonly protocolVersion: number;
  readonly requiredAttributes: Readonly<Record<string, string | null>>;
  readonly numericLogins: { readonly prefix: string | null; readonly allowed: boolean };
}

/**
 * Nobody gets an account by signing in: campus makes them. Synapse 1.163.2: without a prefix, logins of digits would all become
 * `none…`; both are given or neither.
 */
function numericLogins({ prefix, allowed }: Cas["numericLogins"]): Settings {
  const digits = prefix === null || !allowed ? { allow_numeric_ids: false } : { allow_numeric_ids: true, numeric_ids_prefix: prefix };
  return { enable_registration: false, ...digits };
}

/** Required attributes: null in YAML is any value, whereas the word None would be a text. */
function casSettings({ url, name, protocolVersion, requiredAttributes, numericLogins: digits }: Cas): Settings {
  return {
    cas_config: {
      enabled: true,
      server_url: url.replace(/\/+$/, ""),
      protocol_version: protocolVersion,
      required_attributes: { ...requiredAttributes },
      idp_name: name,
      ...numericLogins(digits),
    },
  };
}

/** Back-channel sign-out matches sessions by `sub`: where the login is another claim, by the session alone. */
function oidcSettings(signIn: Extract<SignIn, { kind: "oidc" }>, secretPath: string): Settings {
  const { issuer, clientId, loginClaim, scopes, name } = signIn;
  const mapping = { subject_claim: loginClaim, localpart_template: `{{ user.${loginClaim} }}`, confirm_localpart: false };
  return {
    oidc_providers: [
      {
        idp_id: "cas",
        idp_name: name,
        issuer,
        client_id: clientId,
        client_secret_path: secretPath,
        scopes: [...scopes],
        enable_registration: false,
        allow_existing_users: false,
        backchannel_logout_enabled: true,
        backchannel_logout_ignore_sub: loginClaim !== "sub",
        user_mapping_provider: { config: mapping },
      },
    ],
  };
}

const noDigits = { prefix: null, allowed: false };

function sampleCasSettings(site: Site, name: string): Settings {
  const url = sampleCasUrl(site);
  return url === null ? {} : casSettings({ url, name, protocolVersion: 3, requiredAttributes: {}, numericLogins: noDigits });
}

function providerSettings(site: Site): Settings {
  const { signIn } = site;
  switch (signIn?.kind) {
    case "cas":
      return casSettings(signIn);
    case "sample-cas":
      return sampleCasSettings(site, signIn.name);
    case "oidc":
      return oidcSettings(signIn, oidcSecret(site)?.to ?? signIn.clientSecretFile);
    default:
      return {};
  }
}

/**
 * Element's address ends with a slash: without one, any host whose name merely begins like it would be trusted (docs/RULES.md §12.13).
 * Names come from the directory: Synapse 1.163.2 refuses every second sign-in by CAS where it may update them.
 */
function afterwards({ elementUrl, signIn }: Site): Settings {
  if (signIn === null || signIn.kind === "password") return {};
  return { sso: { client_whitelist: elementUrl === null ? [] : [elementUrl], update_profile_information: false } };
}

/** Accounts come from the directory only, except where the site lets Synapse make those of logins of digits. */
export function signInSection(site: Site, hasPages: boolean): YamlSection {
  const demo = site.description.profile === "demo" && site.signIn?.kind === "password";
  return {
    comment: demo
      ? "Accounts come from the directory only. Demonstration: people sign in with a password, hashed cheaply."
      : "Accounts come from the directory only, and nobody signs in with a password.",
    values: {
      enable_registration: false,
      allow_guest_access: false,
      enable_set_displayname: false,
      enable_3pid_changes: false,
      auto_join_rooms: [],
      password_config: { enabled: demo },
      ...(demo ? { bcrypt_rounds: 4 } : {}),
      ...providerSettings(site),
      ...afterwards(site),
      ...(hasPages ? { templates: { custom_template_directory: synapsePaths(site).templates } } : {}),
    },
  };
}
