/** Ports on the loopback address: a free one, or the wanted one if nobody has it. */
import { createServer, type Server } from "node:net";
import { AppError } from "#core/errors.ts";

function listen(port: number): Promise<Server> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => done(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((done) => server.close(() => done()));
}

/** Below the range that Linux takes for outgoing connections (32768 and up): nobody's client grabs the port before our server does. */
const firstPort = 20_000;
const lastPort = 32_000;
const attempts = 200;

/** A port nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort));
    if (await isFree(port)) return port;
  }
  throw new AppError("platform.port-busy", { port: `${firstPort}–${lastPort}` });
}

/** True when something can listen there now. */
export async function isFree(port: number): Promise<boolean> {
  try {
    await close(await listen(port));
    return true;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === "EADDRINUSE") return false;
    throw new AppError("platform.port-busy", { port: String(port), reason: String(code) }, error);
  }
}

/**
 * Port to use: the configured one (`platform.port-busy` when taken), else the one of the last time, else a free one.
 */
export async function choosePort(configured: number | null, last: number | null): Promise<number> {
  if (configured !== null) {
    if (await isFree(configured)) return configured;
    throw new AppError("platform.port-busy", { port: String(configured) });
  }
  return last !== null && (await isFree(last)) ? last : freePort();
}
