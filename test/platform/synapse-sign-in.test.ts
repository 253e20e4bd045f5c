/** Each way of signing in: what Synapse is told, and that no other way is left open. */
import { describe, expect, it } from "vitest";
import { authProviderOf } from "#platform/synapse/sign-in.ts";
import { homeserverOf, lab } from "./rendered-synapse.ts";
import { fourHosts } from "./sample-site.ts";

const cas = { kind: "cas", url: "https://cas.univ-demo.example/cas/" };
const oidc = {
  kind: "oidc",
  issuer: "https://cas.univ-demo.example/cas/oidc",
  clientId: "synapse",
  clientSecretFile: "/etc/campus/oidc-secret",
};
const production = (signIn: object, more: object = {}) => homeserverOf({ profile: "production", signIn, ...more });
const closed = { enable_registration: false, allow_guest_access: false, enable_set_displayname: false, enable_3pid_changes: false };

describe("passwords", () => {
  it("are for the demonstration", () => {
    expect(homeserverOf()).toMatchObject({ ...closed, password_config: { enabled: true }, bcrypt_rounds: 4 });
  });

  it.each([
    ["cas", production(cas)],
    ["oidc", production(oidc)],
    ["the small CAS", homeserverOf(lab)],
    ["nothing said", homeserverOf({ profile: "production" })],
    ["passwords asked for in production", production({ kind: "password" })],
  ])("are off with %s", (_, all) => {
    expect(all).toMatchObject({ ...closed, password_config: { enabled: false } });
    expect(all).not.toHaveProperty("bcrypt_rounds");
  });
});

describe("CAS", () => {
  it("makes no account, asks protocol 3, and sends people back to Element without a question", () => {
    const all = production(cas, { elementUrl: "https://element.univ-demo.example" });
    expect(all.cas_config).toEqual({
      enabled: true,
      server_url: "https://cas.univ-demo.example/cas",
      protocol_version: 3,
      required_attributes: {},
      idp_name: "CAS",
      enable_registration: false,
      allow_numeric_ids: false,
    });
    expect(all.sso).toEqual({ client_whitelist: ["https://element.univ-demo.example/"], update_profile_information: false });
  });

  it("keeps null as any value of an attribute, and a value as it is", () => {
    const signIn = { ...cas, requiredAttributes: { eduPersonAffiliation: "staff", mail: null }, protocolVersion: 3 };
    expect(production(signIn).cas_config).toMatchObject({ required_attributes: { eduPersonAffiliation: "staff", mail: null } });
  });

  it("lets Synapse make accounts for logins of digits only with a prefix", () => {
    const of = (numericLogins: object) => production({ ...cas, numericLogins }).cas_config;
    expect(of({ allowed: true, prefix: "u" })).toMatchObject({
      enable_registration: false,
      allow_numeric_ids: true,
      numeric_ids_prefix: "u",
    });
    for (const digits of [{ allowed: true }, { prefix: "u" }, {}])
      expect(of(digits)).toMatchObject({ enable_registration: false, allow_numeric_ids: false });
  });

  it("is the small one in the lab", () => {
    const { cas_config: small, sso } = homeserverOf(lab);
    expect(small).toMatchObject({ server_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/cas$/), enable_registration: false });
    expect(sso).toEqual({ client_whitelist: [expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/)], update_profile_information: false });
  });
});

describe("OpenID Connect", () => {
  const provider = (all: Record<string, unknown>) => (all.oidc_providers as Record<string, unknown>[])[0];

  it("makes no account, and the site's sign-out reaches Matrix", () => {
    const all = production(oidc);
    expect(all).not.toHaveProperty("cas_config");
    expect(provider(all)).toEqual({
      idp_id: "cas",
      idp_name: "CAS",
      issuer: "https://cas.univ-demo.example/cas/oidc",
      client_id: "synapse",
      client_secret_path: "/etc/campus/oidc-secret",
      scopes: ["openid", "profile"],
      enable_registration: false,
      allow_existing_users: false,
      backchannel_logout_enabled: true,
      backchannel_logout_ignore_sub: false,
      user_mapping_provider: { config: { subject_claim: "sub", localpart_template: "{{ user.sub }}", confirm_localpart: false } },
    });
  });

  it("finds the login in another claim, sign-out then by session", () => {
    expect(provider(production({ ...oidc, loginClaim: "uid" }))).toMatchObject({
      backchannel_logout_ignore_sub: true,
      user_mapping_provider: { config: { subject_claim: "uid", localpart_template: "{{ user.uid }}" } },
    });
  });

  it("reads its secret among Synapse's own on a machine of its own", () => {
    const all = production(oidc, fourHosts);
    expect(provider(all)).toMatchObject({ client_secret_path: "/state/synapse/secrets/oidc-client" });
  });
});

it("accounts are linked under the provider's name", () => {
  expect((["cas", "sample-cas", "oidc", "password"] as const).map(authProviderOf)).toEqual(["cas", "cas", "oidc-cas", null]);
});
