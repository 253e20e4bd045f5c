/** Lets the days go by: everything dated up to the chosen day happens, in order. */
import type { Draft } from "./draft.ts";

export function liveThrough(_draft: Draft, _day: number): void {}
