/** Templates and rules as a site writes them: laid over the built-in ones by key, contradictions refused. */
import { describe, expect, it, test } from "vitest";
import { makePolicy, policySchema } from "./policy.ts";

const policyOf = (patch: unknown) => makePolicy("univ-demo.example", policySchema.parse(patch));
const refused = (patch: unknown): string[] =>
  (policySchema.safeParse(patch).error?.issues ?? []).map((issue) => `${issue.path.join(".")}: ${issue.message}`);

test("nothing written gives the four templates and the room for everybody", () => {
  const { templates, rooms } = policyOf({});
  expect(templates.map((one) => one.key)).toEqual(["space", "annonces", "general", "encadrement"]);
  expect(rooms.map((one) => [one.key, one.when, one.levels])).toEqual([["etat-du-si", { all: true }, { write: 75, moderate: 75 }]]);
});

test("fields are laid over a built-in template; a new one comes after, with defaults", () => {
  const { templates, rooms } = policyOf({
    templates: [
      { key: "general", name: "Discussions {acronym}", types: ["LABO"] },
      { key: "projets", topic: "Les projets" },
    ],
    rooms: [
      { key: "etat-du-si", enabled: false },
      { key: "dsi", name: "Correspondants", when: { functions: ["T8*"], not: { structures: ["DSI"] } } },
    ],
  });
  expect(templates.find((one) => one.key === "general")).toMatchObject({ name: "Discussions {acronym}", types: ["LABO"], order: "2" });
  expect(templates.at(-1)).toMatchObject({
    key: "projets",
    name: "projets – {acronym}",
    alias: "projets",
    joinRule: "restricted",
    enabled: true,
  });
  expect(rooms.map((one) => [one.key, one.enabled])).toEqual([
    ["etat-du-si", false],
    ["dsi", true],
  ]);
});

describe("refused", () => {
  it.each([
    [{ templates: [{ key: "Projets" }] }, "templates.0.key: a-z, then a-z 0-9 -, 32 at most; not rule"],
    [{ templates: [{ key: "rule" }] }, "templates.0.key: a-z, then a-z 0-9 -, 32 at most; not rule"],
    [{ templates: [{ key: "a" }, { key: "a" }] }, "templates.1.key: duplicate: a"],
    [{ templates: [{ key: "space", enabled: false }] }, "templates.0.enabled: the space can't be switched off: use notTypes"],
    [{ templates: [{ key: "space", joinRule: "restricted" }] }, "templates.0.joinRule: a space is joined by invitation"],
    [{ templates: [{ key: "a", alias: "annonces" }] }, "templates.0.alias: taken by another template: annonces"],
    [
      { templates: [{ key: "a", mandatory: true, joinMode: "invite" }] },
      "templates.0.joinMode: a mandatory room can't be left to an invitation",
    ],
    [{ templates: [{ key: "a", avatar: "https://exemple.example/a.png" }] }, "templates.0.avatar: mxc://server/id"],
    [{ rooms: [{ key: "dsi" }] }, "rooms.0.when: required"],
  ])("%j", (patch, expected) => expect(refused(patch)).toEqual([expected]));

  it("an unknown key, inside a condition too", () => {
    expect(refused({ rooms: [{ key: "dsi", when: { function: ["T80"] } }] })).toHaveLength(1);
    expect(refused({ templates: [{ key: "a", level: 3 }] })).toHaveLength(1);
  });
});
