/** `campus adopt rooms | room | release`: spaces and rooms that were there before campus (docs/RULES.md §9). */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Decision } from "#core/decision.ts";
import { AppError } from "#core/errors.ts";
import { templateOf } from "#core/ids.ts";
import type { RoomProposal } from "#core/room-proposals.ts";
import type { AdoptableRooms, Refused, RoomWish } from "#engine/room-adoption-list.ts";
import { errorText, problemSentence } from "#i18n/sentences.ts";
import { say } from "#i18n/texts.ts";
import { type CliContext, print, printJson, printLine } from "./context.ts";
import { addActOptions } from "./decide-options.ts";
import { type DecideOptions, take } from "./decide-run.ts";
import { usageError } from "./options.ts";
import { withPass } from "./pass.ts";
import { oneLine } from "./terminal.ts";

interface RoomsOptions extends DecideOptions {
  readonly propose?: boolean;
  readonly csv?: string;
  readonly from?: string;
}

export function addAdoptRooms(adopt: Command, context: CliContext): void {
  const { lang } = context;
  addActOptions(adopt.command("rooms").description(say(lang, "help.adopt.rooms")), context)
    .option("--propose", say(lang, "help.adopt.propose"))
    .option("--csv <file>", say(lang, "help.adopt.csv"))
    .option("--from <file>", say(lang, "help.adopt.from"))
    .action((options: RoomsOptions) =>
      options.from === undefined ? propose(context, options) : adoptFile(context, options.from, options),
    );
  const one = adopt.command("room").description(say(lang, "help.adopt.room")).argument("<room>", say(lang, "help.adopt.room.id"));
  one.argument("<structure>", say(lang, "help.adopt.structure")).argument("[template]", say(lang, "help.adopt.template"), "space");
  addActOptions(one, context).action((room: string, structure: string, template: string, options: DecideOptions) =>
    adoptAll(context, [wishOf(room, structure, template)], options),
  );
  const back = adopt.command("release").description(say(lang, "help.adopt.release"));
  addActOptions(back.argument("<room>", say(lang, "help.adopt.room.id")), context).action((room: string, options: DecideOptions) =>
    release(context, room, options),
  );
}

/** `rule:KEY` in the place of a structure names a room across structures. */
function wishOf(room: string, structure: string, template: string): RoomWish {
  return structure.startsWith("rule:")
    ? { line: null, room, structure: "", template: structure }
    : { line: null, room, structure, template };
}

async function propose(context: CliContext, options: RoomsOptions): Promise<void> {
  const { gatherKnown } = await import("#engine/identity.ts");
  const { listAdoptableRooms } = await import("#engine/room-adoption-list.ts");
  const found = await withPass(context, options, async (deps) => listAdoptableRooms(deps.homeserver.reader, await gatherKnown(deps)));
  if (options.csv !== undefined) {
    const file = resolve(context.folder, options.csv);
    const rows = found.proposals.filter(({ obstacle }) => obstacle === null);
    writeFileSync(file, csvOf(rows), { mode: 0o600 });
    if (!options.json) return print(context, "adopt.rooms.written", { file, count: rows.length });
  }
  if (options.json) return printJson(context, { ...found, proposals: found.proposals.map((one) => proposalJson(context, one)) });
  printRooms(context, found);
}

function proposalJson({ lang }: CliContext, { obstacle, ...proposal }: RoomProposal) {
  return { ...proposal, obstacle: obstacle === null ? null : { code: obstacle.code, text: problemSentence(lang, obstacle) } };
}

const shown = 50;

function printRooms(context: CliContext, { proposals, others, unnamed }: AdoptableRooms): void {
  const { lang } = context;
  print(context, "adopt.rooms.proposed", { count: proposals.length });
  for (const one of proposals) {
    printLine(context, `  ${oneLine(`${one.roomId} «${one.name}» → ${one.place} «${one.wanted}» — ${whyText(context, one)}`)}`);
    if (one.obstacle !== null) printLine(context, `    ${oneLine(problemSentence(lang, one.obstacle))}`);
  }
  print(context, "adopt.rooms.others", { count: others.length });
  for (const { roomId, name, members, isSpace } of others.slice(0, shown)) {
    const kind = say(lang, isSpace ? "adopt.rooms.space" : "adopt.rooms.room");
    printLine(context, `  ${oneLine(`${roomId} «${name}» (${kind}, ${members})`)}`);
  }
  if (others.length > shown) printLine(context, `  ${say(lang, "plan.more", { count: others.length - shown })}`);
  if (unnamed > 0) print(context, "adopt.rooms.unnamed", { count: unnamed });
  print(context, "adopt.rooms.next");
}

