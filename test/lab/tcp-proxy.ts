/** A relay on loopback in front of a real server: counts connections and answers, and lets a test act in the middle of one. */
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

export interface TcpProxy {
  readonly port: number;
  /** Connections made, and those still open. */
  made(): number;
  open(): number;
  close(): Promise<void>;
}

/** Bytes passed on so many at a time: a slow loris, or one long wait before each chunk. */
export interface Dribble {
  readonly bytes: number;
  readonly everyMs: number;
}

/** true passes the bytes on, false drops them for good; a buffer goes in their place; "reset" cuts the connection, "end" closes it in order. */
export type Passing = boolean | Dribble | Buffer | "reset" | "end";
export type OnAnswer = (before: number, chunk: Buffer) => Passing;

/** `onAnswer` is called before bytes of the server are passed on, with how many came before over all connections. */
export async function openTcpProxy(target: number, onAnswer: OnAnswer = () => true): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let made = 0;
  let answered = 0;
  const server = createServer((client) => {
    made += 1;
    const upstream = connect(target, "127.0.0.1");
    let dripping = Promise.resolve();
    sockets.add(client);
    const end = () => {
      sockets.delete(client);
      client.destroy();
      upstream.destroy();
    };
    client.on("error", end).on("close", end);
    upstream.on("error", end).on("close", end);
    client.on("data", (chunk) => upstream.write(chunk));
    upstream.on("data", (chunk) => {
      const passing = onAnswer(answered, chunk);
      answered += chunk.length;
      if (isDribble(passing)) dripping = dripping.then(() => drip(client, chunk, passing));
      else pass(client, chunk, passing);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server without a port");
  const close = () =>
    new Promise<void>((done) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => done());
    });
  return { port: address.port, made: () => made, open: () => sockets.size, close };
}

function isDribble(passing: Passing): passing is Dribble {
  return typeof passing === "object" && !Buffer.isBuffer(passing);
}

function pass(client: Socket, chunk: Buffer, passing: Exclude<Passing, Dribble>): void {
  if (passing === "reset") client.resetAndDestroy();
  else if (passing === "end") client.end();
  else if (passing === true) client.write(chunk);
  else if (passing !== false) client.write(passing);
}

async function drip(client: Socket, chunk: Buffer, { bytes, everyMs }: Dribble): Promise<void> {
  for (let at = 0; at < chunk.length && !client.destroyed; at += bytes) {
    await pause(everyMs);
    client.write(chunk.subarray(at, at + bytes));
  }
}
