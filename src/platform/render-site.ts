/** Every file of a platform, from its site: pure, so that the same description always gives the same bytes. */
import { renderSampleCas } from "./cas/render-sample-cas.ts";
import { renderElement } from "./element/render-element.ts";
import type { AllowedCall } from "./nginx/allowed-call.ts";
import { renderNginx } from "./nginx/render-nginx.ts";
import { renderPostgres } from "./postgres/render-postgres.ts";
import { renderPrometheus } from "./prometheus/render-prometheus.ts";
import { renderRedis } from "./redis/render-redis.ts";
import { casDownPage, signInPages } from "./sign-in-pages/sign-in-pages.ts";
import type { PlatformSecrets, RenderedFile, Site } from "./site.ts";
import { renderSynapse } from "./synapse/render-synapse.ts";

/** What a pure renderer cannot find by itself: the text of the Synapse module, and what campus may ask of a server. */
export interface Parts {
  /** Path under the folder of modules → Python text. */
  readonly modules: ReadonlyMap<string, string>;
  /** Method and path of every request campus makes (docs/RULES.md §12.2). */
  readonly allow: readonly AllowedCall[];
}

/** Files of every program this platform has, in the order of the programs. */
export function renderSite(site: Site, secrets: PlatformSecrets, parts: Parts): readonly RenderedFile[] {
  const { element } = site.description;
  const modules = { modules: parts.modules, pages: signInPages({ ...element, clientUrl: site.elementUrl }) };
  const proxy = { allow: parts.allow, pages: new Map([["cas-down.html", casDownPage({ ...element, clientUrl: site.elementUrl })]]) };
  return [
    ...renderSynapse(site, secrets, modules),
    ...(site.database.kind === "postgres" ? renderPostgres(site, secrets) : []),
    ...(site.redis === null ? [] : renderRedis(site, secrets)),
    ...(site.reverseProxy === null ? [] : [...renderNginx(site, secrets, proxy), ...renderElement(site)]),
    ...(site.sampleCas === null ? [] : renderSampleCas(site)),
    ...(site.prometheus === null ? [] : renderPrometheus(site, secrets)),
  ];
}
