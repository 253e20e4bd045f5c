/** `campus test`: hands over to the runner of all suites. */
import type { Command } from "commander";
import { say } from "#i18n/texts.ts";
import type { CliContext } from "./context.ts";

export function addTest(program: Command, context: CliContext): void {
  program
    .command("test")
    .description(say(context.lang, "help.test"))
    .argument("[names...]")
    .option("--long", say(context.lang, "help.test.long"))
    .action(async (names: string[], { long = false }: { readonly long?: boolean }) => {
      const { runTests } = await import("./test.ts");
      context.exitCode = await runTests(long ? [...names, "--long"] : names);
    });
}
