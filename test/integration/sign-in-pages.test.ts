/** Sign-in pages rendered by Synapse's own reader of templates, then met in a running Synapse. */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { casDownPage, signInPages } from "#platform/sign-in-pages/sign-in-pages.ts";
import { addPerson, clientOf } from "../lab/ask.ts";
import { openPlainSynapse, type PlainSynapse } from "../lab/plain-synapse.ts";
import { hasSynapse, labFolder, synapsePython } from "../lab/synapse.ts";
import { openTinyCas, type TinyCas } from "../lab/tiny-cas.ts";

const input = {
  establishment: "Université d'Amie",
  helpUrl: "https://aide.univ-amie.example/",
  helpMail: "assistance@univ-amie.example",
  clientUrl: "https://messagerie.univ-amie.example/",
};

interface Page {
  readonly html: string;
  readonly own: boolean;
  readonly known: boolean;
  readonly tags: readonly (readonly [string, Readonly<Record<string, string | null>>])[];
  readonly problems: readonly string[];
}

const hostile = '"><img src=x onerror=alert(1)>{{ 7 }}';
const failure = (error: string | null, error_description: string | null = null) =>
  ["sso_error.html", { error, error_description }] as const;
/** Template, what Synapse gives it, French title, English title. */
const shown = [
  [...failure("mapping_error", "… (campus-locked)"), "compte de messagerie est désactivé", "messaging account is locked"],
  [...failure("mapping_error", "… (campus-service)"), "n&#39;est à personne", "is nobody&#39;s"],
  [...failure("mapping_error", "User does not exist and registrations are disabled"), "pas encore de compte", "no messaging account yet"],
  [...failure("unauthorised", "You are not authorised to log in here."), "ne vous est pas ouverte", "is not open to you"],
  [...failure("unsucessful_response", "Unsuccessful CAS response"), "a expiré", "has expired"],
  [...failure("missing_session", "No session cookie found"), "a expiré", "has expired"],
  [...failure("server_error", "Authorization server responded…"), "répondu comme prévu", "did not answer as expected"],
  [...failure(hostile, hostile), "n&#39;a pas abouti", "sign-in failed"],
  [...failure(null), "n&#39;a pas abouti", "sign-in failed"],
  ["sso_account_deactivated.html", {}, "est fermé", "is closed"],
  ["sso_auth_bad_user.html", { server_name: "x", user_id_to_verify: hostile }, "pas le même compte", "not the same account"],
  [
    "sso_redirect_confirm.html",
    { display_url: hostile, redirect_url: `https://x/?${hostile}`, user_id: hostile, user_profile: { display_name: hostile } },
    "Continuer vers votre messagerie",
    "Continue to your messages",
  ],
  [
    "sso_auth_confirm.html",
    { description: "remove a device from your account", redirect_url: "https://x/", idp: {} },
    "déconnecter un de vos appareils",
    "remove a device from your account",
  ],
  ["sso_auth_confirm.html", { description: hostile, redirect_url: hostile, idp: {} }, "c&#39;est bien vous", "it is you"],
  ["sso_auth_success.html", {}, "c&#39;est confirmé", "it is confirmed"],
] as const;

