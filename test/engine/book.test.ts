/** The engine's running ledger says the same as core's, whatever was written, and never changes the ledger it came from. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { applyWrites } from "#core/apply-writes.ts";
import type { Day, RoomKey, UserId } from "#core/ids.ts";
import { emptyLedger, type LedgerWrite } from "#core/ledger.ts";
import { openBook } from "#engine/book.ts";

const rooms = ["structure:A", "structure:B", "structure:C"] as RoomKey[];
const users = ["@a:x", "@b:x"] as UserId[];
const room = fc.constantFrom(...rooms);
const user = fc.constantFrom(...users);

const write: fc.Arbitrary<LedgerWrite> = fc.oneof(
  fc.record({ kind: fc.constant("grant.drop" as const), room, userId: user }),
  fc.record({ kind: fc.constant("leave.drop" as const), room, userId: user }),
  fc.record({ kind: fc.constant("room.rekey" as const), before: room, after: room }),
  fc.tuple(room, user, fc.integer({ min: 0, max: 100 })).map(([key, userId, level]): LedgerWrite => {
    return { kind: "grant.set", room: key, grant: { userId, level, origin: "given", confirmed: true, lostSince: null } };
  }),
  fc
    .tuple(room, user)
    .map(([key, userId]): LedgerWrite => ({ kind: "leave.set", room: key, leave: { userId, how: "left", day: "2026-09-01" as Day } })),
);
const writes = fc.array(write, { maxLength: 12 });

it("agrees with core after any writes", () => {
  fc.assert(
    fc.property(writes, writes, (before, after) => {
      const ledger = applyWrites(emptyLedger, before);
      const untouched = structuredClone({ grants: ledger.grants, leaves: ledger.leaves });
      const book = openBook(ledger);
      book.note(after);
      const expected = applyWrites(ledger, after);
      for (const key of rooms) {
        for (const userId of users) {
          expect(book.grant(key, userId)).toEqual(expected.grants.get(key)?.get(userId) ?? null);
          expect(book.hasLeave(key, userId)).toBe(expected.leaves.get(key)?.has(userId) ?? false);
        }
      }
      expect({ grants: ledger.grants, leaves: ledger.leaves }).toEqual(untouched);
    }),
  );
});
