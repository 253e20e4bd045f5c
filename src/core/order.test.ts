/** Dependencies and order of execution of changes. */
import { describe, expect, it } from "vitest";
import type { Change } from "./change.ts";
import { changeKey, personKey, roomKey, structureKey, userId } from "./ids.ts";
import { needsOf, orderChanges, phaseOf } from "./order.ts";
import { reason } from "./reason.ts";

const why = reason("assignment");
const base = { reason: why, person: personKey("1"), userId: userId("@a:campus.test") };
const room = roomKey("structure:LAB/general");
const join = { ...base, kind: "member.join", key: changeKey("member.join:structure:LAB/general:1"), room, way: "restricted" } as const;

describe("needs", () => {
  it("of a restricted join: the room, the account, and the join of the space", () => {
    const needs = needsOf(join);
    expect(needs).toContain("room.create:structure:LAB/general");
    expect(needs).toContain("account.create:1");
    expect(needs).toContain("account.unlock:1");
    expect(needs).toContain("member.join:structure:LAB:1");
  });

  it("of a join by invitation: not the space", () => {
    expect(needsOf({ ...join, way: "invite" })).not.toContain("member.join:structure:LAB:1");
  });

  it("of a level: the join", () => {
    const level: Change = { ...base, kind: "level.set", key: changeKey("l"), room, before: 0, after: 50 };
    expect(needsOf(level)).toContain("member.join:structure:LAB/general:1");
  });

  it("of what a closing takes off: the closing itself", () => {
    const space = roomKey("structure:UNIV");
    const child = roomKey("structure:LAB");
    const taken: Change = { kind: "child.remove", key: changeKey("c"), reason: why, space, childId: "!x" as never, child };
    expect(needsOf(taken)).toEqual(["room.close:structure:UNIV", "room.close:structure:LAB"]);
  });
});

describe("order", () => {
  it("puts spaces first, exits last, and keeps the rest as given inside a phase", () => {
    const spec = {
      room,
      alias: "#a" as never,
      name: "G",
      topic: null,
      avatar: null,
      space: null,
      levels: { write: 0, moderate: 50 },
      template: "general",
      joinRule: "restricted",
      history: "shared",
      sourceId: null,
    } as const;
    const structure = structureKey("LAB");
    const space: Change = { kind: "space.create", key: changeKey("s"), reason: why, structure, spec };
    const general: Change = { kind: "room.create", key: changeKey("r"), reason: why, structure, spec };
    const lock: Change = { ...base, kind: "account.lock", key: changeKey("x"), before: "open", after: "locked", cause: null, due: null };
    expect(orderChanges([lock, join, general, space]).map((change) => change.kind)).toEqual([
      "space.create",
      "room.create",
      "member.join",
      "account.lock",
    ]);
    expect(phaseOf("member.remove")).toBe("removals");
  });
});
