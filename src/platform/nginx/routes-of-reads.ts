/** Reads that any worker with the client API answers (class `client`), and sign-in itself, which keeps nothing in memory. */
import { anyVersion, laterVersion, part, type Route } from "./route.ts";

const room = `rooms/${part}`;

const ofRooms: readonly Route[] = [
  { methods: "GET", path: `${anyVersion}/${room}/(?:joined_members|members)`, to: "client" },
  // The writes of the same path go to the creators of events.
  { methods: "GET", path: `${anyVersion}/${room}/state(?:/${part}(?:/[^/?]*)?)?`, to: "client" },
  { methods: "GET", path: `${anyVersion}/${room}/(?:context|event)/${part}`, to: "client" },
  { methods: "GET", path: `/_matrix/client/(?:r0|v3|unstable/org\\.matrix\\.msc2432)/${room}/aliases`, to: "client" },
  { methods: "GET", path: `/_matrix/client/v1/${room}/(?:hierarchy|threads|timestamp_to_event)`, to: "client" },
  { methods: "GET", path: `/_matrix/client/(?:v1|unstable)/${room}/relations/[^?]+`, to: "client" },
  { methods: "GET", path: "/_matrix/client/unstable/im\\.nheko\\.summary/[^?]+", to: "client" },
  { methods: "GET|POST", path: `${anyVersion}/publicRooms`, to: "client" },
  { methods: "GET", path: `${anyVersion}/joined_rooms`, to: "client" },
  { methods: "POST", path: `${anyVersion}/search`, to: "client" },
  { methods: "GET|PUT|DELETE", path: `${anyVersion}/directory/room/${part}`, to: "client" },
  { methods: "GET", path: `/_synapse/admin/v1/rooms/${part}`, to: "client", since: 130 },
];

const ofPeople: readonly Route[] = [
  { methods: "GET", path: `${laterVersion}/account/(?:3pid|whoami)`, to: "client" },
  { methods: "GET", path: `${anyVersion}/profile/${part}(?:/${part})?`, to: "client" },
  { methods: "POST", path: `${laterVersion}/user_directory/search`, to: "client" },
  { methods: "GET|POST", path: `${laterVersion}/user/${part}/filter(?:/${part})?`, to: "client" },
  { methods: "GET", path: `${laterVersion}/user/${part}/(?:${room}/)?(?:account_data/${part}|tags)`, to: "client" },
  { methods: "GET", path: `${anyVersion}/pushrules/[^?]*`, to: "client" },
  { methods: "GET", path: `${anyVersion}/presence/${part}/status`, to: "client" },
  { methods: "GET", path: `${laterVersion}/notifications`, to: "client" },
  { methods: "GET", path: `${anyVersion}/devices`, to: "client" },
  { methods: "GET", path: `${anyVersion}/devices/${part}`, to: "client", since: 135 },
];

const ofKeys: readonly Route[] = [
  { methods: "POST", path: `${laterVersion}/keys/(?:query|claim)`, to: "client" },
  { methods: "GET", path: `${laterVersion}/keys/changes`, to: "client" },
  { methods: "GET|PUT|POST|DELETE", path: `${laterVersion}/room_keys/[^?]+`, to: "client" },
];

const ofTheServer: readonly Route[] = [
  { methods: "GET", path: "/_matrix/client/versions", to: "client" },
  { methods: "GET", path: `${laterVersion}/capabilities`, to: "client" },
  { methods: "GET", path: `${anyVersion}/voip/turnServer`, to: "client" },
  { methods: "GET|POST", path: `${anyVersion}/login`, to: "client" },
  { methods: "GET", path: `${laterVersion}/password_policy`, to: "client" },
];

export const readRoutes: readonly Route[] = [...ofRooms, ...ofPeople, ...ofKeys, ...ofTheServer];
