/** Names and addresses made from what sources write. */
import { describe, expect, it } from "vitest";
import type { Structure } from "./directory.ts";
import { structureKey } from "./ids.ts";
import { aliasOf, childOrderOf, closedNameOf, displayNameOf, labelOf, localpartOf, roomNameOf } from "./naming.ts";
import { defaultPolicy } from "./policy.ts";
import type { RoomTemplate } from "./template.ts";
import { clean, fold } from "./text.ts";

const policy = defaultPolicy("campus.test");

describe("localparts", () => {
  it.each([
    ["Lefevre412", "lefevre412"],
    ["21812345", "u21812345"],
    ["jean.dupont", "jean.dupont"],
  ])("of login %s is %s", (login, expected) => expect(localpartOf(login)).toBe(expected));

  it.each(["", "_campus.connector", "zoé", "a b", "a+b", "@x"])("of login «%s» does not exist", (login) => {
    expect(localpartOf(login)).toBeNull();
  });

  it("of campus itself is one that no login gives", () => {
    expect(localpartOf(policy.identities.agentSmith)).toBeNull();
    expect(localpartOf(policy.identities.connector)).toBeNull();
  });
});

describe("display names", () => {
  it.each([
    [{ displayName: "Zoé Lefèvre-N'Diaye" }, "Zoé Lefèvre-N'Diaye"],
    [{ displayName: "DUPONT JEAN", givenName: "Jean", familyName: "Dupont" }, "Jean Dupont"],
    [{ displayName: "NG" }, "NG"],
    [{ familyName: "Œuvrard" }, "Œuvrard"],
    [{ login: "p7" }, "p7"],
    [{ displayName: " Anne \u00a0Sophie\u202e " }, "Anne Sophie"],
    [{ displayName: "<script>alert(1)</script>" }, "<script>alert(1)</script>"],
  ])("%j is shown as «%s»", (record, expected) => expect(displayNameOf(record)).toBe(expected));

  it("have at most 256 characters", () => {
    expect([...displayNameOf({ displayName: "Éa".repeat(300) })]).toHaveLength(256);
  });
});

describe("labels", () => {
  const record = { origin: "s", code: "R55", parents: [] };

  it("get their acronym once", () => {
    expect(labelOf({ ...record, longLabel: "Laboratoire de Sable", acronym: "LS" }).label).toBe("Laboratoire de Sable (LS)");
    expect(labelOf({ ...record, longLabel: "Laboratoire de Sable (LS)", acronym: "LS" }).label).toBe("Laboratoire de Sable (LS)");
    expect(labelOf({ ...record }).label).toBe("R55");
  });

  it("of 1,024 characters are cut, and it is told", () => {
    const { label, shortened } = labelOf({ ...record, longLabel: "x".repeat(1024), acronym: "LS" });
    expect([label.length, shortened]).toEqual([255, true]);
  });
});

const template = (key: string) => policy.templates.find((one) => one.key === key) as RoomTemplate;

describe("rooms", () => {
  const structure: Structure = {
    key: structureKey("HS_R55"),
    sourceId: null,
    nature: "internal",
    type: "SREC",
    acronym: "LS",
    label: "Élan du Sable (LS)",
    parents: [],
    opens: null,
    closes: null,
    successor: null,
  };

  it("are named by their structure, and addressed by its code", () => {
    expect(roomNameOf(structure, template("space"))).toBe("Élan du Sable (LS)");
    expect(roomNameOf(structure, template("general"))).toBe("Général – LS");
    expect(aliasOf(policy, structure.key, "annonces", null)).toBe("#str-hs_5f_r55-annonces:campus.test");
    expect(aliasOf(policy, structureKey("A/é"), "", "x1")).toBe("#str-a_2f__e9_-x1:campus.test");
  });

  it("say once that they are closed", () => {
    expect(closedNameOf(closedNameOf("Général – LS"))).toBe("[Fermé] Général – LS");
  });

  it("come before sub-spaces, which come by label, in 50 ASCII characters at most", () => {
    expect(childOrderOf(structure, template("annonces"), []) < childOrderOf(structure, template("general"), [])).toBe(true);
    expect(childOrderOf(structure, template("space"), [])).toBe("5elan du sable (ls)");
    expect(childOrderOf({ ...structure, label: "ü".repeat(80) }, template("space"), [])).toMatch(/^[ -~]{50}$/);
  });

  it("of sub-spaces by rank of their type first, where the policy ranks types, the others last", () => {
    const order = (type: string) => childOrderOf({ ...structure, type }, template("space"), ["COMP", "S*"]);
    expect([order("SREC"), order("COMP"), order("DEPT")].sort()).toEqual([
      "500 elan du sable (ls)",
      "501 elan du sable (ls)",
      "599 elan du sable (ls)",
    ]);
    expect(childOrderOf({ ...structure, label: "z".repeat(80) }, template("space"), ["COMP"])).toHaveLength(50);
  });
});

describe("text", () => {
  it("is folded for comparing", () => {
    expect(fold("LEFÈVRE Œuvrard Łódź Ñuñez Straße")).toBe("lefevre oeuvrard lodz nunez strasse");
    expect(fold("e\u0301te\u0301")).toBe(fold("été"));
  });

  it("is one clean line", () => {
    expect(clean("  Pôle\u00a0 santé\r\n\u200bNord ")).toBe("Pôle santé Nord");
    expect(clean("e\u0301")).toBe("é");
    expect(clean(undefined)).toBe("");
  });
});
