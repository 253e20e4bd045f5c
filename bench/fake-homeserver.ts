/** The fake homeserver in a process of its own, so that its memory isn't campus's: prints its address, lives until it is ended. */
import { openFakeHomeserver } from "../test/fakes/homeserver/open.ts";
import { policyFor, type Server } from "./world.ts";

const serverName = "univ-demo.example";
const { baseUrl, asToken } = await openFakeHomeserver({ serverName, ...policyFor(serverName).identities });
console.log(JSON.stringify({ baseUrl, asToken, serverName } satisfies Server));
