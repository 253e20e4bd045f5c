/** Groups of a real slapd: populations and structures out of members, by name, by uid, by what people say, groups inside groups. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSource } from "#adapters/directory/open.ts";
import { day } from "#core/day.ts";
import type { SourceReading } from "#core/directory.ts";
import { directoryOf, failureOf, ldapConfig, people, person, readLdap, structure, suffix } from "../lab/ldap-source.ts";
import { type LdifEntry, renderLdif } from "../lab/ldif.ts";
import { hasSlapd, type LabSlapd, openSlapd } from "../lab/slapd.ts";

const groups = `ou=groups,${suffix}`;
const nameOf = (number: number) => `uid=p${String(number).padStart(8, "0")},ou=people,${suffix}`;
const group = (cn: string, attributes: LdifEntry[1]): LdifEntry => [
  `cn=${cn},${groups}`,
  { objectClass: "groupOfNames", cn, ...attributes },
];
const inner = (...names: string[]) => names.map((cn) => `cn=${cn},${groups}`);

const entries: readonly LdifEntry[] = [
  ...directoryOf(structure("UNIV"), ...people(8)),
  person(9, { memberOf: `CN=projet, ${groups}` }),
  person(10, {
    l: ["Le Port", "L'Écluse"],
    supannParrainDN: [nameOf(1).toUpperCase(), `supannCodeEntite=UNIV,ou=structures,${suffix}`, "uid=parti,ou=people"],
  }),
  [groups, { objectClass: "organizationalUnit", ou: "groups" }],
  [`ou=empty,${suffix}`, { objectClass: "organizationalUnit", ou: "empty" }],
  group("doctorants", { member: [nameOf(1).toUpperCase(), nameOf(2), "cn=nobody", "uid=parti,ou=people"] }),
  group("projet", {
    ...{ objectClass: ["groupOfNames", "supannGroupe"], description: "Projet d'essai", supannGroupeDateFin: "20270831220000Z" },
    member: [nameOf(3), ...inner("equipe")],
  }),
  group("equipe", { member: [nameOf(4), ...inner("sous-equipe", "ancienne")] }),
  group("sous-equipe", { member: [nameOf(5), ...inner("projet")] }),
  group("ancienne", { objectClass: ["groupOfNames", "supannGroupe"], supannGroupeDateFin: "20260101000000Z", member: nameOf(6) }),
  [`cn=unix,${groups}`, { objectClass: "posixGroup", cn: "unix", gidNumber: "500", memberUid: ["p00000007", "P00000008", "root"] }],
  [`cn=uniques,${groups}`, { objectClass: "groupOfUniqueNames", cn: "uniques", uniqueMember: [`${nameOf(1)}#'0101'B`, nameOf(7)] }],
];

const asStructures = { kind: "structure", parent: "UNIV" };
const asDoctors = { kind: "population", population: "doctorant" };

describe.runIf(hasSlapd())("groups", () => {
  let slapd: LabSlapd;
  beforeAll(async () => {
    slapd = await openSlapd({ ldif: renderLdif(entries), groups: true });
  });
  afterAll(() => slapd?.stop());

  const read = (rule: Record<string, unknown>, today = "2026-09-21"): Promise<SourceReading> => {
    const config = ldapConfig(slapd, { groups: [{ base: groups, ...rule }] });
    return openSource(config, { base: "/", today: () => day(today) }).read();
  };
  const holders = (reading: SourceReading, population: string) =>
    reading.people.filter(({ populations }) => populations.includes(population)).map(({ id }) => id);
  const membersOf = (reading: SourceReading, code: string) =>
    reading.people.flatMap(({ id, assignments }) =>
      assignments.filter((one) => one.structure === code).map((one) => [id, one.kind, one.until]),
    );

  it("give a population to their members, and count those who are not there", async () => {
    const reading = await read({ gives: asDoctors, filter: "(cn=doctorants)" });
    expect(holders(reading, "doctorant")).toEqual(["1", "2"]);
    expect(reading.people[0]?.populations).toEqual(["administratif", "doctorant"]);
    expect(reading.problems).toMatchObject([
      { code: "group-members-unknown", subject: `cn=doctorants,${groups}`, params: { members: 2, first: "cn=nobody" } },
    ]);
  });

  it("become structures whose end is their members' end, groups inside groups included and loops cut", async () => {
    const reading = await read({ gives: asStructures, ends: "supannGroupeDateFin", memberOf: "memberOf" });
    expect(reading.counts).toEqual({ people: 10, structures: 6 });
    const project = reading.structures.find(({ code }) => code === "GRP_projet");
    expect(project).toEqual({
      ...{ origin: `cn=projet,${groups}`, code: "GRP_projet", type: "GROUPE", shortLabel: "projet", longLabel: "Projet d'essai" },
      parents: ["UNIV"],
    });
    const until = "20270831220000Z";
    expect(membersOf(reading, "GRP_projet")).toEqual(["3", "4", "5", "9"].map((id) => [id, "AFFECTATION", until]));
    expect(membersOf(reading, "GRP_equipe").map(([id]) => id)).toEqual(["3", "4", "5", "9"]);
    expect(membersOf(reading, "GRP_ancienne")).toEqual([["6", "AFFECTATION", "20260101000000Z"]]);
    expect(reading.problems.filter(({ code }) => code === "group-cycle").map(({ subject }) => subject.split(",")[0])).toEqual([
      "cn=projet",
      "cn=equipe",
      "cn=sous-equipe",
    ]);
  });

  it("that have ended give no population, and nobody to other groups", async () => {
    const rule = { gives: asDoctors, ends: "supannGroupeDateFin", filter: "(|(cn=ancienne)(cn=equipe)(cn=sous-equipe))" };
    expect(holders(await read(rule, "2025-12-31"), "doctorant")).toEqual(["4", "5", "6"]);
    expect(holders(await read(rule, "2026-01-01"), "doctorant")).toEqual(["4", "5", "6"]);
    expect(holders(await read(rule, "2026-01-02"), "doctorant")).toEqual(["4", "5"]);
  });

  it("of posix and of unique names find their people too", async () => {
    const posix = await read({ gives: asDoctors, filter: "(objectClass=posixGroup)", members: [], memberUids: ["memberUid"] });
    expect(holders(posix, "doctorant")).toEqual(["7", "8"]);
    expect(posix.problems).toMatchObject([{ code: "group-members-unknown", params: { members: 1, first: "root" } }]);
    const unique = await read({ gives: asDoctors, filter: "(objectClass=groupOfUniqueNames)", members: ["uniqueMember"] });
    expect(holders(unique, "doctorant")).toEqual(["1", "7"]);
  });

  it("are followed as deep as the configuration says, and what is below is told", async () => {
    const shallow = await read({ gives: asStructures, nesting: 1 });
    expect(membersOf(shallow, "GRP_projet").map(([id]) => id)).toEqual(["3", "4"]);
    expect(shallow.problems.filter(({ code }) => code === "group-too-deep").map(({ params }) => params)).toContainEqual({ levels: 1 });
    const flat = await read({ gives: asStructures, nesting: 0 });
    expect(membersOf(flat, "GRP_projet").map(([id]) => id)).toEqual(["3"]);
  });

  it("stop the read when there are none, or when an attribute does not exist", async () => {
    const config = (rule: Record<string, unknown>) => ldapConfig(slapd, { groups: [{ base: groups, gives: asDoctors, ...rule }] });
    expect(await failureOf(config({ base: `ou=empty,${suffix}` }))).toMatchObject({ code: "source.empty" });
    expect((await readLdap(config({ base: `ou=empty,${suffix}`, mayBeEmpty: true }))).counts.people).toBe(10);
    expect(await failureOf(config({ members: ["membre"] }))).toMatchObject({
      code: "source.unknown-attribute",
      params: { attribute: "membre" },
    });
    expect(await failureOf(config({ base: `ou=none,${suffix}` }))).toMatchObject({ code: "source.refused" });
  });

  it("read places and sponsors, people or structures, where they are asked for", async () => {
    const config = ldapConfig(slapd, { person: { sponsors: "supannParrainDN", sites: "l" } });
    const { people: found } = await openSource(config, { base: "/", today: () => day("2026-09-21") }).read();
    const sponsored = found.filter(({ sponsors }) => sponsors !== undefined);
    expect(sponsored.map(({ id }) => id)).toEqual(["10"]);
    expect(found.filter(({ sites }) => sites !== undefined).map(({ id, sites }) => [id, sites?.toSorted()])).toEqual([
      ["10", ["L'Écluse", "Le Port"]],
    ]);
    expect(sponsored[0]?.sponsors).toEqual(
      expect.arrayContaining([{ person: "1" }, { structure: "UNIV" }, { person: "uid=parti,ou=people" }]),
    );
  });
});
