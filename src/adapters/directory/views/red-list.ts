/** Marks of the red list, whatever the source calls yes. */
import { type Problem, problem } from "#core/problem.ts";
import { readFlag } from "./cells.ts";

export interface RedList {
  isListed(text: string | undefined): boolean;
  /** One for each value that was neither yes nor no, with how many people have it. */
  problems(): Problem[];
}

/** A value that means neither yes nor no hides the person: showing somebody by mistake can't be undone. */
export function createRedList(): RedList {
  const unread = new Map<string, number>();
  return {
    isListed(text) {
      const listed = readFlag(text);
      if (listed === null) unread.set(text ?? "", (unread.get(text ?? "") ?? 0) + 1);
      return listed ?? true;
    },
    problems: () => [...unread].map(([text, people]) => problem("red-list-unreadable", text, { people })),
  };
}
