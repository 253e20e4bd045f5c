/** Settings of rooms that somebody made by hand and policy accepted, as a JSON object of setting → value. */
const statements: readonly string[] = ["alter table rooms add column accepted text"];

export const drift = { version: 9, name: "drift", statements };
