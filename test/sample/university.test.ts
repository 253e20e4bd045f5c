/** The sample university itself: deterministic, of the right size, with every awkward case in it. */
import { describe, expect, it } from "vitest";
import { dayOf, todayOf } from "#sample/calendar.ts";
import { csvFiles } from "#sample/csv.ts";
import { generateUniversity } from "#sample/generate.ts";
import { ldifFiles } from "#sample/ldif.ts";
import { manifestOf } from "#sample/manifest.ts";
import { sqlFiles } from "#sample/sql.ts";
import { massLossDay } from "#sample/timeline.ts";
import { awkwardCases, timelineCases } from "./cases.ts";

const texts = (seed: number, day: number): string => {
  const university = generateUniversity({ size: 200, seed, day });
  return [csvFiles, ldifFiles, sqlFiles].flatMap((write) => [...write(university)].flat()).join("\n");
};

describe("determinism", () => {
  it("gives the same texts for the same size, seed and day", () => {
    expect(texts(7, 16)).toBe(texts(7, 16));
  });

  it("gives other people for another seed, and other texts for another day", () => {
    expect(texts(7, 0)).not.toBe(texts(8, 0));
    expect(texts(7, 0)).not.toBe(texts(7, 1));
  });
});

describe("calendar", () => {
  it.each([
    [0, "2026-08-27"],
    [4, "2026-08-31"],
    [14, "2026-09-10"],
    [59, "2026-10-25"],
  ])("day %i is %s", (day, text) => {
    expect(todayOf(day)).toBe(text);
    expect(dayOf(todayOf(day))).toBe(day);
  });
});

const expected = [
  { size: 200, people: { active: 154, pending: 2, disabled: 46 }, structures: { own: 26, open: 23, closed: 3 } },
  { size: 500, people: { active: 386, pending: 6, disabled: 114 }, structures: { own: 60, open: 55, closed: 5 } },
  { size: 8886, people: { active: 6853, pending: 101, disabled: 2033 }, structures: { own: 162, open: 138, closed: 24 } },
  { size: 100_000, people: { active: 77_121, pending: 1137, disabled: 22_879 }, structures: { own: 162, open: 138, closed: 24 } },
];

describe.each(expected)("a university of $size people", ({ size, people, structures }) => {
  const university = generateUniversity({ size, seed: 1, day: 0 });
  const manifest = manifestOf(university);

  it("has the announced totals", () => {
    expect(manifest.people).toMatchObject(people);
    expect(manifest.structures).toMatchObject(structures);
    expect(manifest.firstSync.csv.accounts).toBe(people.active - people.pending);
    expect(manifest.firstSync.ldap.accounts).toBe(people.active - people.pending);
    expect(manifest.people.ignored).toBe(university.people.length - people.active - people.disabled);
  });

  it("has every awkward case", () => {
    const missing = awkwardCases.filter((name) => (manifest.cases[name] ?? []).length === 0);
    expect(missing).toEqual([]);
  });

  it("names only ids and codes that exist", () => {
    const known = new Set([...university.people.map((one) => one.id), ...university.structures.map((one) => one.code)]);
    const unknown = Object.values(manifest.cases).flatMap((ids) => ids.filter((id) => !known.has(id)));
    expect(unknown).toEqual([]);
  });

  it("gives logins and mails that a Matrix server and a directory accept", () => {
    const logins = university.people.map((one) => one.login).filter((login) => login !== null);
    expect(logins.filter((login) => !/^([a-z]{1,7}([0-9]{3})?|[0-9]{8})$/.test(login))).toEqual([]);
    const mails = university.people.map((one) => one.mail).filter((mail) => mail !== null);
    expect(mails.filter((mail) => !/^[a-z0-9.-]+@univ-demo\.example$/.test(mail))).toEqual([]);
  });

  it("gives each id, and each login but the shared ones, to one person", () => {
    expect(new Set(university.people.map((one) => one.id)).size).toBe(university.people.length);
    const logins = university.people.map((one) => one.login).filter((login) => login !== null);
    expect(logins.length - new Set(logins).size).toBe(2);
  });
});

/** Members of the 15 spaces that the presentation lists. */
const listed = {
  HS_C12: 22,
  HS_R44: 7,
  HS_R55: 94,
  HS_R45: 12,
  HS_R40: 69,
  HS_R46: 9,
  HS_S21: 117,
  HS_S20: 76,
  HS_R41: 65,
  HS_R42: 46,
  HS_R47: 44,
  HS_R48: 43,
  HS_R49: 48,
  HS_R60: 59,
  HS_R43: 52,
};

describe("the reference university of 8,886 people", () => {
  const { firstSync } = manifestOf(generateUniversity({ size: 8886, seed: 1, day: 0 }));

  it.each(["csv", "ldap"] as const)("has the presentation's 15 spaces with their exact members, by %s", (kind) => {
    const { members } = firstSync[kind];
    expect(Object.fromEntries(Object.keys(listed).map((code) => [code, members[code]]))).toEqual(listed);
  });

  it("has 126 spaces on a virgin server: 138 open structures, 12 of them too small", () => {
    expect(firstSync.csv.spaces).toBe(126);
    expect(firstSync.ldap.spaces).toBe(126);
  });
});

describe("timeline", () => {
  it("has every event within 60 days", () => {
    const { cases } = manifestOf(generateUniversity({ size: 200, seed: 1, day: 60 }));
    expect(timelineCases.filter((name) => (cases[name] ?? []).length === 0)).toEqual([]);
  });

  it("returns one person in ten on the day of the mass loss, and everybody the next day", () => {
    const on = (day: number) => generateUniversity({ size: 500, seed: 1, day }).people.length;
    expect(on(massLossDay)).toBe(Math.ceil(on(massLossDay - 1) / 10));
    expect(on(massLossDay + 1)).toBe(on(massLossDay - 1));
    expect(massLossDay).toBeGreaterThanOrEqual(20);
  });

  it("refuses what it can't make", () => {
    expect(() => generateUniversity({ size: 99, seed: 1, day: 0 })).toThrow(RangeError);
    expect(() => generateUniversity({ size: 200, seed: 1, day: -1 })).toThrow(RangeError);
    expect(() => generateUniversity({ size: 200.5, seed: 1, day: 0 })).toThrow(RangeError);
  });
});
