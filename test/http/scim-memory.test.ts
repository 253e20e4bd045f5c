/** The SCIM endpoint on the store in memory. */
import { openMemoryStore } from "../fakes/store.ts";
import { describeScim } from "./scim-suite.ts";

describeScim("memory", async () => openMemoryStore());
