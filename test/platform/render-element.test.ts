/** What Element is told, word for word once, then by meaning; and what the welcome page says to whom. */
import { describe, expect, it } from "vitest";
import { clientConfig } from "#platform/element/client-config.ts";
import { renderElement } from "#platform/element/render-element.ts";
import { welcomePage } from "#platform/element/welcome-page.ts";
import { sampleSite } from "./sample-site.ts";

const lab = (more: object = {}) => sampleSite({ profile: "lab", ...more });
const configOf = (more: object = {}) => clientConfig(lab(more));
const defaultsOf = (more: object = {}) => configOf(more).setting_defaults as Record<string, unknown>;

describe("config.json", () => {
  it("of the lab is this", () => {
    const [config, welcome] = renderElement(lab());
    expect(welcome?.path).toBe("/state/element/conf/welcome.html");
    expect(config?.path).toBe("/state/element/conf/config.json");
    expect(JSON.parse(config?.text ?? "")).toEqual({
      default_server_config: { "m.homeserver": { base_url: "http://127.0.0.1:21000", server_name: "univ-demo.example" } },
      disable_custom_urls: true,
      disable_guests: true,
      disable_3pid_login: true,
      sso_redirect_options: { immediate: false, on_welcome_page: false, on_login_page: true },
      brand: "Messagerie",
      branding: { auth_footer_links: [] },
      embedded_pages: { welcome_url: "welcome.html", login_for_welcome: false },
      permalink_prefix: "http://127.0.0.1:21002",
      room_directory: { servers: ["univ-demo.example"] },
      default_federate: false,
      default_theme: "light",
      default_country_code: "FR",
      enable_presence_by_hs_url: { "http://127.0.0.1:21000": false },
      integrations_ui_url: null,
      integrations_rest_url: null,
      integrations_widgets_urls: null,
      desktop_builds: { available: false, logo: "", url: "" },
      mobile_guide_toast: false,
      show_labs_settings: false,
      force_verification: false,
      element_call: { use_exclusively: false },
      features: { feature_group_calls: false, feature_video_rooms: false, feature_element_call_video_rooms: false },
      user_notice: {
        title: "Durée de conservation · Retention",
        description:
          "Les messages sont supprimés après 90 jours, les fichiers que personne n'ouvre après 90 jours. " +
          "Messages are deleted after 90 days, files nobody opens after 90 days.",
        show_once: true,
      },
      setting_defaults: {
        language: "fr",
        "UIFeature.registration": false,
        "UIFeature.passwordReset": false,
        "UIFeature.deactivate": false,
        "UIFeature.identityServer": false,
        "UIFeature.thirdPartyId": false,
        "UIFeature.feedback": false,
        "UIFeature.shareSocial": false,
        "UIFeature.locationSharing": false,
        "UIFeature.BulkUnverifiedSessionsReminder": false,
        "UIFeature.voip": false,
        "UIFeature.widgets": false,
        "UIFeature.urlPreviews": false,
        urlPreviewsEnabled: false,
        urlPreviewsEnabled_e2ee: false,
        "MessageComposerInput.showStickersButton": false,
      },
    });
  });

  it("never takes encryption away from people's own rooms", () => {
    expect(JSON.stringify(configOf())).not.toContain("force_disable");
    expect(defaultsOf()).not.toHaveProperty("UIFeature.advancedEncryption");
  });

  it("names no service of somebody else", () => {
    const text = JSON.stringify(configOf({ features: { calls: "video", widgets: "on", urlPreviews: "on" } }));
    expect(text.match(/https?:\/\/[^"/]+/g)?.filter((url) => !url.startsWith("http://127.0.0.1:"))).toEqual([]);
  });

  it("offers what the platform has turned on", () => {
    expect(defaultsOf({ features: { calls: "voice" } })).toMatchObject({ "UIFeature.voip": true, "UIFeature.widgets": false });
    expect(configOf({ features: { calls: "voice" } }).features).toMatchObject({ feature_group_calls: false });
    expect(configOf({ features: { calls: "video" } }).features).toMatchObject({ feature_group_calls: true });
    expect(defaultsOf({ features: { widgets: "on", urlPreviews: "on" } })).toMatchObject({
      "UIFeature.widgets": true,
      "UIFeature.urlPreviews": true,
      urlPreviewsEnabled: true,
    });
    expect(configOf({ federation: ["univ-amie.example"] }).default_federate).toBe(true);
  });

  it("leads to the sign-in of the site only where there is one, and to help where it is given", () => {
    expect(configOf({ signIn: { kind: "password" } })).not.toHaveProperty("sso_redirect_options");
    expect(configOf({ element: { helpMail: "aide@univ-demo.example" } }).help_url).toBe("mailto:aide@univ-demo.example");
    const both = { helpMail: "aide@univ-demo.example", helpUrl: "https://aide.univ-demo.example/" };
    expect(configOf({ element: both }).help_url).toBe("https://aide.univ-demo.example/");
  });

  it("is not rendered where Element is not served", () => {
    expect(renderElement(sampleSite({ profile: "demo" }))).toEqual([]);
  });
});

describe("welcome.html", () => {
  it("speaks French first, then English, each marked as such, with the days things are kept", () => {
    const page = welcomePage(lab({ retention: { messagesDays: 30, mediaDays: 60 }, element: { folder: "/srv/element" } }));
    expect([...page.matchAll(/<section lang="(\w+)">/g)].map(([, lang]) => lang)).toEqual(["fr", "en"]);
    expect(page).toContain("après 30 jours, les fichiers que personne n'ouvre après 60 jours".replace("n'", "n&#39;"));
    expect(page).toContain("after 30 days, files that nobody opens after 60 days");
    expect(page.match(/href="#\/login"/g)).toHaveLength(2);
    expect(page.match(/<h1>/g)).toHaveLength(1);
  });

  it("says where to go when the web client is not unpacked here, and offers no button that does nothing", () => {
    const page = welcomePage(lab());
    expect(page).not.toContain("#/login");
    expect(page).toContain("indiquez ce serveur : http://127.0.0.1:21000");
  });

  it("writes what the site gives as text, and runs nothing", () => {
    const nasty = '<script>alert("1")</script>';
    const page = welcomePage(
      lab({
        element: { brand: nasty, establishment: nasty, links: [{ text: nasty, url: 'https://a.example/?"><b>' }], helpMail: "a@b.example" },
      }),
    );
    expect(page).not.toMatch(/<script|<b>|onerror|javascript:/i);
    expect(page).toContain("mailto:a@b.example");
    expect(page).not.toContain("_t(");
  });
});
