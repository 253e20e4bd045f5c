/** Which requests of campus the internal listener lets through: one anchored pattern per endpoint of the adapter's own table. */
import type { Site } from "../site.ts";

/** One row of the adapter's table (src/adapters/matrix/endpoints.ts), as this ring may know it. */
export interface AllowedCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path template such as `/_matrix/client/v3/rooms/{room}/join`. */
  readonly path: string;
  /** Whom the application service speaks as. */
  readonly speaker: "connector" | "agent-smith" | "person";
  /** Names of the query parameters it may carry, besides `user_id`. */
  readonly query?: readonly string[];
}

/** What `encodeURIComponent` leaves alone, and what it writes for the rest; never a control character. */
const plain = "[A-Za-z0-9_.!~*'()-]";
const encoded = "%[2-9A-F][0-9A-F]";
const value = `(?:${plain}|${encoded})*`;
/** Neither `.` nor `..` nor an encoded slash: nothing that a path could be folded with. */
const name = `(?!\\.{1,2}(?:[/?]|$))(?:${plain}|(?!%2F)${encoded})+`;

/** One pattern per parameter of a path: a room is never taken for a user. Logins may hold a slash, which Synapse sees encoded. */
const parameters: Readonly<Record<string, string>> = {
  room: "![A-Za-z0-9_.~-]+(?:%3A[A-Za-z0-9.-]+(?:%3A[0-9]+)?)?",
  alias: `%23${name}`,
  user: `%40(?:${plain}|${encoded})+`,
  type: "[a-z][A-Za-z0-9_.-]*",
  externalId: `(?!\\.{1,2}(?:[/?]|$))(?:${plain}|${encoded})+`,
  address: `(?!\\.{1,2}(?:[/?]|$))(?:${plain}|${encoded})+`,
  provider: "[a-z][A-Za-z0-9_.-]*",
  key: `(?!\\.{1,2}(?:[/?]|$))${value}`,
};

/**
 * Pattern of `METHOD request-target` as it came in, query included. Known names only, each at most once, never percent-encoded
 * (Twisted decodes them, and the last one of two wins); `user_id` exactly as the speaker requires (docs/RULES.md §12.2).
 */
export function callPattern(call: AllowedCall, site: Pick<Site, "identities" | "serverName">): string {
  const speaker = speakerPattern(call, site);
  const names = [...(call.query ?? []), ...(speaker === null ? [] : ["user_id"])];
  const once = names.map((one) => `(?!.*[?&]${one}=.*&${one}=)`).join("");
  const needed = speaker === null ? "" : "(?=.*[?&]user_id=)";
  const pairs = [...(call.query ?? []).map((one) => `${one}=${value}`), ...(speaker === null ? [] : [`user_id=${speaker}`])];
  const one = `(?:${pairs.join("|")})`;
  const query = pairs.length === 0 ? "" : `(?:\\?${one}(?:&${one})*)?`;
  return `^${call.method} ${once}${needed}${pathPattern(call.path)}${query}$`;
}

function pathPattern(path: string): string {
  return path
    .split("/")
    .map((part) => {
      const parameter = /^\{(\w+)\}$/.exec(part)?.[1];
      return parameter === undefined ? escapePattern(part) : (parameters[parameter] ?? name);
    })
    .join("/");
}

function speakerPattern({ speaker }: AllowedCall, { identities, serverName }: Pick<Site, "identities" | "serverName">): string | null {
  const domain = escapePattern(encodeURIComponent(serverName));
  if (speaker === "connector") return null;
  if (speaker === "person") return `%40(?:${plain}|${encoded})+?%3A${domain}`;
  return escapePattern(encodeURIComponent(`@${identities.agentSmith}:${serverName}`));
}

/** The text itself, in a regular expression. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
