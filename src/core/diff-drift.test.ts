/** Every setting under every policy: told, put back, or remembered; what opens a room obeys its own rule. */
import { describe, expect, it } from "vitest";
import type { RoomSetting, RoomSpec } from "./change.ts";
import type { DesiredRoom, DesiredRooms } from "./desire-rooms.ts";
import { diffDrift } from "./diff-drift.ts";
import { roomAlias, roomId, roomKey } from "./ids.ts";
import { emptyLedger, type LedgerRoom } from "./ledger.ts";
import type { ObservedRoom, ObservedSettings } from "./observed.ts";
import { type DriftMode, defaultPolicy } from "./policy.ts";
import { reason } from "./reason.ts";
import { openTable } from "./room-levels.ts";
import { noTakeovers } from "./takeovers.ts";
import type { World } from "./world.ts";

const key = roomKey("structure:LAB/general");
const spaceKey = roomKey("structure:LAB");
const space = roomId("!space");
const levels = { write: 0, moderate: 50 };
const spec: RoomSpec = {
  room: key,
  alias: roomAlias("#str-lab-general:campus.test"),
  name: "Général",
  topic: "Vie du laboratoire",
  avatar: "mxc://campus.test/lab",
  template: "general",
  space: spaceKey,
  levels,
  joinRule: "restricted",
  history: "shared",
  sourceId: null,
};
const asMade: ObservedSettings = {
  topic: spec.topic,
  avatar: spec.avatar,
  alias: spec.alias,
  allows: [space],
  history: "shared",
  guests: false,
  encrypted: false,
  replacedBy: null,
  retention: null,
  levels: openTable(levels),
};

function diff(settings: Partial<ObservedSettings>, policy: Partial<ReturnType<typeof defaultPolicy>["drift"]>, given: Given = {}) {
  const row = { roomId: roomId("!general"), alias: spec.alias, name: spec.name, sourceId: null, closedSince: null };
  const known: LedgerRoom = { key, ...row, ...(given.accepted ? { accepted: given.accepted } : {}) };
  const observed = { joinRule: given.joinRule ?? "restricted", settings: { ...asMade, ...settings } } as ObservedRoom;
  const base = defaultPolicy("campus.test");
  const world = {
    policy: { ...base, drift: { ...base.drift, ...policy } },
    ledger: {
      ...emptyLedger,
      rooms: new Map([
        [key, known],
        [spaceKey, { ...known, key: spaceKey, roomId: space }],
      ]),
    },
    observed: { accounts: new Map(), rooms: new Map([[key, observed]]) },
    takeovers: noTakeovers,
  } as unknown as World;
  const desired = { spec, structure: null, closed: false, reason: reason("structure-open") } as unknown as DesiredRoom;
  return diffDrift(world, new Map([[key, desired]]) as unknown as DesiredRooms);
}

interface Given {
  readonly accepted?: LedgerRoom["accepted"];
  readonly joinRule?: ObservedRoom["joinRule"];
}

const raised = { ...openTable(levels), acts: { ...openTable(levels).acts, invite: 75 } };
const lowered = { ...openTable(levels), acts: { ...openTable(levels).acts, invite: 0 } };

type Case = [RoomSetting, Partial<ObservedSettings>, Given, string];
const narrower: Case[] = [
  ["joinRule", {}, { joinRule: "invite" }, "invite"],
  ["history", { history: "joined" }, {}, "joined"],
  ["levels", { levels: raised }, {}, "invite 75"],
  ["alias", { alias: null }, {}, ""],
  ["topic", { topic: "Autre" }, {}, "Autre"],
  ["avatar", { avatar: null }, {}, ""],
  ["retention", { retention: "{}" }, {}, "{}"],
];
const wider: Case[] = [
  ["joinRule", {}, { joinRule: "public" }, "public"],
  ["joinRule", { allows: [roomId("!other"), space] }, {}, "restricted !other !space"],
  ["history", { history: "world_readable" }, {}, "world_readable"],
  ["guests", { guests: true }, {}, "can_join"],
  ["levels", { levels: lowered }, {}, "invite 0"],
];

function expectMode(mode: DriftMode, result: ReturnType<typeof diff>, setting: RoomSetting, found: string): void {
  const { changes, problems, bookkeeping } = result;
  const put = changes.map((change) => (change.kind === "room.restore" ? [change.setting, change.before] : change.kind));
  expect(put).toEqual(mode === "restore" ? [[setting, found]] : []);
  expect(problems.map(({ code, params }) => [code, params.setting, params.found])).toEqual(
    mode === "report" ? [["room-drift", setting, found]] : [],
  );
  expect(bookkeeping).toEqual(
    mode === "accept" ? [{ kind: "room.set", room: expect.objectContaining({ key, accepted: { [setting]: found } }) }] : [],
  );
}

describe.each(["report", "restore", "accept"] as const)("policy says %s:", (mode) => {
  it.each(narrower)("%s", (setting, settings, given, found) => {
    expectMode(mode, diff(settings, { [setting]: mode }, given), setting, found);
  });
  it.each(wider)("%s, wider, by the rule of what opens a room", (setting, settings, given, found) => {
    const other = mode === "report" ? "restore" : "report";
    expectMode(mode, diff(settings, { [setting]: other, wider: mode }, given), setting, found);
  });
});

it("finds nothing in a room as it was made, nor in one nobody looked into", () => {
  const nothing = { changes: [], problems: [], bookkeeping: [] };
  expect(diff({}, {})).toEqual(nothing);
  expect(diff({ levels: { ...openTable(levels), events: { ...openTable(levels).events, "org.example.own": 0 } } }, {})).toEqual(nothing);
});

it("tells an accepted setting no more, tells it when it changes again, and forgets it once it is as specified", () => {
  const accepted = { topic: "Autre" };
  expect(diff({ topic: "Autre" }, { topic: "restore" }, { accepted })).toEqual({ changes: [], problems: [], bookkeeping: [] });
  expect(diff({ topic: "Encore" }, {}, { accepted }).problems).toHaveLength(1);
  const { problems, bookkeeping } = diff({}, {}, { accepted });
  expect(problems).toEqual([]);
  expect(bookkeeping).toEqual([{ kind: "room.set", room: expect.not.objectContaining({ accepted: expect.anything() }) }]);
});
