/** The service's end of the local socket: carries out the commands of its own user, one conversation each. */
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import { AppError } from "#core/errors.ts";
import { reach } from "./serve-client.ts";
import { hear, type Order, say } from "./serve-protocol.ts";

/** Longer names of sockets are cut by the system without a word (sun_path, unix(7)). */
const longestPath = 100;

export interface Conversation {
  readonly order: Order;
  out(text: string): void;
  err(text: string): void;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
}

export interface ServeSocket {
  /** Nobody new is heard; resolves once the conversations have ended. */
  close(): Promise<void>;
}

/**
 * Readable and writable by its owner only, in a folder that only they may enter: whoever gets through is the same user.
 * A socket whose owner died is replaced. Throws `serve.running`, `serve.socket`.
 */
export async function openSocket(path: string, carryOut: (conversation: Conversation) => Promise<number>): Promise<ServeSocket> {
  if (Buffer.byteLength(path) > longestPath)
    throw new AppError("serve.socket", { socket: path, detail: `${Buffer.byteLength(path)} > ${longestPath}` });
  const alive = await reach(path);
  if (alive !== null) {
    alive.destroy();
    throw new AppError("serve.running", { socket: path });
  }
  const talks = new Set<Promise<void>>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const talk = converse(socket, carryOut).finally(() => talks.delete(talk));
    talks.add(talk);
  });
  await listen(server, path);
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((done) => server.close(() => done()));
    await Promise.allSettled(talks);
    await closed;
    rmSync(path, { force: true });
  };
  return {
    close() {
      closing ??= close();
      return closing;
    },
  };
}

async function listen(server: Server, path: string): Promise<void> {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    rmSync(path, { force: true });
    const mask = process.umask(0o177);
    try {
      await new Promise<void>((done, failed) => {
        server.once("error", failed);
        server.listen(path, done);
      });
    } finally {
      process.umask(mask);
    }
    chmodSync(path, 0o600);
  } catch (error) {
    throw new AppError("serve.socket", { socket: path, detail: error instanceof Error ? error.message : String(error) }, error);
  }
}

async function converse(socket: Socket, carryOut: (conversation: Conversation) => Promise<number>): Promise<void> {
  const left = new AbortController();
  socket.on("error", () => left.abort());
  try {
    const orders = hear<Order>(socket);
    const first = await orders.next();
    if (first.done) return;
    // The client's end closes when it leaves, or was interrupted.
    void orders.next().then(
      () => left.abort(),
      () => left.abort(),
    );
    const exit = await carryOut({
      order: first.value,
      out: (text) => say(socket, { out: text }),
      err: (text) => say(socket, { err: text }),
      signal: left.signal,
    });
    say(socket, { exit });
  } catch {
    // No JSON, or a client that left in the middle: nothing to tell, and nobody to tell it to.
  } finally {
    socket.end();
  }
}
