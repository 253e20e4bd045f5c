/** The SCIM endpoint as the service listens: real requests on a port of this machine. */
import { openMemoryStore } from "../fakes/store.ts";
import { describeScim } from "./scim-suite.ts";
import { listening } from "./scim-world.ts";

describeScim("memory, over HTTP", async () => openMemoryStore(), listening);
