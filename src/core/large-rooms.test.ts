/** Rooms told as too large to be private, and policies that make public ones. */
import { expect, it } from "vitest";
import { type RoomKey, roomAlias, roomId, roomKey, type UserId } from "./ids.ts";
import { largePrivateRooms, mayHavePublicRoom } from "./large-rooms.ts";
import { emptyLedger, type Grant, type Ledger, type LedgerRoom } from "./ledger.ts";
import { defaultPolicy } from "./policy.ts";

const policy = { ...defaultPolicy("campus.test"), restrictedJoinMaximum: 2 };

function ledgerOf(rows: readonly (readonly [string, string, number, closed?: boolean])[]): Ledger {
  const rooms = new Map<RoomKey, LedgerRoom>();
  const grants = new Map<RoomKey, Map<UserId, Grant>>();
  for (const [text, alias, members, closed] of rows) {
    const key = roomKey(text);
    const closedSince = closed === true ? ("2026-06-01" as never) : null;
    rooms.set(key, { key, roomId: roomId(`!${text}`), alias: roomAlias(alias), name: text, sourceId: null, closedSince });
    const users = Array.from({ length: members }, (_, index) => `@p${index}:campus.test` as UserId);
    grants.set(key, new Map(users.map((userId) => [userId, { userId, level: 0, origin: "given", confirmed: true, lostSince: null }])));
  }
  return { ...emptyLedger, rooms, grants };
}

it("tells open rooms above the limit that are not public, the largest first", () => {
  const secret = policy.establishmentSecret;
  const ledger = ledgerOf([
    ["structure:UNIV", `#str-univ-${secret}:campus.test`, 9],
    ["structure:UFR", "#str-ufr:campus.test", 3],
    ["structure:UFR/annonces", "#str-ufr-annonces:campus.test", 4],
    ["structure:OLD", "#str-old:campus.test", 9, true],
    ["structure:LAB", "#str-lab:campus.test", 2],
    ["rule:etat-du-si", `#rule-etat-du-si-${secret}:campus.test`, 9],
    ["rule:enseignants", "#rule-enseignants:campus.test", 5],
  ]);
  expect(largePrivateRooms(ledger, policy).map(({ room, members }) => [room, members])).toEqual([
    ["rule:enseignants", 5],
    ["structure:UFR/annonces", 4],
    ["structure:UFR", 3],
  ]);
});

it("knows which policies make public rooms: an establishment, or a rule for everybody", () => {
  const { structures } = policy;
  const without = { ...policy, structures: { ...structures, establishment: null, establishmentTypes: [] } };
  expect(mayHavePublicRoom(policy)).toBe(true);
  expect(mayHavePublicRoom(without)).toBe(true);
  expect(mayHavePublicRoom({ ...without, rooms: [] })).toBe(false);
  expect(mayHavePublicRoom({ ...without, rooms: without.rooms.map((rule) => ({ ...rule, enabled: false })) })).toBe(false);
});
