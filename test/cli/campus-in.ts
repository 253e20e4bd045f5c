/** The command line inside this process: for tests that ask it many times. */
import { openContext } from "#cli/context.ts";
import { runCli } from "#cli/program.ts";
import { cliDeps } from "#wire";
import type { Ended } from "./run-campus.ts";

/** What `campus ARGS` typed in this folder answers. */
export async function campusIn(folder: string, args: readonly string[]): Promise<Ended> {
  const said = { out: "", err: "" };
  const context = openContext(
    {
      out: { write: (text) => (said.out += text) },
      err: { write: (text) => (said.err += text) },
      folder,
      home: folder,
      version: "0.0.0",
      user: "essai",
      signal: new AbortController().signal,
      deps: () => Promise.resolve(cliDeps),
    },
    { LANG: "fr_FR.UTF-8" },
  );
  return { code: await runCli(context, args), ...said };
}
