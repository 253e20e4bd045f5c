/** What becomes of what people changed by hand: the `policy.drift` part of a server. */
import { z } from "zod";

const mode = z.enum(["report", "restore", "accept"]);
const told = z.enum(["report", "restore"]);

export const driftPatch = z
  .strictObject({
    roomName: mode.describe("Name of a room: told, put back, or accepted until the structure is renamed."),
    topic: mode.describe("Topic, where the template gives one; elsewhere it is the moderators' own."),
    avatar: mode.describe("Picture of a room, where the template gives one."),
    alias: mode.describe("Main alias."),
    joinRule: mode.describe("Join rule, when it became narrower than the template's."),
    history: mode.describe("Who sees past messages, when fewer do than the template says."),
    levels: mode.describe("Levels that acts and events need, when they were raised; people's own levels are `levels.restoreByHand`."),
    retention: mode.describe("Retention of messages set on the room."),
    wider: mode.describe(
      "Whatever opens a room wider than policy: join rule, history, guests, levels lowered. Accept it only where people manage rooms by other means.",
    ),
    accountName: told.describe("Display name of an account that the person or an administrator changed."),
    accountMail: told.describe("Address of an account, compared for those whose details were read."),
  })
  .partial();
