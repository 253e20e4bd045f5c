/** The pages hold nothing of elsewhere, and nothing of what a site writes about itself is read as markup or as Jinja. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { casDownPage, type SignInPagesInput, signInPages, signInPagesPolicy, successScript } from "./sign-in-pages.ts";

const input: SignInPagesInput = {
  establishment: "Université d'Amie",
  helpUrl: "https://aide.univ-amie.example/messagerie",
  helpMail: "assistance@univ-amie.example",
  clientUrl: "https://messagerie.univ-amie.example/",
};
const all = (given: SignInPagesInput): readonly (readonly [string, string])[] => [
  ...signInPages(given),
  ["cas-down", casDownPage(given)] as const,
];

describe("sign-in pages", () => {
  it("are those that a sign-in by CAS or OIDC can show", () => {
    expect([...signInPages(input).keys()]).toEqual([
      "sso_error.html",
      "sso_account_deactivated.html",
      "sso_auth_bad_user.html",
      "sso_redirect_confirm.html",
      "sso_auth_confirm.html",
      "sso_auth_success.html",
    ]);
  });

  it.each(all(input))("%s names the help and fetches nothing", (name, text) => {
    expect(text).toContain('href="mailto:assistance@univ-amie.example"');
    expect(text).toContain('href="https://aide.univ-amie.example/messagerie"');
    expect(text).not.toMatch(/<(link|img|iframe|form|object|embed)\b|\bsrc=|url\(|@import| style="| on[a-z]+="/);
    expect(text.includes("<script>")).toBe(name === "sso_auth_success.html");
  });

  it("say whom to ask when no help is configured", () => {
    for (const [, text] of all({ establishment: "X", helpUrl: null, helpMail: null })) {
      expect(text).toContain("Adressez-vous au service informatique");
      expect(text).toContain("Ask the IT service");
      expect(text).not.toContain("null");
    }
  });

  it("take what a site writes as text, in HTML and in Jinja", () => {
    const hostile = '"><script>x</script>{{ 7 * 7 }}{% raw %}{# x #}';
    const given = { establishment: hostile, helpUrl: `https://x/${hostile}`, helpMail: hostile, clientUrl: hostile };
    for (const [name, text] of all(given)) {
      const before = new Map(all(input)).get(name) ?? "";
      const count = (mark: string) => [text.split(mark).length, before.split(mark).length];
      for (const mark of ["<script>", "{{", "{%", "{#", "}}", "%}", "<a ", "</title>"]) {
        const [now, clean] = count(mark);
        expect([name, mark, now]).toEqual([name, mark, clean]);
      }
    }
  });

  it("allow their one script by its digest", () => {
    const digest = createHash("sha256").update(successScript).digest("base64");
    expect(signInPagesPolicy).toContain(`script-src 'sha256-${digest}'`);
    expect(signInPages(input).get("sso_auth_success.html")).toContain(`<script>${successScript}</script>`);
  });

  it("give the same bytes twice", () => expect(all(input)).toEqual(all(input)));
});
