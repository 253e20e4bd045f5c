/** How a request is handed to Synapse: byte for byte, under an address that no client can choose. */
import type { Site } from "../site.ts";
import { type Block, block, type Line, quote } from "./conf-text.ts";
import { ownHeaders, readableAnywhere } from "./own-headers.ts";

/** Answers that choose what to do next; they never reach anybody. */
export const asWrite = 470;
export const asRefused = 471;

/** Settings of the whole file. A restricted join of a large room, or an upload, may take minutes; a sync waits for half a minute. */
export const proxySettings: readonly Line[] = [
  "proxy_http_version 1.1",
  "proxy_connect_timeout 5s",
  "proxy_send_timeout 120s",
  "proxy_read_timeout 900s",
  "proxy_max_temp_file_size 0",
  "client_max_body_size 16m",
];

/**
 * Headers that Synapse believes. `forwardedFor` replaces whatever the client sent. The scheme is that of the public address, whoever
 * ends TLS: Synapse redirects a sign-in that doesn't come by its public address, and would do so for ever.
 */
export function proxyHeaders(site: Site, forwardedFor: string): readonly Line[] {
  return [
    'proxy_set_header Connection ""',
    "proxy_set_header Host $http_host",
    `proxy_set_header X-Forwarded-For ${forwardedFor}`,
    `proxy_set_header X-Forwarded-Proto ${site.publicUrl.startsWith("https:") ? "https" : "http"}`,
    'proxy_set_header X-Forwarded-Host ""',
    'proxy_set_header Forwarded ""',
  ];
}

/**
 * Twisted reads the parameters of a form sent by POST as if they stood in the query, and the last of two wins: a body could then
 * change `user_id` or bring a token that the listener never saw. No other type is parsed so.
 */
export const jsonOnly = "proxy_set_header Content-Type application/json";

/** No URI part: nginx would write the path anew, and `%21abc%2F` would not arrive as it was sent. */
export const toProcess = "proxy_pass http://$process";

/**
 * A read whose process is gone is asked of the next one of its group, so that nobody notices; nginx itself never sends a POST twice. A
 * write is never repeated here: 502 at once, and the client sends it again under the same transaction id, which Synapse keeps in its
 * database. That would be safe on another process too (it costs a fork of the room's history at worst).
 */
export const retryReads = "proxy_next_upstream error";
export const neverRetry = "proxy_next_upstream off";

/** Named locations that the answers above lead to. A location that has pages of its own repeats them: nginx adds nothing up. */
export function outcomes(writes: "write" | "upload" = "write"): readonly Line[] {
  return [
    "recursive_error_pages on",
    `error_page ${asWrite} = @${writes}`,
    `error_page ${asRefused} = @refused`,
    "error_page 502 504 = @unavailable",
    "error_page 413 = @too_large",
  ];
}

/** Where writes go. */
export const writeLocation: Block = block("location @write", [neverRetry, toProcess]);

/** Answers of nginx's own, in the form of Matrix's. */
export function outcomeLocations(site: Site): readonly Block[] {
  const answer = (name: string, status: number, errcode: string, error: string) =>
    block(`location @${name}`, [
      "default_type application/json",
      readableAnywhere,
      ...ownHeaders(site),
      `return ${status} '${JSON.stringify({ errcode, error })}'`,
    ]);
  return [
    answer("refused", 403, "M_FORBIDDEN", "Not available at this address."),
    answer("unavailable", 502, "M_UNKNOWN", "The server is restarting. Try again in a moment."),
    answer("too_large", 413, "M_TOO_LARGE", "This file is too large."),
  ];
}

/** A file of the rendered folder under a fixed address. */
export function fileLocation(address: string, file: string, extra: readonly Line[] = []): Block {
  return block(`location = ${address}`, [`alias ${quote(file)}`, ...extra]);
}
