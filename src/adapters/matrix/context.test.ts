/** What one look at a few accounts spares the writes that follow. */
import { expect, test } from "vitest";
import type { RoomId } from "#core/ids.ts";
import { createMemory, rememberLevels, takeFreshLevels } from "./context.ts";

const room = "!a:campus.test" as RoomId;

test("levels just seen are used once: what was written since is read again", () => {
  const memory = createMemory();
  expect(takeFreshLevels(memory, room)).toBeNull();
  rememberLevels(memory, room, { users: { "@a:campus.test": 50 } });
  expect(takeFreshLevels(memory, room)).toEqual({ users: { "@a:campus.test": 50 } });
  expect(takeFreshLevels(memory, room)).toBeNull();
});
