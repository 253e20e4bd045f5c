/** Rooms that were there before campus: null for those that it made. */
const statements: readonly string[] = ["alter table rooms add column origin text"];

export const adoptedRooms = { version: 11, name: "adopted rooms", statements };
