/** Schedules as they are written: what is understood, and what is refused with its line. */
import { expect, it } from "vitest";
import { parseConfig } from "./load.ts";

const text = (schedule: string) => `
servers:
  - { name: prod, url: "https://m.example", serverName: m.example, tokenFile: token, schedule: ${schedule} }
sources: [{ kind: csv, folder: data }]
`;
const scheduleOf = (schedule: string) => parseConfig(text(schedule), "campus.yaml").servers[0]?.schedule;

it("is midnight and noon in Paris unless told otherwise", () => {
  expect(scheduleOf("{}")).toEqual({ cron: ["0 0 * * *", "0 12 * * *"], timeZone: "Europe/Paris" });
  expect(scheduleOf("{ cron: [] }")?.cron).toEqual([]);
  const lines = ["*/15 6-20 * * 1-5", "0,30 0 1,15 */2 7", "5 4 31 12 0"];
  expect(scheduleOf(`{ cron: ${JSON.stringify(lines)}, timeZone: Indian/Reunion }`)?.cron).toEqual(lines);
});

it.each([
  '{ cron: ["60 0 * * *"] }',
  '{ cron: ["0 24 * * *"] }',
  '{ cron: ["0 0 0 * *"] }',
  '{ cron: ["0 0 * 13 *"] }',
  '{ cron: ["0 0 * * 8"] }',
  '{ cron: ["*/0 0 * * *"] }',
  '{ cron: ["0 0 * *"] }',
  '{ cron: ["0 0 * * * *"] }',
  '{ cron: ["@daily"] }',
  '{ cron: "0 0 * * *" }',
  '{ timeZone: "Europe/Pari" }',
  "{ hours: [0, 12] }",
])("refuses %s, with the place", (schedule) => {
  expect(() => scheduleOf(schedule)).toThrow(/config.invalid.*campus\.yaml:3.*schedule/s);
});
