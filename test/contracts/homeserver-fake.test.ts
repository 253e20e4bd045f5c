/** The homeserver contract on the in-memory fake. */
import { openFakeHomeserver } from "../fakes/homeserver/open.ts";
import { homeserverContract } from "./homeserver.ts";

homeserverContract("fake", () => openFakeHomeserver());