describe.skipIf(!hasSynapse())("sign-in pages in Synapse's templates", () => {
  const folder = labFolder("pages");
  let pages: readonly Page[] = [];
  beforeAll(() => {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of [...signInPages(input), ["cas_down.html", casDownPage(input)] as const]) {
      writeFileSync(join(folder, name), text);
    }
    const renders = [...shown.map(([name, context]) => ({ name, context })), { name: "cas_down.html", context: {} }];
    const script = join(import.meta.dirname, "../sign-in-pages/render.py");
    const done = spawnSync(synapsePython(), [script], { input: JSON.stringify({ folder, renders }), encoding: "utf8" });
    expect(done.stderr).toBe("");
    pages = JSON.parse(done.stdout);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(shown.map(([name, context, ...titles], index) => ({ index, name, context, titles })))(
    "$index $name $titles says it in both languages",
    ({ index, titles: [french, english] }) => {
      const page = pages[index];
      const [before = "", after = ""] = page?.html.split('<section lang="en">') ?? [];
      expect(before).toContain(french);
      expect(after).toContain(english);
      expect(page).toMatchObject({ own: true, known: true });
    },
  );

  it("are well-formed, with one first-level heading, two languages, and nothing of what people send in them", () => {
    expect(pages).toHaveLength(shown.length + 1);
    for (const [index, { html, tags, problems }] of pages.entries()) {
      const name = shown[index]?.[0] ?? "cas-down";
      const count = (tag: string) => tags.filter(([one]) => one === tag).length;
      expect([name, problems]).toEqual([name, []]);
      expect([name, count("h1"), count("title"), count("img"), count("main")]).toEqual([name, 1, 1, 0, 1]);
      expect(tags.flatMap(([tag, { lang }]) => (tag === "html" || tag === "section" ? [lang] : []))).toEqual(["fr", "fr", "en"]);
      expect(html).not.toContain("<img");
      const attributes = tags.flatMap(([, all]) => Object.keys(all));
      expect(attributes.filter((one) => one.startsWith("on"))).toEqual([]);
      expect(tags.filter(([tag, all]) => tag === "a" && all.href?.startsWith("mailto:")).length).toBe(2);
    }
  });

  it("name the code for those who help, and keep the marks of the module to themselves", () => {
    expect(pages[2]?.html).toContain("mapping_error");
    expect(pages[0]?.html).not.toContain("campus-locked");
  });
});

describe.skipIf(!hasSynapse())("sign-in pages of a running Synapse", () => {
  let lab: PlainSynapse;
  let cas: TinyCas;
  let ticket = 0;
  beforeAll(async () => {
    cas = await openTinyCas();
    lab = await openPlainSynapse({ casUrl: cas.url, templates: signInPages(input) });
  });
  afterAll(async () => {
    await lab?.stop();
    await cas?.close();
  });

  async function comeBack(name: string, redirectUrl = "http://127.0.0.1:1/"): Promise<string> {
    const query = new URLSearchParams({ redirectUrl, ticket: name });
    const answer = await fetch(`${lab.baseUrl}/_matrix/client/r0/login/cas/ticket?${query}`, { redirect: "manual" });
    return `${answer.status} ${/<h1>(.*?)<\/h1>/.exec(await answer.text())?.[1] ?? ""}`.trim();
  }
  const of = (login: string) => `ST-${login}-${++ticket}`;

  it("are what people meet: unknown, reloaded, another client, locked, deactivated", async () => {
    const user = await addPerson(lab as never, "dubois001", "Camille Dubois");
    const put = (body: object) => clientOf(lab as never)("PUT", `/_synapse/admin/v2/users/${encodeURIComponent(user)}`, body);
    await put({ external_ids: [{ auth_provider: "cas", external_id: "dubois001" }] });
    expect(await comeBack(of("nobody001"))).toBe("400 Vous n&#39;avez pas encore de compte de messagerie");
    const once = of("dubois001");
    expect(await comeBack(once)).toBe("302");
    expect(await comeBack(once)).toBe("401 Cette connexion a expiré");
    expect(await comeBack(of("dubois001"), "https://other.example/app")).toBe("200 Continuer vers votre messagerie");
    await put({ locked: true });
    expect(await comeBack(of("dubois001"))).toBe("400 Votre compte de messagerie est désactivé");
    await put({ locked: false });
    await put({ deactivated: true });
    expect(await comeBack(of("dubois001"))).toBe("403 Votre compte de messagerie est fermé");
  });

  it("cannot help when CAS is out of reach: Synapse answers 500 without a page, the reverse proxy has one", async () => {
    await cas.close();
    expect(await comeBack(of("dubois001"))).toBe("500");
  });
});
