/** The table at the end of the demonstration, and how to go and look. */
import type { Change } from "#core/change.ts";
import { formatDay, formatNumber } from "#i18n/render.ts";
import { kindHeading } from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, print, printLine } from "./context.ts";
import type { DemoResult } from "./run-demo.ts";
import { table } from "./terminal.ts";

export interface Door {
  readonly url: string;
  readonly login: string;
  readonly password: string;
}

export function printSummary(context: CliContext, { passes, state }: DemoResult, door: Door): void {
  const { lang } = context;
  const number = (value: number) => formatNumber(lang, value);
  const columns = ["pass", "changes", "applied", "requests", "seconds"] as const;
  const head = columns.map((column) => say(lang, `demo.column.${column}`));
  const rows = passes.map(({ today, changesTotal, applied, requests, seconds }) =>
    [formatDay(lang, today), changesTotal, applied, requests, Math.round(seconds * 10) / 10].map((cell) =>
      typeof cell === "number" ? number(cell) : cell,
    ),
  );
  printLine(context, `\n${say(lang, "demo.summary")}\n${table([head, ...rows])}\n`);
  printLine(context, `${table(kindRows(context, passes))}\n`);
  print(context, "demo.state", {
    accounts: state.accounts.open + state.accounts.leaving,
    locked: state.accounts.locked,
    spaces: state.spaces.open,
    rooms: state.rooms.managed - state.rooms.closed,
    memberships: state.memberships,
  });
  print(context, "demo.login", { ...door });
  print(context, "demo.commands", { login: door.login });
}

/** Changes by kind, one column per pass. */
function kindRows({ lang }: CliContext, passes: DemoResult["passes"]): string[][] {
  const kinds = [...new Set(passes.flatMap(({ changes }) => Object.keys(changes)))] as Change["kind"][];
  return kinds.map((kind) => [kindHeading(lang, kind), ...passes.map(({ changes }) => formatNumber(lang, changes[kind] ?? 0))]);
}
