/** Entry: builds the context of the command line from this process and runs one command. */
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { openContext } from "#cli/context.ts";
import { runCli } from "#cli/program.ts";

const home = join(import.meta.dirname, "..");
const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { version: string };
const interruption = new AbortController();

/** The first Ctrl-C ends the work properly; the second one ends the process. */
function interrupt(): void {
  if (interruption.signal.aborted) process.exit(130);
  interruption.abort();
}
process.on("SIGINT", interrupt);
process.on("SIGTERM", interrupt);
// A reader that closes the pipe early (head, less) is no error.
process.stdout.on("error", () => process.exit(0));

const context = openContext(
  {
    out: process.stdout,
    err: process.stderr,
    folder: process.cwd(),
    home,
    version,
    user: userInfo().username,
    signal: interruption.signal,
    deps: async () => (await import("#wire")).cliDeps,
  },
  process.env,
);
process.exitCode = await runCli(context, process.argv.slice(2));
