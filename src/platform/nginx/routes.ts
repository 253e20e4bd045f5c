/**
 * Which process answers which request: a table read from top to bottom, the first row that matches wins. Facts: the lists of
 * docs/workers.md and the servlets each kind of process registers in Synapse 1.163.2. Patterns see the request as it came in,
 * still encoded, because that is what Synapse itself matches: an encoded slash never turns one request into another.
 */
import { anyVersion, laterVersion, part, type Route } from "./route.ts";
import { readRoutes } from "./routes-of-reads.ts";

const anyMethod = "[A-Z]+";

/** Files go to the processes that hold the media store; nobody else has these requests (`enable_media_repo`). */
const media: readonly Route[] = [
  { methods: anyMethod, path: "/_matrix/media/[^?]*", to: "media" },
  { methods: anyMethod, path: "/_matrix/(?:client/v1|client/unstable/org\\.matrix\\.msc3916|federation/v1)/media/[^?]*", to: "media" },
  { methods: anyMethod, path: "/_synapse/admin/v1/(?:purge_media_cache|(?:quarantine_)?media/[^?]*)", to: "media" },
  { methods: anyMethod, path: `/_synapse/admin/v1/(?:room|users?)/${part}/media(?:/[^?]*)?`, to: "media" },
];

/** A first sync costs seconds of CPU: it must not wait in the queue of the thousands of short ones. Both by person: caches. */
const syncs: readonly Route[] = [
  { methods: "GET", path: `${laterVersion}/sync`, query: "(?:[^ ]*&)?since=[^&]", to: "sync" },
  { methods: "GET", path: `${laterVersion}/sync`, to: "initial-sync" },
  { methods: "POST", path: "/_matrix/client/unstable/org\\.matrix\\.simplified_msc3575/sync", to: "sync" },
  { methods: "GET", path: `${anyVersion}/events`, to: "sync" },
  { methods: "GET", path: `${anyVersion}/(?:initialSync|rooms/${part}/initialSync)`, to: "initial-sync" },
];

/** One process only: what a browser brings back from CAS or OpenID Connect meets a session kept in its memory. */
const signIn: readonly Route[] = [
  { methods: anyMethod, path: `${anyVersion}/login/(?:cas|sso)/redirect(?:/${part})?`, to: "sso" },
  { methods: anyMethod, path: `${anyVersion}/login/cas/ticket`, to: "sso" },
  {
    methods: anyMethod,
    path: "/_synapse/client/(?:pick_idp|pick_username|new_user_consent|sso_register|oidc|saml2)(?:/[^?]*)?",
    to: "sso",
  },
];

/** History: all requests of one room to one process, or a purge and a reading may cross. */
const messages: readonly Route[] = [{ methods: "GET", path: `${anyVersion}/rooms/${part}/messages`, to: "messages" }];

/** Writes of one room to one process: it keeps their order, and its memory of transactions answers repeated ones. */
const roomWrites: readonly Route[] = [
  { methods: "POST|PUT", path: `${anyVersion}/rooms/${part}/(?:join|invite|leave|ban|unban|kick)(?:/${part})?`, to: "room-writes" },
  { methods: "POST|PUT", path: `${anyVersion}/rooms/${part}/(?:send|redact)/${part}(?:/${part})?`, to: "room-writes" },
  { methods: "PUT", path: `${anyVersion}/rooms/${part}/state/${part}(?:/[^/?]*)?`, to: "room-writes" },
  { methods: "POST|PUT", path: `${anyVersion}/(?:join|knock)/${part}(?:/${part})?`, to: "room-writes" },
  { methods: "POST|PUT", path: `${anyVersion}/createRoom(?:/${part})?`, to: "room-writes" },
  { methods: "PUT|PATCH|POST|DELETE", path: `${anyVersion}/profile/${part}(?:/${part})?`, to: "room-writes" },
];

const ownData = `(?:org\\.matrix\\.msc3391/)?user/${part}/(?:rooms/${part}/)?(?:account_data/${part}|tags/${part})`;

/** Writes of a stream go to the process that writes it: elsewhere they are refused (typing, push rules) or cost one more hop. */
const streamWrites: readonly Route[] = [
  { methods: "PUT", path: `${anyVersion}/rooms/${part}/typing/${part}`, to: "writer typing" },
  { methods: "PUT", path: `${laterVersion}/sendToDevice/${part}/${part}`, to: "writer to_device" },
  { methods: "PUT|DELETE", path: `${laterVersion}/${ownData}`, to: "writer account_data" },
  { methods: "POST", path: `${laterVersion}/rooms/${part}/(?:receipt/${part}/${part}|read_markers)`, to: "writer receipts" },
  { methods: "PUT", path: `${anyVersion}/presence/${part}/status`, to: "writer presence" },
  { methods: "PUT|POST|DELETE", path: `${anyVersion}/pushrules/[^?]*`, to: "writer push_rules" },
  { methods: "PUT|DELETE", path: `${anyVersion}/devices/${part}`, to: "writer device_lists", since: 135 },
  { methods: "POST", path: `${laterVersion}/delete_devices`, to: "writer device_lists", since: 135 },
  { methods: "POST", path: `${laterVersion}/keys/(?:device_signing|signatures)/upload`, to: "writer device_lists", since: 135 },
  { methods: "POST", path: `${laterVersion}/keys/upload(?:/${part})?`, to: "writer device_lists" },
  {
    methods: anyMethod,
    path: `${laterVersion}/io\\.element\\.msc4306/rooms/${part}/thread/${part}/subscription`,
    to: "writer thread_subscriptions",
  },
];

/** Permission asked by browsers before other requests: every process answers it, whatever the path. */
const preflight: readonly Route[] = [{ methods: "OPTIONS", path: "/_matrix/client/[^?]*", to: "client" }];

/** The whole table; what no row names is main's. */
export const routes: readonly Route[] = [
  ...media,
  ...preflight,
  ...syncs,
  ...signIn,
  ...messages,
  ...roomWrites,
  ...streamWrites,
  ...readRoutes,
];
