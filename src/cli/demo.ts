/** `campus demo`: the whole product on a real server with an invented university, in one command. */
import type { Command } from "commander";
import { say } from "#i18n/texts.ts";
import type { CliContext } from "./context.ts";
import { usageError, wholeNumber } from "./options.ts";

interface DemoFlags {
  readonly size: string;
  readonly port?: string;
  readonly source?: string;
  readonly profile?: string;
  readonly once?: boolean;
  readonly json?: boolean;
}

export function addDemo(program: Command, context: CliContext): void {
  const { lang } = context;
  program
    .command("demo")
    .description(say(lang, "help.demo"))
    .option("--size <n>", say(lang, "help.demo.size"), "200")
    .option("--port <n>", say(lang, "help.demo.port"))
    .option("--source <kind>", say(lang, "help.demo.source"))
    .option("--profile <name>", say(lang, "help.demo.profile"), "demo")
    .option("--once", say(lang, "help.demo.once"))
    .option("--json", say(lang, "help.json"))
    .action(async (flags: DemoFlags) => {
      const { runDemo } = await import("./run-demo.ts");
      await runDemo(context, {
        size: wholeNumber(context, "--size", flags.size, [100, 1_000_000]),
        port: flags.port === undefined ? null : wholeNumber(context, "--port", flags.port, [1, 65_535]),
        source: sourceOption(context, flags.source),
        profile: profileOption(context, flags.profile),
        once: flags.once ?? false,
        json: flags.json ?? false,
      });
    });
}

/** demo: one Synapse process; lab: every program of a real platform. */
function profileOption(context: CliContext, value = "demo"): "demo" | "lab" {
  if (value === "demo" || value === "lab") return value;
  throw usageError(context, "usage.value", { option: "--profile", value, expected: "demo, lab" });
}

/** null: LDAP where slapd is installed, CSV otherwise. */
function sourceOption(context: CliContext, value: string | undefined): "ldap" | "csv" | null {
  if (value === undefined || value === "ldap" || value === "csv") return value ?? null;
  throw usageError(context, "usage.value", { option: "--source", value, expected: "ldap, csv" });
}
