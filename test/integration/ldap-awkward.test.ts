/** Entries as old directories hold them, on a real slapd: read as well as can be, the rest told as problems. */
import { describe, expect, it } from "vitest";
import { directoryOf, failureOf, ldapConfig, person, readLdap, structure, suffix } from "../lab/ldap-source.ts";
import { type LdifEntry, renderLdif } from "../lab/ldif.ts";
import { hasSlapd, openSlapd } from "../lab/slapd.ts";

const latin = (text: string) => Buffer.from(text, "latin1");

async function readThese(entries: readonly LdifEntry[], changes: Record<string, unknown> = {}) {
  const slapd = await openSlapd({ ldif: renderLdif(directoryOf(structure("UNIV"), ...entries)), anySyntax: true });
  return readLdap(ldapConfig(slapd, changes)).finally(() => slapd.stop());
}

describe.runIf(hasSlapd())("awkward LDAP entries", () => {
  /** slapd refuses such bytes in attributes it indexes by their text: this one has no matching rule. */
  it("repairs Latin-1 values, keeps UTF-8 ones of the same entry, and says so", async () => {
    const changes = { person: { displayName: { attribute: "eduPersonDisplayPronouns" } } };
    const entries = ["Lef\xe8vre", "\x8cuvre d\x92\xe9t\xe9"].map((name, at) =>
      person(at + 1, { eduPersonDisplayPronouns: [latin(name)], givenName: "Zoé" }),
    );
    const { people, problems } = await readThese(entries, changes);
    expect(people.map((one) => [one.displayName, one.givenName])).toEqual([
      ["Lefèvre", "Zoé"],
      ["Œuvre d’été", "Zoé"],
    ]);
    expect(problems.map((one) => [one.code, one.params.attribute])).toEqual([
      ["encoding-repaired", "eduPersonDisplayPronouns"],
      ["encoding-repaired", "eduPersonDisplayPronouns"],
    ]);
  });

  it("keeps an entry whose composites, state or population can't be read, one problem for each", async () => {
    const { people, problems } = await readThese([
      person(1, {
        ...{ supannRoleEntite: ["[role={SUPANN}D30]", "D30 of UNIV", "[role={SUPANN}D30][code=UNIV]"], supannEntiteAffectation: "UNIV" },
        ...{ supannEmpProfil: "affect=UNIV", supannRessourceEtat: "{COMPTE}Z", eduPersonAffiliation: ["staff", "pirate"] },
      }),
    ]);
    expect(people).toMatchObject([{ state: "active", populations: ["administratif"], functions: [{ code: "D30", structure: "UNIV" }] }]);
    expect(people[0]?.assignments).toEqual([{ structure: "UNIV", kind: "AFFECTATION" }]);
    const codes = problems.map((one) => one.code).sort();
    expect(codes).toEqual([
      "composite-unreadable",
      "composite-unreadable",
      "composite-unreadable",
      "population-unmapped",
      "status-unreadable",
    ]);
  });

  it("gives both entries of one person, and entries without identifier or login", async () => {
    const { people } = await readThese([
      person(1),
      person(2, { supannRefId: "{OCTOPUS:ID}1", supannAliasLogin: [], eduPersonAffiliation: "student" }),
      person(3, { supannRefId: "{ISO15693}044D" }),
    ]);
    expect(people.map(({ id, login }) => [id, login])).toEqual([
      ["1", "login1"],
      ["1", undefined],
      [undefined, "login3"],
    ]);
  });

  it("takes the longest profile of a structure, the principal code even when it is not listed, other labels as they are", async () => {
    const { people } = await readThese([
      person(1, {
        supannEntiteAffectation: ["A", "B"],
        supannEntiteAffectationPrincipale: "C",
        supannEmpProfil: ["[affect=A][datefin=20260831]", "[datefin=20271231000000Z][affect=a]", "[affect=B][datefin=20260831]"],
        supannExtProfil: "[affect=B]",
        supannRoleEntite: "[role={UAI:0751717J:HARPEGE.FCSTR}529][code=A]",
      }),
    ]);
    expect(people[0]?.assignments.toSorted((a, b) => (a.structure < b.structure ? -1 : 1))).toEqual([
      { structure: "A", kind: "AFFECTATION", until: "20271231000000Z" },
      { structure: "B", kind: "AFFECTATION" },
      { structure: "C", kind: "AFFECTATION", principal: true },
    ]);
    expect(people[0]?.functions).toEqual([{ structure: "A", code: "{UAI:0751717J:HARPEGE.FCSTR}529" }]);
  });

  it("a deactivated branch disables whatever the entry says; without a state the branch decides", async () => {
    const active = { supannRessourceEtatDate: "{COMPTE}A:SupannActif::20270831" };
    const { people } = await readThese([person(1, active, "deactivated"), person(2, {}, "deactivated"), person(3), person(4, active)]);
    const states = people.map(({ id, state, until }) => [id, state, until]).sort();
    expect(states).toEqual([
      ["1", "disabled", undefined],
      ["2", "disabled", undefined],
      ["3", "active", undefined],
      ["4", "active", "20270831"],
    ]);
  });

  it("reads attributes whatever the case they are configured in, and applies filters", async () => {
    const config = {
      person: { login: { attribute: "SUPANNALIASLOGIN" }, familyName: { attribute: "SN" } },
      branches: [{ base: `ou=people,${suffix}`, filter: "(&(objectClass=supannPerson)(!(supannEmpId=9)))" }],
    };
    const { people } = await readThese([person(1), person(2, { supannEmpId: "9" })], config);
    expect(people.map(({ login, familyName }) => [login, familyName])).toEqual([["login1", "Nom1"]]);
  });

  it("source.partial on a referral: a part of the branch lives elsewhere", async () => {
    const referral: LdifEntry = [
      `ou=elsewhere,ou=people,${suffix}`,
      { objectClass: ["referral", "extensibleObject"], ou: "elsewhere", ref: "ldap://127.0.0.1:1/ou=people" },
    ];
    const slapd = await openSlapd({ ldif: renderLdif(directoryOf(structure("UNIV"), person(1), referral)) });
    const error = await failureOf(ldapConfig(slapd)).finally(() => slapd.stop());
    expect(error).toMatchObject({ code: "source.partial", params: { reason: "referral" } });
  });
});
