/** What was pushed by SCIM, read as a directory: never half of it, and in the words of the directory. */
import { describe, expect, it } from "vitest";
import { openSource } from "#adapters/directory/open.ts";
import { ScimSource } from "#config/source-scim.ts";
import { mergeReadings } from "#core/merge.ts";
import { defaultPolicy } from "#core/policy.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { enterprise, group, make, openClient, user } from "../http/scim-world.ts";

const campusUser = "urn:matrix-campus:params:scim:schemas:extension:2.0:User";
const campusGroup = "urn:matrix-campus:params:scim:schemas:extension:2.0:Group";

async function pushed(keys: Record<string, unknown> = {}) {
  const store = openMemoryStore();
  const client = await openClient(store);
  const clock = { now: "2026-08-27T12:00:00.000Z" };
  const config = ScimSource.parse({ kind: "scim", name: "idp", establishment: { code: "UNIV", label: "Université" }, ...keys });
  const source = openSource(config, { base: "/", scim: { scim: store.scim, now: () => clock.now } });
  return { store, client, clock, source };
}

describe("a source that SCIM clients fill", () => {
  it("is not ready until somebody says that it is complete, however much was pushed", async () => {
    const { store, client, source, clock } = await pushed();
    await expect(source.read()).rejects.toMatchObject({ code: "source.not-ready", params: { source: "idp" } });
    await make(client, user(1));
    clock.now = "2027-08-27T12:00:00.000Z";
    await expect(source.read()).rejects.toMatchObject({ code: "source.not-ready" });
    await store.scim.declareReady("idp", "root", clock.now);
    expect((await source.read()).counts).toEqual({ people: 1, structures: 1 });
  });

  it("is complete after a quiet period where the configuration says so, and stays so", async () => {
    const { store, client, source, clock } = await pushed({ quietHours: 2 });
    await expect(source.read()).rejects.toMatchObject({ code: "source.not-ready" });
    await make(client, user(1));
    clock.now = "2026-08-27T07:00:00.000Z";
    await expect(source.read()).rejects.toMatchObject({ code: "source.not-ready" });
    clock.now = "2026-08-27T08:30:00.000Z";
    expect((await source.read()).counts.people).toBe(1);
    expect(await store.scim.state("idp")).toMatchObject({ readyBy: "quiet period" });
    await make(client, user(2));
    expect((await source.read()).counts.people).toBe(2);
  });

  it("gives users as people and groups as structures", async () => {
    const { store, client, source, clock } = await pushed({ login: "localPart", idPrefix: "" });
    const functions = [{ structure: "LAB", code: "D30", label: "Direction", until: "2027-08-31" }];
    const head = { redList: true, until: "2027-12-31", functions };
    const one = user(1, {
      userName: "zoe.essai@univ-demo.example",
      userType: "enseignant",
      [enterprise]: { department: "lab" },
      [campusUser]: head,
    });
    const zoe = await make(client, one);
    const two = await make(
      client,
      user(2, {
        active: false,
        displayName: undefined,
        userType: "martien",
        emails: [{ value: "a@b.example" }, { value: "c@d.example", type: "Work" }],
      }),
    );
    const lab = await make(client, group("LAB", [two], { [campusGroup]: { acronym: "LS", closes: "2027-01-01" } }));
    await make(client, group("POLE", [lab, zoe]));
    await make(client, group("EXT_1", [], { externalId: "guid", [campusGroup]: { code: "EXT_1" } }));
    await store.scim.declareReady("idp", "root", clock.now);
    const reading = await source.read();
    const bare = (records: readonly { readonly origin: string }[]) => records.map(({ origin: _, ...rest }) => rest);
    const byId = [...reading.people].sort((a, b) => ((a.id ?? "") < (b.id ?? "") ? -1 : 1));
    expect(bare(byId)).toEqual([
      {
        ...{ id: "ext-1", login: "zoe.essai", givenName: "Zoé", familyName: "Essai1", displayName: "Zoé Essai1" },
        ...{ mail: "agent1@univ-demo.example", state: "active", until: "2027-12-31", populations: ["enseignant"], redList: true },
        assignments: [
          { structure: "LAB", kind: "AFFECTATION", principal: true },
          { structure: "POLE", kind: "AFFECTATION" },
        ],
        functions,
      },
      {
        ...{ id: "ext-2", login: "agent2", givenName: "Zoé", familyName: "Essai2", mail: "c@d.example", state: "disabled" },
        ...{ populations: [], redList: false, assignments: [{ structure: "LAB", kind: "AFFECTATION" }], functions: [] },
      },
    ]);
    const structures = [...reading.structures].sort((a, b) => (a.code < b.code ? -1 : 1));
    expect(structures).toMatchObject([
      { code: "EXT_1", external: true, parents: [] },
      { code: "LAB", acronym: "LS", closes: "2027-01-01", parents: ["POLE"], sourceId: lab, longLabel: "Structure LAB" },
      { code: "POLE", parents: ["UNIV"] },
      { code: "UNIV", type: "ETAB", parents: [] },
    ]);
    expect(reading.problems).toMatchObject([{ code: "population-unmapped", subject: "martien" }]);
    expect([reading.source, reading.kind, reading.counts]).toEqual(["idp", "scim", { people: 2, structures: 4 }]);
    expect(await source.read()).toEqual(reading);
  });

  it("a user without the identifier that is the key is a problem, never a person", async () => {
    const { store, client, source, clock } = await pushed({ personId: "employeeNumber" });
    await make(client, user(1));
    await make(client, user(2, { [enterprise]: { employeeNumber: "00042" } }));
    await store.scim.declareReady("idp", "root", clock.now);
    const { people, problems } = mergeReadings([await source.read()], defaultPolicy("campus.test"));
    expect([[...people.keys()], problems.map(({ code }) => code)]).toEqual([["00042"], ["person-without-id"]]);
  });
});
