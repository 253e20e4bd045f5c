/** Carries a command to the service that owns the embedded store, and its words back. */
import { existsSync } from "node:fs";
import { connect, type Socket } from "node:net";
import type { Command } from "commander";
import type { CampusConfig } from "#config/schema.ts";
import { type CliContext, exit } from "./context.ts";
import { findConfigFile } from "./find-config.ts";
import { type Answer, hear, say, socketOf } from "./serve-protocol.ts";

/** Commands that work without the store, that wait for nothing (an emergency), or are the service itself. */
const ownCommands: ReadonlySet<string> = new Set([
  "demo",
  "test",
  "serve",
  "sample",
  "config",
  "platform",
  "init",
  "join",
  "help",
  "lock",
  "unlock",
]);

/** Exit code of a command that the service carried out; null when this process has to do it. */
export async function askService(context: CliContext, command: Command, args: readonly string[]): Promise<number | null> {
  if (isOwn(command)) return null;
  const { config: wanted } = command.opts<{ config?: string }>();
  const file = findConfigFile(context, wanted);
  const config = await readConfig(context, file);
  // Over Postgres several processes may work at once; only the state of the service is its alone.
  if (config === null || (config.store.kind !== "embedded" && command.name() !== "status")) return null;
  const socket = await reach(socketOf(config));
  return socket === null ? null : converse(context, socket, { args, configFile: file });
}

function isOwn(command: Command): boolean {
  for (let one: Command | null = command; one !== null; one = one.parent) if (ownCommands.has(one.name())) return true;
  return !command.options.some(({ long }) => long === "--config");
}

/** A wrong configuration is told by the command itself. */
async function readConfig(context: CliContext, file: string): Promise<CampusConfig | null> {
  const { loadConfig } = await import("#config/load.ts");
  try {
    return loadConfig({ file, secrets: context.environment.secrets, language: context.lang });
  } catch {
    return null;
  }
}

/** null when nobody listens: no socket, or one whose owner died. */
export function reach(path: string): Promise<Socket | null> {
  if (!existsSync(path)) return Promise.resolve(null);
  return new Promise((done) => {
    const socket = connect(path);
    socket.once("connect", () => done(socket));
    socket.once("error", () => done(null));
  });
}

async function converse(
  context: CliContext,
  socket: Socket,
  { args, configFile }: { readonly args: readonly string[]; readonly configFile: string },
): Promise<number> {
  const { user, lang, folder, err } = context;
  // What was begun is interrupted, as it would be in this process; its last words still come.
  const leave = (): void => void socket.end();
  context.signal.addEventListener("abort", leave, { once: true });
  socket.on("error", () => {});
  say(socket, { args, user, lang, folder, configFile, moving: err.isTTY === true, columns: err.columns ?? 80 });
  try {
    for await (const answer of hear<Answer>(socket)) {
      if ("out" in answer) context.out.write(answer.out);
      else if ("err" in answer) err.write(answer.err);
      else return answer.exit;
    }
    // The service ended before the command did: what it had begun is taken up by the next pass.
    return exit.interrupted;
  } finally {
    context.signal.removeEventListener("abort", leave);
    socket.destroy();
  }
}
