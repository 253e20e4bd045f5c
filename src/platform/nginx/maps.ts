/** Variables that decide about a request before anything is done with it; all look at the request as it came in. */
import type { Site } from "../site.ts";
import { minorOf } from "../synapse/versions.ts";
import { type AllowedCall, callPattern } from "./allowed-call.ts";
import { type Block, block, type Line, pattern, quote } from "./conf-text.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes.ts";
import { type Group, groupFor } from "./upstreams.ts";

const asItCame = quote("$request_method $request_uri");

/** `$process`: group of processes that answers. */
export function processMap(site: Site, groups: readonly Group[]): Block {
  const minor = minorOf(site.description.synapse.version);
  const rows = routes.map((route) => {
    const destination = (route.since ?? 0) > minor ? "main" : route.to;
    return `${pattern(routePattern(route))} ${groupFor(groups, destination)}`;
  });
  return block(`map ${asItCame} $process`, ["default main", ...rows]);
}

function routePattern({ methods, path, query }: Route): string {
  const end = query === undefined ? "(?:\\?|$)" : `\\?${query}`;
  return `^(?:${methods}) ${path}${end}`;
}

/** `$person_key`: the localpart inside Synapse's own tokens, so that all devices of a person meet one cache; else the token; else nothing. */
export const personMaps: readonly Block[] = [
  block("map $arg_access_token $person_of_query", [
    "default $arg_access_token",
    '"" $request_id',
    `${pattern("^syt_(?<query_person>[^_]+)_")} $query_person`,
  ]),
  block("map $http_authorization $person_key", [
    "default $http_authorization",
    `"" $person_of_query`,
    `${pattern("^Bearer syt_(?<token_person>[^_]+)_")} $token_person`,
  ]),
];

/** `$room_key`: the opaque part of the room's identifier however it is encoded; else the address; else nothing in particular. */
export const roomMap: Block = block("map $request_uri $room_key", [
  "default $request_id",
  `${pattern("^[^?]*/(?:rooms|join|knock)/(?:!|%21)(?<room_in_path>[A-Za-z0-9_-]+)")} $room_in_path`,
  `${pattern("^[^?]*/(?:join|knock)/(?<address_in_path>[^/?]+)")} $address_in_path`,
]);

/**
 * `$is_write`: asked of one process once; never sent again to another. Reads sent by POST (searches, keys, sliding sync) are reads:
 * nginx asks another process only when it could send nothing to the first.
 */
export const writeMap: Block = block(`map ${quote("$request_method $process")} $is_write`, [
  "default 1",
  `${pattern("^(?:GET|HEAD|OPTIONS) ")} 0`,
  `${pattern("^POST (?:sync|client)$")} 0`,
]);

/**
 * `$forwarded_for`: the address that Synapse is told on the public listener. Never the one from which alone the application service's
 * token works, wherever a client connects from: that way is the internal listener's only (docs/RULES.md §12.2).
 */
export function forwardedMap({ appServiceAddress }: Site): Block {
  return block("map $remote_addr $forwarded_for", ["default $remote_addr", `${appServiceAddress} 192.0.2.1`]);
}

/** Parts of the client API that nobody needs from outside: accounts come from the directory, and services have their own way. */
const refusedPaths = "/_matrix/client/(?:api/v1|[^/?]+(?:/[a-z]+\\.[^/?]+)?)/(?:register|registration|admin|appservice)";

/** `$is_refused`: on the public listener, everything that isn't on this short list. */
export function publicMap({ description }: Site): Block {
  const federates = description.federation !== "closed";
  const isAdmin = description.access.adminsMayCall.length > 0;
  return block(`map ${quote("$is_admin $request_uri")} $is_refused`, [
    "default 1",
    ...(isAdmin ? [`${pattern("^1 /_synapse/admin/v[0-9]+/register(?:[/?]|$)")} 1`, `${pattern("^1 /_synapse/admin/")} 0`] : []),
    `${pattern(`^[01] ${refusedPaths}(?:[/?]|$)`)} 1`,
    `${pattern("^[01] /_matrix/(?:client|media|static)/")} 0`,
    `${pattern("^[01] /_synapse/client/")} 0`,
    ...(federates ? [`${pattern("^[01] /_matrix/(?:federation|key)/")} 0`] : []),
  ]);
}

/** `$is_admin`: addresses that may call the administration interface from outside; none unless written in campus.yaml. */
export function adminGeo({ description }: Site): Block {
  return block("geo $is_admin", ["default 0", ...description.access.adminsMayCall.map((address) => `${address} 1`)]);
}

/** `$is_campus_call`: on the internal listener, method, path and query of campus's own table. */
export function callMap(site: Site, allow: readonly AllowedCall[]): Block {
  const rows: readonly Line[] = allow.map((call) => `${pattern(callPattern(call, site))} 1`);
  return block(`map ${asItCame} $is_campus_call`, ["default 0", ...new Set(rows)]);
}

/** `$element_cache`: names of Element's bundles change with their contents; everything else is looked at each time. */
export const cacheMap: Block = block("map $uri $element_cache", [
  `default ${quote("no-cache")}`,
  `${pattern("^/bundles/")} ${quote("public, max-age=31536000, immutable")}`,
  `${pattern("^/(?:fonts|icons|img|media|themes)/")} ${quote("public, max-age=86400")}`,
]);
