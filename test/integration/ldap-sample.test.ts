/** The sample university's LDIF, loaded in a real slapd and read over LDAP, is what the generator says it is. */
import { describe, expect, it } from "vitest";
import { generateUniversity } from "#sample/generate.ts";
import { ldifFiles } from "#sample/ldif.ts";
import { readingAsLdap } from "#sample/reading-ldap.ts";
import { ldapStructureExtras } from "#sample/supann.ts";
import { sortPeople, sortStructures } from "../contracts/directory.ts";
import { ldapConfig, readLdap } from "../lab/ldap-source.ts";
import { hasSlapd, openSlapd } from "../lab/slapd.ts";

describe.runIf(hasSlapd())("sample university over LDAP", () => {
  for (const [size, day] of [
    [200, 0],
    [500, 30],
  ] as const) {
    it(`reads back ${size} people on day ${day}`, async () => {
      const university = generateUniversity({ size, seed: 1, day });
      const slapd = await openSlapd({ ldif: [...ldifFiles(university).values()].join("\n") });
      const reading = await readLdap(ldapConfig(slapd, { structure: ldapStructureExtras, pageSize: 90 })).finally(() => slapd.stop());
      const expected = readingAsLdap(university);
      expect(reading.counts).toEqual(expected.counts);
      expect(sortStructures(reading.structures)).toEqual(sortStructures(expected.structures));
      expect(sortPeople(reading.people)).toEqual(sortPeople(expected.people));
      expect(reading.people.map((one) => one.origin).sort()).toEqual(expected.people.map((one) => one.origin).sort());
      expect(reading.problems.filter((one) => one.severity !== "info")).toEqual([]);
    });
  }
});
