/** Which run a run takes back, and which one a hold keeps undone. */
const statements: readonly string[] = ["alter table runs add column undoes text", "alter table standing_holds add column undoes text"];

export const undo = { version: 10, name: "undo", statements };
