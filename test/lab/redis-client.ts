/** The smallest Redis client: sends commands, gives back each reply as a text (errors with their minus sign). */
import { once } from "node:events";
import { connect } from "node:net";

export interface RedisClient {
  ask(...words: readonly string[]): Promise<string>;
  close(): void;
}

/** RESP, "RESP protocol description": a command is an array of bulk strings. Replies are taken as they come, one per command. */
export async function openRedis(port: number): Promise<RedisClient> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  return {
    async ask(...words) {
      const command = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("");
      socket.write(`*${words.length}\r\n${command}`);
      let reply = "";
      do {
        const [chunk] = (await once(socket, "data")) as [Buffer];
        reply += chunk.toString("latin1");
      } while (!isWhole(reply));
      return reply.startsWith("$-1") ? "nil" : reply.replace(/^\$\d+\r\n|\r\n$/g, "").trim();
    },
    close: () => socket.destroy(),
  };
}

function isWhole(reply: string): boolean {
  const size = /^\$(\d+)\r\n/.exec(reply);
  return size === null ? reply.endsWith("\r\n") : reply.length >= size[0].length + Number(size[1]) + 2;
}
