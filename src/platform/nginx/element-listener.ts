/** Element for browsers: static files, its configuration, the welcome page, and headers that keep other sites out. */
import { elementFolder } from "../element/element-folder.ts";
import type { Places, Site } from "../site.ts";
import { type Block, block, type Line, quote } from "./conf-text.ts";
import { ownHeaders } from "./own-headers.ts";
import { fileLocation } from "./proxying.ts";
import { publicListen, redirectServer } from "./settings.ts";
import { wellKnownLocations } from "./well-known.ts";

const types: Block = block("types", [
  "text/html html",
  "text/css css",
  "text/javascript js mjs",
  "application/json json map",
  "application/wasm wasm",
  "application/manifest+json webmanifest",
  "image/svg+xml svg",
  "image/png png",
  "image/jpeg jpg jpeg",
  "image/gif gif",
  "image/webp webp",
  "image/x-icon ico",
  "font/woff woff",
  "font/woff2 woff2",
  "font/ttf ttf",
  "audio/mpeg mp3",
  "audio/ogg ogg",
  "text/plain txt",
]);

/** `places` are those of the nginx that serves it; the files of Element stand in its own folder. */
export function elementListener(site: Site, places: Places): readonly Line[] {
  const own = site.places.element.conf;
  return [
    ...redirectServer(site, "element"),
    block("server", [
      ...publicListen(site, "element", places),
      "server_name _",
      types,
      "charset utf-8",
      "gzip on",
      "gzip_types text/css text/javascript application/json application/wasm image/svg+xml",
      ...headers(site),
      ...wellKnownLocations(site, places.conf),
      block("location = /nginx-health", ["access_log off", "default_type text/plain", 'return 200 "OK\\n"']),
      fileLocation("/config.json", `${own}/config.json`),
      // Element asks for a configuration of its host first.
      block("location ~ ^/config\\.[^/]+\\.json$", ["return 404"]),
      fileLocation("/welcome.html", `${own}/welcome.html`),
      ...contents(site),
    ]),
  ];
}

/** Element's files, or the welcome page alone where the site has not unpacked them. */
function contents(site: Site): readonly Line[] {
  const { version } = site.description.element;
  const folder = elementFolder(site);
  if (folder !== null) return [`root ${quote(folder)}`, "index index.html", block("location /", ["try_files $uri $uri/ =404"])];
  return [
    block("location = /version", ["default_type text/plain", `return 200 ${quote(version ?? "none")}`]),
    block("location = /", ["rewrite ^ /welcome.html last"]),
    block("location /", ["return 404"]),
  ];
}

/**
 * Element's own page has a policy inside it; this one only narrows it: scripts from here, requests to here and to Synapse, pages inside
 * pages only for calls and widgets where they are on.
 */
function headers(site: Site): readonly Line[] {
  const { features } = site.description;
  const synapse = site.publicUrl.replace(/\/$/, "");
  const frames = features.widgets === "on" || features.calls !== "off" ? " https:" : "";
  const policy = [
    "default-src 'none'",
    "base-uri 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    `img-src 'self' ${synapse} blob: data:`,
    `media-src 'self' ${synapse} blob: data:`,
    `connect-src 'self' ${synapse} https://${site.serverName} blob: data:`,
    "worker-src 'self' blob:",
    `child-src 'self' blob: data:${frames}`,
    `frame-src 'self' blob: data:${frames}`,
    "manifest-src 'self'",
    `form-action 'self' ${synapse}`,
    "frame-ancestors 'self'",
  ];
  return [
    `add_header Content-Security-Policy ${quote(policy.join("; "))} always`,
    "add_header X-Frame-Options SAMEORIGIN always",
    ...ownHeaders(site),
    "add_header Referrer-Policy no-referrer always",
    "add_header Cache-Control $element_cache always",
  ];
}
