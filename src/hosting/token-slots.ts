/** Files of a token's replacement: each step leaves a state that the next call recognises, wherever it was killed. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Slot, secretNames } from "#platform/site.ts";
import type { Layout } from "./layout.ts";
import { makeFolder, readIfThere, writePrivate } from "./private-files.ts";
import { newToken, slotFiles, slotIn } from "./secrets.ts";

/** add: a second token is in force; use: campus uses it; drop: the first one is in force no more. */
export type RotationStep = "add" | "use" | "drop";
export const rotationSteps: readonly RotationStep[] = ["add", "use", "drop"];

export interface RotationState {
  /** What is to be done next, or again after an interruption; "add" also when nothing is under way. */
  readonly next: RotationStep;
  readonly isUnderWay: boolean;
  readonly from: Slot["name"];
  readonly to: Slot["name"];
}

type Direction = Pick<RotationState, "from" | "to">;

/** Not derivable from the tokens alone: two slots look the same before the second is used as after the first one's turn. */
const directionPath = (layout: Layout): string => join(layout.secrets, "rotation.json");
const tokenPath = (layout: Layout): string => join(layout.secrets, secretNames.asToken);

function readDirection(layout: Layout): Direction | null {
  const text = readIfThere(directionPath(layout));
  if (text === null) return null;
  const { from } = JSON.parse(text) as Partial<Direction>;
  return from === "a" ? { from, to: "b" } : { from: "b", to: "a" };
}

/** From the slot that campus uses to the other one. */
function chooseDirection(layout: Layout): Direction {
  const usesB = slotIn(layout, "b")?.asToken === currentToken(layout);
  const onlyB = slotIn(layout, "a") === null && slotIn(layout, "b") !== null;
  return usesB || onlyB ? { from: "b", to: "a" } : { from: "a", to: "b" };
}

/** The token that campus uses now; null before a first start. */
export function currentToken(layout: Layout): string | null {
  return readIfThere(tokenPath(layout))?.trim() ?? null;
}

export function readRotation(layout: Layout): RotationState {
  const known = readDirection(layout);
  if (known === null) return { ...chooseDirection(layout), next: "add", isUnderWay: false };
  const added = slotIn(layout, known.to);
  if (added === null) return { ...known, next: "add", isUnderWay: true };
  return { ...known, next: currentToken(layout) === added.asToken ? "drop" : "use", isUnderWay: true };
}

function removeSlot(layout: Layout, name: Slot["name"]): void {
  for (const file of Object.values(slotFiles(name))) rmSync(join(layout.secrets, file), { force: true });
}

/** Makes the free slot. What a forgotten attempt left there is never used: its age is unknown. */
export function addSlot(layout: Layout): void {
  const { next, isUnderWay, from, to } = readRotation(layout);
  if (next !== "add") return;
  makeFolder(layout.secrets);
  removeSlot(layout, to);
  if (!isUnderWay) writePrivate(directionPath(layout), `${JSON.stringify({ from, to })}\n`);
  const files = slotFiles(to);
  for (const file of [files.asToken, files.hsToken]) writePrivate(join(layout.secrets, file), `${newToken()}\n`);
}

/** From now on whoever reads campus's token file has the new one. */
export function useSlot(layout: Layout): void {
  const { next, to } = readRotation(layout);
  const added = slotIn(layout, to);
  if (next === "use" && added !== null) writePrivate(tokenPath(layout), `${added.asToken}\n`);
}

/** The old slot is in force no more; its token is kept until it was seen refused. */
export function dropSlot(layout: Layout): void {
  const { next, from } = readRotation(layout);
  if (next === "drop") rmSync(join(layout.secrets, slotFiles(from).hsToken), { force: true });
}

/** The token that was replaced, for as long as it has to be seen refused; null when there is none. */
export function formerToken(layout: Layout): string | null {
  const { next, from } = readRotation(layout);
  return next === "drop" ? (readIfThere(join(layout.secrets, slotFiles(from).asToken))?.trim() ?? null) : null;
}

/** Nothing of the old slot is left; the next call begins another replacement. */
export function finishRotation(layout: Layout): void {
  const { next, from } = readRotation(layout);
  if (next !== "drop") return;
  removeSlot(layout, from);
  rmSync(directionPath(layout), { force: true });
}
