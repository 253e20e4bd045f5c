/** Merging several sources: what is kept, what is told of it, and what is kept apart. */
import { describe, expect, it } from "vitest";
import type { PersonRecord, SourceReading } from "#core/directory.ts";
import { mergeReadings } from "#core/merge.ts";
import { defaultMerge, type MergePolicy } from "#core/merge-policy.ts";
import { defaultPolicy } from "#core/policy.ts";
import { problemSentence } from "#i18n/sentences.ts";

function reading(source: string, people: readonly Partial<PersonRecord>[]): SourceReading {
  const records = people.map((one, at) => ({
    ...{ origin: `${source}:${at + 1}`, populations: ["administratif"], redList: false, assignments: [], functions: [] },
    ...one,
  }));
  const structures = [{ origin: "u", code: "UNIV", type: "ETAB", parents: [] }];
  return { source, kind: "csv", structures, people: records, problems: [], counts: { people: people.length, structures: 1 } };
}

function merged(readings: readonly SourceReading[], merge: Partial<MergePolicy> = {}) {
  const policy = { ...defaultPolicy("campus.test"), merge: { ...defaultMerge, ...merge } };
  const { people, problems } = mergeReadings(readings, policy);
  const told = problems.filter(({ code }) => code !== "establishment-missing");
  return {
    people: [...people.values()],
    told,
    sentences: told.map((one) => problemSentence("fr", one).replaceAll(/[\u00a0\u202f]/g, " ")),
  };
}

const aline = { id: "1", login: "sablier", displayName: "Aline Sablier", mail: "aline@univ-demo.example", state: "active" } as const;

describe("what sources say differently", () => {
  it("sources-differ and states-differ are told once for each attribute", () => {
    const rh = { ...aline, login: "asablier", displayName: "ALINE SABLIER", mail: "ALINE@univ-demo.example", state: "disabled" } as const;
    const { people, told, sentences } = merged([reading("annuaire", [aline]), reading("rh", [rh]), reading("autre", [rh])]);
    expect(people[0]).toMatchObject({ login: "sablier", displayName: "Aline Sablier", state: "active" });
    expect(told.map(({ code, severity }) => [code, severity])).toEqual([
      ["sources-differ", "info"],
      ["states-differ", "warning"],
    ]);
    expect(sentences).toEqual([
      "Les sources ne s'accordent pas sur l'identifiant de connexion de 1 : « sablier » est gardé (source annuaire) ; autres : rh: asablier; autre: asablier.",
      "Les sources ne s'accordent pas sur l'état du compte de 1 ; activé selon annuaire ; désactivé selon rh, autre : la source annuaire l'emporte.",
    ]);
  });

  it("a thousand differences are a few lines and a count", () => {
    const all = Array.from({ length: 1000 }, (_, at) => ({ ...aline, id: String(at), login: `p${at}`, mail: `p${at}@a.example` }));
    const other = all.map((one) => ({ ...one, mail: `${one.login}@b.example` }));
    const { told } = merged([reading("annuaire", all), reading("rh", other)], { toldOneByOne: 3 });
    expect(told.map(({ code }) => code)).toEqual(["sources-differ", "sources-differ", "sources-differ", "sources-differ-often"]);
    expect(told.at(-1)?.params).toEqual({ attribute: "mail", count: 1000 });
  });

  it("a source without populations does not make anybody less than staff", () => {
    const rh = { ...aline, displayName: "Aline Sablier-Roc", populations: [] };
    expect(merged([reading("rh", [rh]), reading("annuaire", [aline])]).people[0]?.displayName).toBe("Aline Sablier-Roc");
  });
});

describe("who answers for a guest", () => {
  it("is found by the ids of the source that names them and by the code of a structure; whoever is unknown is told", () => {
    const guest = { ...aline, sponsors: [{ structure: "univ" }, { person: "2" }, { person: "2" }, { person: "9" }, { structure: "X" }] };
    const rh = { ...aline, id: "2", login: "b", mail: "b@univ-demo.example" };
    const roles = { rh: { joinBy: ["id" as const], issuesIds: true, idPrefix: "rh-" } };
    const { people, told, sentences } = merged([reading("annuaire", [aline]), reading("rh", [guest, rh])], { roles });
    expect(people.map(({ key, sponsors }) => [key, sponsors])).toEqual([
      ["1", undefined],
      ["rh-1", [{ person: "rh-2" }, { structure: "UNIV" }]],
      ["rh-2", undefined],
    ]);
    expect(told.map(({ code, params }) => [code, params.sponsor])).toEqual([
      ["sponsor-unknown", "9"],
      ["sponsor-unknown", "X"],
    ]);
    expect(sentences[0]).toBe("Le parrain 9 de rh-1 n'est dans aucune source : personne ne sera prévenu à sa place.");
  });
});

describe("whose entry it is", () => {
  it("entries of one id that agree on nothing are kept apart", () => {
    const stranger = { id: "1", login: "roche", displayName: "Chloé Roche", mail: "roche@univ-demo.example" };
    const { people, told } = merged([reading("annuaire", [aline]), reading("moodle", [stranger])]);
    expect(people).toMatchObject([{ login: "sablier", mail: "aline@univ-demo.example" }]);
    expect(told).toMatchObject([{ code: "entries-unlike", severity: "error", subject: "moodle:1", params: { source: "moodle" } }]);
  });

  it("an entry that says nothing but an id is that person's", () => {
    const { people, told } = merged([reading("annuaire", [aline]), reading("badge", [{ id: "1", redList: true }])]);
    expect([people[0]?.redList, told]).toEqual([true, []]);
  });

  it("two ids of one source that claim one person by login join nobody", () => {
    const roles = { rh: { joinBy: ["id", "login"], issuesIds: true, idPrefix: "rh:" } } as const;
    const twice = [
      { id: "7", login: "sablier" },
      { id: "8", login: "sablier" },
    ];
    const { people, told } = merged([reading("annuaire", [aline]), reading("rh", twice)], { roles });
    expect(people.map(({ key }) => key)).toEqual(["1"]);
    expect(told.map(({ code, subject }) => `${code} ${subject}`)).toEqual(["entry-joins-several rh:1", "entry-joins-several rh:2"]);
  });

  it("thousands of entries that join nobody are a few lines and a count", () => {
    const roles = { moodle: { joinBy: ["login"], issuesIds: false, idPrefix: "" } } as const;
    const students = Array.from({ length: 5000 }, (_, at) => ({ login: `e${at}` }));
    const { people, told } = merged([reading("annuaire", [aline]), reading("moodle", students)], { roles });
    expect([people.length, told.length]).toEqual([1, 21]);
    expect(told.find(({ code }) => code === "entries-set-aside")?.params).toMatchObject({ count: 5000 });
  });

  it("who only adds opens and closes nobody", () => {
    const roles = { vip: { joinBy: ["login"], issuesIds: false, idPrefix: "" } } as const;
    const closed = { ...aline, state: "disabled" } as const;
    expect(
      merged([reading("annuaire", [closed]), reading("vip", [{ login: "sablier", state: "active" }])], { roles }).people[0]?.state,
    ).toBe("disabled");
  });
});
