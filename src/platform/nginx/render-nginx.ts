/** Files of nginx: the public and the internal listener, and Element's, which on machines of its own has an nginx there. */
import type { PlatformSecrets, RenderedFile, Site } from "../site.ts";
import type { AllowedCall } from "./allowed-call.ts";
import { block, type Line, pattern, writeConf } from "./conf-text.ts";
import { elementListener } from "./element-listener.ts";
import { internalListener } from "./internal-listener.ts";
import { adminGeo, cacheMap, callMap, forwardedMap, personMaps, processMap, publicMap, roomMap, writeMap } from "./maps.ts";
import { proxySettings } from "./proxying.ts";
import { publicListener } from "./public-listener.ts";
import { mainFile, rendered } from "./settings.ts";
import { signInFiles } from "./sign-in-locations.ts";
import { uploadTypesMap } from "./upload-types.ts";
import { groupsOf, upstreamBlock } from "./upstreams.ts";
import { wellKnownFiles } from "./well-known.ts";

export interface NginxParts {
  /** Every request of campus's adapter: the internal listener lets nothing else through (docs/RULES.md §12.2). */
  readonly allow: readonly AllowedCall[];
  /** Static pages by file name; `cas-down.html` is shown when a sign-in fails because CAS doesn't answer. */
  readonly pages?: ReadonlyMap<string, string>;
}

/** Total for any consistent worker table: none, one, sixty. No secret stands inside these files. */
export function renderNginx(site: Site, _secrets: PlatformSecrets, parts: NginxParts): readonly RenderedFile[] {
  if (site.reverseProxy === null) return [];
  const local = site.description.target === "local";
  const own = site.places.nginx;
  const pages = signInFiles(site, parts.pages ?? new Map());
  const listeners = ["public.conf", "internal.conf", ...(local ? ["element.conf"] : [])];
  const files: readonly (readonly [string, readonly Line[]])[] = [
    ["nginx.conf", mainFile({ site, places: own, includes: ["upstreams.conf", "routes.conf", "calls.conf", ...listeners] })],
    ["upstreams.conf", [rendered, ...groupsOf(site).map(upstreamBlock)]],
    ["routes.conf", routing(site)],
    ["calls.conf", [rendered, callMap(site, parts.allow)]],
    ["public.conf", [rendered, ...publicListener(site, { places: own, pages: [...pages.keys()] })]],
    ["internal.conf", [rendered, ...internalListener(site)]],
    ...(local ? [["element.conf", [rendered, cacheMap, ...elementListener(site, own)]] as const] : []),
  ];
  return [
    ...files.map(([name, lines]) => file(site, "nginx", [name, writeConf(lines)])),
    ...[...wellKnownFiles(site)].map((known) => file(site, "nginx", known)),
    ...[...pages].map(([name, text]) => file(site, "nginx", [`pages/${name}`, text])),
    ...(local ? [] : elementMachine(site)),
  ];
}

function routing(site: Site): readonly Line[] {
  const withQuery = block("map $request_uri $login_with_query", ["default 0", `${pattern("\\?.")} 1`]);
  return [
    rendered,
    ...proxySettings,
    ...personMaps,
    roomMap,
    forwardedMap(site),
    processMap(site, groupsOf(site)),
    writeMap,
    adminGeo(site),
    publicMap(site),
    ...uploadTypesMap(site),
    withQuery,
  ];
}

/** The machine of Element has an nginx of its own. */
function elementMachine(site: Site): readonly RenderedFile[] {
  const places = site.places.element;
  return [
    file(site, "element", ["nginx.conf", writeConf(mainFile({ site, places, includes: ["element.conf"] }))]),
    file(site, "element", ["element.conf", writeConf([rendered, cacheMap, ...elementListener(site, places)])]),
    ...[...wellKnownFiles(site)].map((known) => file(site, "element", known)),
  ];
}

function file({ places }: Site, component: "nginx" | "element", [name, text]: readonly [string, string]): RenderedFile {
  return { component, path: `${places[component].conf}/${name}`, text, mode: 0o644 };
}
