/** The store contract on the fake in memory. */
import { describeStore } from "./contracts/store.ts";
import { openMemoryStore } from "./fakes/store.ts";

describeStore("memory", async () => {
  const store = openMemoryStore();
  return { store, tamper: store.tamper, expire: store.expire };
});
