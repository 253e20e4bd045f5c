/** What the command line and the service say to each other over the local socket: one JSON value per line, both ways. */
import type { Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { CampusConfig } from "#config/schema.ts";
import type { Lang } from "#i18n/words.ts";

/** First and only line of a client; closing its end early interrupts what it asked for. */
export interface Order {
  readonly args: readonly string[];
  /** Operating-system user: whoever can open the socket is the same user, so this is a label. */
  readonly user: string;
  readonly lang: Lang;
  /** Folder the command was typed in. */
  readonly folder: string;
  readonly configFile: string;
  readonly moving: boolean;
  readonly columns: number;
}

/** What the command writes, as it writes it; then its exit code. */
export type Answer = { readonly out: string } | { readonly err: string } | { readonly exit: number };

/** In a folder of its own, that nobody else may enter. */
export function socketOf({ serve, stateFolder }: CampusConfig): string {
  return serve.socketFile ?? join(stateFolder, "serve", "socket");
}

export function say(socket: Socket, value: Order | Answer): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(value)}\n`);
}

/** Values of the other side, until it closes its end. Throws on a line that is no JSON. */
export async function* hear<T>(socket: Socket): AsyncGenerator<T> {
  for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) yield JSON.parse(line) as T;
}
