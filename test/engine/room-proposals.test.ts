/** The sample university's own rooms, made by its people before campus came: proposed where enough of the right people are in. */
import { expect, it } from "vitest";
import { noDecisions } from "#core/decisions.ts";
import { type RoomId, roomId, type UserId } from "#core/ids.ts";
import { emptyLedger } from "#core/ledger.ts";
import { mergeReadings } from "#core/merge.ts";
import { localpartOf, userIdOf } from "#core/naming.ts";
import type { FoundRoom, ListedRoom, ObservedAccount } from "#core/observed.ts";
import type { PlanInput } from "#core/plan.ts";
import { type FreePlace, freePlaces } from "#core/room-proposals.ts";
import { buildWorld } from "#core/world.ts";
import { listAdoptableRooms } from "#engine/room-adoption-list.ts";
import { todayOf } from "#sample/calendar.ts";
import { generateUniversity } from "#sample/generate.ts";
import { readingAsCsv } from "#sample/reading-csv.ts";
import { replayPolicy } from "../sample/replay.ts";
import { foundRoom } from "../scenarios/found.ts";
import { openFakeMatrix } from "./fake-matrix.ts";

const policy = replayPolicy("campus.test");

/** Everybody has had an account for long, but for every ninth person. */
function sampleInput(): PlanInput {
  const directory = mergeReadings([readingAsCsv(generateUniversity({ size: 200, seed: 1, day: 0 }), "si")], policy);
  const accounts = new Map<UserId, ObservedAccount>();
  for (const [index, person] of [...directory.people.values()].entries()) {
    const localpart = localpartOf(person.login);
    if (localpart === null || index % 9 === 0) continue;
    const userId = userIdOf(policy, localpart);
    const details = { externalIds: [person.login], mails: [] };
    const state = { locked: false, deactivated: false, erased: false, listed: true };
    accounts.set(userId, { userId, displayName: person.displayName, ...state, details });
  }
  const observed = { accounts, rooms: new Map() };
  return { server: "test", directory, policy, decisions: noDecisions, ledger: emptyLedger, observed, today: todayOf(0), fresh: true };
}

const shares = [1, 0.6, 0.5, 0] as const;

/** Called as people would: capitals, no accents, other punctuation; with that share of the people expected, and two strangers. */
function roomLike({ name, isSpace, expected }: FreePlace, index: number): FoundRoom {
  const count = Math.ceil(expected.size * (shares[index % shares.length] ?? 0));
  const members = [...expected].slice(0, count).map((user) => user.slice(1).split(":")[0] ?? "");
  const called = name.toUpperCase().replaceAll("–", "_").replaceAll(" ", "  ");
  return foundRoom({ found: `!room${index}`, name: called, space: isSpace, members: [...members, "visiteur", "ancien"] });
}

it("proposes each room of the sample that has its people, with its score, and none that has not", async () => {
  const input = sampleInput();
  const places = freePlaces(buildWorld(input)).filter(({ expected }) => expected.size >= 5);
  expect(places.length).toBeGreaterThan(25);
  const matrix = openFakeMatrix();
  for (const [index, free] of places.entries()) matrix.found.set(roomId(`!room${index}`), roomLike(free, index));
  for (const name of ["Chorale", "Covoiturage", ""])
    matrix.found.set(roomId(`!${name}`), foundRoom({ found: `!${name}`, name, members: ["a"] }));
  const { proposals, others, unnamed } = await listAdoptableRooms(matrix.reader, input);
  const enough = places.flatMap((free, index) => {
    const common = Math.ceil(free.expected.size * (shares[index % shares.length] ?? 0));
    return common / free.expected.size >= 0.595 ? [`!room${index} ${free.place}`] : [];
  });
  const proposed = new Set(proposals.map(({ roomId: id, place }) => `${id} ${place}`));
  expect(enough.filter((one) => !proposed.has(one))).toEqual([]);
  for (const one of proposals) {
    expect(one.score).toBe(Math.round((one.common / one.expected) * 100) / 100);
    expect(one.score).toBeGreaterThanOrEqual(0.6);
    expect(one.members).toBeGreaterThanOrEqual(one.common + 2);
    expect(one.obstacle).toBeNull();
  }
  const twice = proposals.filter(({ roomId: id, place }) => proposals.filter((one) => one.roomId === id || one.place === place).length > 1);
  expect(proposals.filter(({ ambiguous }) => ambiguous)).toEqual(twice);
  expect(others.map(({ name }) => name)).toEqual(expect.arrayContaining(["Chorale", "Covoiturage"]));
  expect(unnamed).toBe(1);
});

it("proposes nothing for a place that is taken or decided, and nothing that is managed", async () => {
  const input = sampleInput();
  const [first, second, third] = freePlaces(buildWorld(input)).filter(({ expected }) => expected.size >= 5) as [
    FreePlace,
    FreePlace,
    FreePlace,
  ];
  const matrix = openFakeMatrix();
  for (const [index, free] of [first, second, third].entries()) matrix.found.set(`!room${index * 4}` as RoomId, roomLike(free, index * 4));
  const row = {
    key: first.place,
    roomId: roomId("!elsewhere"),
    alias: first.alias as never,
    name: first.name,
    sourceId: null,
    closedSince: null,
  };
  const by = { by: "camille", reason: "reprise", since: input.today, until: null };
  const wish = { room: second.place, roomId: roomId("!other"), verdict: "adopt", ...by } as const;
  const known = { ...input.ledger, rooms: new Map([[first.place, row]]) };
  const decisions = { ...noDecisions, roomAdoptions: new Map([[wish.roomId, wish]]) };
  const { proposals } = await listAdoptableRooms(matrix.reader, { ...input, ledger: known, decisions });
  expect(proposals.map(({ place }) => place)).toEqual([third.place]);
  const rooms: readonly ListedRoom[] = await matrix.reader.everyRoom();
  const taken = { ...row, roomId: rooms[2]?.roomId ?? roomId("!") };
  const managed = { ...input.ledger, rooms: new Map([[taken.key, taken]]) };
  expect((await listAdoptableRooms(matrix.reader, { ...input, ledger: managed })).proposals.map((one) => one.roomId)).not.toContain(
    taken.roomId,
  );
});
