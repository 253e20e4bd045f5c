/** What people's clients reach: every class of request to its process, nothing that only operators or campus may ask. */
import type { Places, Site } from "../site.ts";
import { type Block, block, type Line, quote } from "./conf-text.ts";
import { ownHeaders } from "./own-headers.ts";
import {
  asRefused,
  asWrite,
  jsonOnly,
  neverRetry,
  outcomeLocations,
  outcomes,
  proxyHeaders,
  retryReads,
  toProcess,
  writeLocation,
} from "./proxying.ts";
import { publicListen, redirectServer } from "./settings.ts";
import { signInLocations } from "./sign-in-locations.ts";
import { otherTypeLocation, refuseOtherTypes } from "./upload-types.ts";
import { wellKnownLocations } from "./well-known.ts";

/** Before anything is handed on. `if` holds nothing but a `return`, the one use of it without surprises. */
const refuse: Block = block("if ($is_refused)", [`return ${asRefused}`]);
const asWrites: Block = block("if ($is_write)", [`return ${asWrite}`]);

export interface PublicParts {
  readonly places: Places;
  /** Names of static pages that exist, in the folder `pages`. */
  readonly pages: readonly string[];
}

export function publicListener(site: Site, { places, pages }: PublicParts): readonly Line[] {
  return [
    ...redirectServer(site, "public"),
    block("server", [
      ...publicListen(site, "public", places),
      "server_name _",
      ...ownHeaders(site),
      "proxy_hide_header X-Content-Type-Options",
      ...proxyHeaders(site, "$forwarded_for"),
      ...outcomes(),
      ...wellKnownLocations(site, places.conf),
      block("location /.well-known/", ["return 404"]),
      block("location = /nginx-health", ["access_log off", "default_type text/plain", 'return 200 "OK\\n"']),
      block("location = /", [site.elementUrl === null ? "return 404" : `return 302 ${quote(site.elementUrl)}`]),
      block("location /", [refuse, asWrites, retryReads, toProcess]),
      writeLocation,
      ...uploads(site),
      signIn(site),
      ...signInLocations(site, places, pages),
      ...outcomeLocations(site),
    ]),
  ];
}

/** Large bodies where files are sent, and nowhere else. */
function uploads(site: Site): readonly Block[] {
  const size = `client_max_body_size ${site.description.uploads.maxSizeMb}m`;
  const accept = [...outcomes("upload"), refuse, ...refuseOtherTypes(site), asWrites];
  return [
    block("location ~ ^/_matrix/(?:media|client/v1/media)/", [size, ...accept, retryReads, toProcess]),
    block("location @upload", [size, neverRetry, toProcess]),
    ...otherTypeLocation(site),
  ];
}

/**
 * Sign-in proves who one is by what the body holds, never by a token: with one, it would be an application service's. Synapse 1.118 and
 * older don't look at the address there.
 */
function signIn(site: Site): Block {
  return block("location ~ ^/_matrix/client/(?:api/v1|r0|v3|unstable)/login$", [
    refuse,
    block("if ($login_with_query)", [`return ${asRefused}`]),
    ...proxyHeaders(site, "$forwarded_for"),
    'proxy_set_header Authorization ""',
    jsonOnly,
    retryReads,
    toProcess,
  ]);
}
