/** Element's config.json: what people of a university need, and nothing that leads to other people's services. Keys: Element's docs/config.md. */
import type { Site } from "../site.ts";

/** A value of config.json. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Object to be written as config.json. Keys that Element doesn't know are ignored by it; null turns the integration manager off. */
export function clientConfig(site: Site): { readonly [key: string]: Json } {
  const { element, federation } = site.description;
  return {
    default_server_config: { "m.homeserver": { base_url: baseUrl(site), server_name: site.serverName } },
    disable_custom_urls: true,
    ...signIn(site),
    brand: element.brand,
    branding: { auth_footer_links: element.links.map(({ text, url }) => ({ text, url })) },
    embedded_pages: { welcome_url: "welcome.html", login_for_welcome: false },
    ...help(site),
    permalink_prefix: (site.elementUrl ?? "").replace(/\/$/, ""),
    room_directory: { servers: [site.serverName] },
    default_federate: federation !== "closed",
    default_theme: "light",
    default_country_code: "FR",
    enable_presence_by_hs_url: { [baseUrl(site)]: false },
    integrations_ui_url: null,
    integrations_rest_url: null,
    integrations_widgets_urls: null,
    desktop_builds: { available: false, logo: "", url: "" },
    mobile_guide_toast: false,
    show_labs_settings: false,
    force_verification: false,
    ...calls(site),
    user_notice: retentionNotice(site),
    setting_defaults: settingDefaults(site),
  };
}

function baseUrl({ publicUrl }: Site): string {
  return publicUrl.replace(/\/$/, "");
}

/** Accounts come from the directory: no guests, no mail or telephone as a login; the login page leads straight to the site's sign-in. */
function signIn({ signIn: how }: Site): { readonly [key: string]: Json } {
  const single = how !== null && how.kind !== "password";
  return {
    disable_guests: true,
    disable_3pid_login: true,
    ...(single ? { sso_redirect_options: { immediate: false, on_welcome_page: false, on_login_page: true } } : {}),
  };
}

function help({ description }: Site): { readonly [key: string]: Json } {
  const { helpUrl, helpMail } = description.element;
  const url = helpUrl ?? (helpMail === null ? null : `mailto:${helpMail}`);
  if (url === null) return {};
  return {
    help_url: url,
    report_event: { admin_message_md: `Ce signalement parvient à l'équipe d'assistance · This report reaches the support team: ${url}` },
  };
}

/** Calls that the server refuses are not offered either: neither Element's own, nor Jitsi's, nor rooms made of video. */
function calls({ description }: Site): { readonly [key: string]: Json } {
  const video = description.features.calls === "video";
  return {
    element_call: { use_exclusively: false },
    features: { feature_group_calls: video, feature_video_rooms: false, feature_element_call_video_rooms: false },
  };
}

function retentionNotice({ description }: Site): Json {
  const { messagesDays, mediaDays } = description.retention;
  return {
    title: "Durée de conservation · Retention",
    description:
      `Les messages sont supprimés après ${messagesDays} jours, les fichiers que personne n'ouvre après ${mediaDays} jours. ` +
      `Messages are deleted after ${messagesDays} days, files nobody opens after ${mediaDays} days.`,
    show_once: true,
  };
}

/** Parts of the interface that make no sense where accounts come from a directory, or that the platform has turned off. */
function settingDefaults({ description, language }: Site): { readonly [key: string]: Json } {
  const { features } = description;
  const previews = features.urlPreviews === "on";
  return {
    language,
    "UIFeature.registration": false,
    "UIFeature.passwordReset": false,
    "UIFeature.deactivate": false,
    "UIFeature.identityServer": false,
    "UIFeature.thirdPartyId": false,
    "UIFeature.feedback": false,
    "UIFeature.shareSocial": false,
    "UIFeature.locationSharing": false,
    "UIFeature.BulkUnverifiedSessionsReminder": false,
    "UIFeature.voip": features.calls !== "off",
    "UIFeature.widgets": features.widgets === "on",
    "UIFeature.urlPreviews": previews,
    urlPreviewsEnabled: previews,
    urlPreviewsEnabled_e2ee: false,
    "MessageComposerInput.showStickersButton": false,
  };
}
