/** Choice of a loopback port, with real sockets. */
import { once } from "node:events";
import { createServer } from "node:net";
import { expect, it } from "vitest";
import { choosePort, freePort, isFree } from "./ports.ts";

it("refuses a configured port that is taken, and replaces a remembered one", async () => {
  const holder = createServer().listen(0, "127.0.0.1");
  await once(holder, "listening");
  const { port } = holder.address() as { port: number };
  try {
    expect(await isFree(port)).toBe(false);
    await expect(choosePort(port, null)).rejects.toMatchObject({ code: "platform.port-busy", params: { port: String(port) } });
    expect(await choosePort(null, port)).not.toBe(port);
  } finally {
    holder.close();
    await once(holder, "close");
  }
  expect(await choosePort(null, port)).toBe(port);
  expect(await isFree(await freePort())).toBe(true);
});
