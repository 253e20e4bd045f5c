/** Civil times over the clock changes of two years. */
import { expect, it } from "vitest";
import { civilOf, instantOf } from "./civil-time.ts";

const zone = "Europe/Paris";
const civil = (text: string) => Date.parse(`${text}Z`);
const instant = (text: string) => new Date(instantOf(civil(text), zone)).toISOString();

it("meets a time that the clock skips once, at the end of the gap", () => {
  for (const [skipped, end] of [
    ["2026-03-29", "2026-03-29T01:00:00.000Z"],
    ["2027-03-28", "2027-03-28T01:00:00.000Z"],
  ]) {
    for (const time of ["02:00", "02:01", "02:30", "02:59", "03:00"]) expect(instant(`${skipped}T${time}:00`)).toBe(end);
    expect(instant(`${skipped}T01:59:00`)).toBe(`${skipped}T00:59:00.000Z`);
    expect(instant(`${skipped}T03:01:00`)).toBe(`${skipped}T01:01:00.000Z`);
  }
});

it("takes the first of two times that the clock shows twice", () => {
  for (const doubled of ["2026-10-25", "2027-10-31"]) {
    expect(instant(`${doubled}T02:30:00`)).toBe(`${doubled}T00:30:00.000Z`);
    expect(instant(`${doubled}T03:00:00`)).toBe(`${doubled}T02:00:00.000Z`);
    expect(civilOf(Date.parse(`${doubled}T01:30:00Z`), zone)).toBe(civil(`${doubled}T02:30:00`));
  }
});

it("goes there and back through a whole year, half an hour at a time, but for the hour shown twice", () => {
  const back: string[] = [];
  for (let at = Date.parse("2026-01-01T00:00:00Z"); at < Date.parse("2027-01-01T00:00:00Z"); at += 1_800_000) {
    if (instantOf(civilOf(at, zone), zone) !== at) back.push(new Date(at).toISOString());
  }
  expect(back).toEqual(["2026-10-25T01:00:00.000Z", "2026-10-25T01:30:00.000Z"]);
});
