/** Headers of every answer people get from nginx; repeated where a location has headers of its own, since nginx adds nothing up. */
import type { Site } from "../site.ts";
import type { Line } from "./conf-text.ts";

/** A browser that was here by https comes back by https for a year (RFC 6797); types are never guessed. */
export function ownHeaders(site: Site): readonly Line[] {
  const encrypted = site.reverseProxy?.certificate !== null;
  return [
    "add_header X-Content-Type-Options nosniff always",
    ...(encrypted ? ['add_header Strict-Transport-Security "max-age=31536000" always'] : []),
  ];
}

/** For answers that pages of other sites may read: without it Element would take a refusal for a dead network. */
export const readableAnywhere = "add_header Access-Control-Allow-Origin * always";