function whyText({ lang }: CliContext, { same, common, expected, members, ambiguous }: RoomProposal): string {
  const parts = [
    ...(same.name ? [say(lang, "adopt.rooms.same-name")] : []),
    ...(same.alias ? [say(lang, "adopt.rooms.same-alias")] : []),
    say(lang, "adopt.rooms.people", { common, expected, others: members - common }),
    ...(ambiguous ? [say(lang, "adopt.rooms.ambiguous")] : []),
  ];
  return parts.join(", ");
}

/** Reviewed in a spreadsheet, then given to `--from`: its first three columns count. */
function csvOf(proposals: readonly RoomProposal[]): string {
  const rows = proposals.map(({ roomId, structure, place, wanted, name, score, common, expected, members, ambiguous }) => {
    const template = structure === null ? place : templateOf(place);
    const counts = [score === null ? "" : String(score), `${common}/${expected}`, String(members), ambiguous ? "ambiguous" : ""];
    return [roomId, structure ?? "", template, wanted, name, ...counts];
  });
  const heading = ["room", "structure", "template", "place_name", "room_name", "score", "people", "members", "remark"];
  return `\uFEFF${[heading, ...rows].map((row) => row.map(cell).join(";")).join("\r\n")}\r\n`;
}

/** Quoted where needed; what a spreadsheet would take for a formula is made plain text. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[";\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

async function adoptFile(context: CliContext, file: string, options: RoomsOptions): Promise<void> {
  const { parseRoomWishes } = await import("#engine/room-adoption-list.ts");
  const { wishes, wrong } = parseRoomWishes(readText(resolve(context.folder, file)));
  if (wrong.length > 0) throw usageError(context, "usage.room-adoptions", { file, lines: wrong.join(", ") });
  await adoptAll(context, wishes, options);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new AppError("source.file-missing", { file }, error);
  }
}

/** All of them or none. */
async function adoptAll(context: CliContext, wishes: readonly RoomWish[], options: DecideOptions): Promise<void> {
  const { gatherKnown } = await import("#engine/identity.ts");
  const { repeatedRooms, roomsMeant } = await import("#engine/room-adoption-list.ts");
  const { decisions, refused } = await withPass(context, options, async (deps) =>
    roomsMeant(deps.homeserver.reader, await gatherKnown(deps), wishes),
  );
  const repeated = repeatedRooms(decisions);
  if (refused.length > 0)
    throw usageError(context, "usage.rooms-refused", { lines: refused.map((one) => refusedLine(context, one)).join("\n") });
  if (repeated.length > 0) throw usageError(context, "usage.rooms-repeated", { names: repeated.join(", ") });
  await decide(context, decisions, options);
  if (!options.json && !options.preview) print(context, "adopt.rooms.waits");
}

function refusedLine({ lang }: CliContext, { line, why }: Refused): string {
  const text = why instanceof AppError ? errorText(lang, why).what : problemSentence(lang, why);
  return `  ${line === null ? "" : say(lang, "adopt.rooms.line", { line })}${oneLine(text)}`;
}

async function release(context: CliContext, room: string, options: DecideOptions): Promise<void> {
  const { gatherKnown } = await import("#engine/identity.ts");
  const { releaseMeant } = await import("#engine/room-adoption-list.ts");
  const decision = await withPass(context, options, async (deps) => releaseMeant(await gatherKnown(deps), room));
  await decide(context, [decision], options);
}

function decide(context: CliContext, decisions: readonly Decision[], options: DecideOptions): Promise<void> {
  return take(context, (made) => () => decisions.map((one) => ({ ...one, value: { ...one.value, ...made } }) as Decision), options);
}
