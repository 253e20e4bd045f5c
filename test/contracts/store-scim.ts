/** What every store promises of the resources and tokens of SCIM. */
import { expect, it } from "vitest";
import type { ScimDraft, ScimResource, ScimType } from "#engine/scim-store.ts";
import { type Fresh, instant } from "./store-world.ts";

const later = "2026-09-02T08:00:00.000Z";

function resource(id: string, type: ScimType, fields: Partial<ScimResource> = {}): ScimResource {
  const name = `${type.toLowerCase()}-${id}`;
  return {
    id,
    type,
    externalId: `ext-${id}`,
    name,
    body: { displayName: "Zoé d’Été" },
    version: 1,
    createdAt: instant,
    modifiedAt: instant,
    ...fields,
  };
}

function draftOf({ type, externalId, name, body }: ScimResource, fields: Partial<ScimDraft> = {}): ScimDraft {
  return { type, externalId, name, body, ...fields };
}

export function describeStoreScim(fresh: Fresh): void {
  const open = () => {
    const { store, server } = fresh();
    return { scim: store.scim, source: server };
  };

  it("scim: gives back what was pushed, by id, name, identifier, page and slice, per source", async () => {
    const { scim, source } = open();
    const all = ["a", "b", "c"].map((id) => resource(id, "User"));
    for (const one of all) expect(await scim.create(source, one, [], 10)).toEqual({ is: "done", resource: one, touched: [] });
    expect(await scim.find(source, "User", "b")).toEqual(all[1]);
    expect([await scim.find(source, "Group", "b"), await scim.find(`${source}-other`, "User", "b")]).toEqual([null, null]);
    expect(await scim.findBy(source, "User", "name", "USER-C")).toEqual([all[2]]);
    expect(await scim.findBy(source, "User", "externalId", "ext-a")).toEqual([all[0]]);
    expect(await scim.findBy(source, "User", "externalId", "EXT-A")).toEqual([]);
    expect(await scim.page(source, "User", "a", 1)).toEqual([all[1]]);
    expect(await scim.slice(source, "User", 1, 5)).toEqual([all[1], all[2]]);
    expect([await scim.count(source, "User"), await scim.count(source, "Group")]).toEqual([3, 0]);
  });

  it("scim: refuses a name or an identifier that is taken, an unknown member, one too many, and an old version", async () => {
    const { scim, source } = open();
    const [one, two, lab] = [resource("a", "User"), resource("b", "User"), resource("g", "Group")];
    for (const made of [one, two, lab]) await scim.create(source, made, [], 3);
    expect(await scim.create(source, resource("d", "User"), [], 3)).toEqual({ is: "full" });
    expect(await scim.create(source, resource("d", "User", { name: "user-a" }), [], 9)).toEqual({ is: "taken", by: "name" });
    expect(await scim.create(source, resource("d", "Group", { externalId: "ext-g" }), [], 9)).toEqual({ is: "taken", by: "externalId" });
    expect(await scim.create(source, resource("d", "Group"), ["nobody"], 9)).toEqual({ is: "unknown-member", id: "nobody" });
    const change = { draft: draftOf(two, { name: "user-a" }), members: null, expected: null };
    expect(await scim.update(source, "b", change, later)).toEqual({ is: "taken", by: "name" });
    expect(await scim.update(source, "b", { ...change, draft: draftOf(two), expected: 7 }, later)).toEqual({ is: "changed" });
    expect(await scim.update(source, "x", { ...change, draft: draftOf(two) }, later)).toEqual({ is: "gone" });
    expect(await scim.remove(source, { type: "User", id: "a", expected: 7 }, later)).toEqual({ is: "changed" });
    expect(await scim.count(source, "User")).toBe(2);
  });

  it("scim: keeps members, tells who entered or left, and leaves an unchanged resource alone", async () => {
    const { scim, source } = open();
    const [one, two, lab] = [resource("a", "User"), resource("b", "User"), resource("g", "Group")];
    const users = { a: { id: "a", type: "User" }, b: { id: "b", type: "User" } } as const;
    for (const made of [one, two]) await scim.create(source, made, [], 9);
    expect(await scim.create(source, lab, ["b", "a"], 9)).toMatchObject({ is: "done", touched: [users.a, users.b] });
    expect(await scim.members(source, ["g"])).toEqual(
      new Map([
        [
          "g",
          [
            { id: "a", type: "User" },
            { id: "b", type: "User" },
          ],
        ],
      ]),
    );
    expect(await scim.groupsOf(source, ["a", "x"])).toEqual(new Map([["a", ["g"]]]));
    const same = { draft: draftOf(lab), members: { set: true, add: ["a", "b"], remove: [] }, expected: 1 };
    expect(await scim.update(source, "g", same, later)).toEqual({ is: "done", resource: lab, touched: [] });
    const less = { draft: draftOf(lab), members: { set: false, add: [], remove: ["a"] }, expected: null };
    expect(await scim.update(source, "g", less, later)).toEqual({
      is: "done",
      resource: { ...lab, version: 2, modifiedAt: later },
      touched: [users.a],
    });
    expect(await scim.remove(source, { type: "User", id: "b", expected: null }, later)).toMatchObject({ is: "done", resource: two });
    expect(await scim.members(source, ["g"])).toEqual(new Map());
    expect(await scim.whole(source)).toEqual({ resources: [{ ...lab, version: 2, modifiedAt: later }, one], members: new Map() });
    const whole = { ...resource("p", "Group"), name: "pole" };
    expect(await scim.create(source, whole, ["g"], 9)).toMatchObject({ touched: [{ id: "g", type: "Group" }] });
    expect(await scim.remove(source, { type: "Group", id: "p", expected: 1 }, later)).toMatchObject({
      touched: [{ id: "g", type: "Group" }],
    });
    expect(await scim.remove(source, { type: "Group", id: "g", expected: 2 }, later)).toMatchObject({ is: "done", touched: [] });
  });

  it("scim: remembers the first and the last write, and who first said that a source is complete", async () => {
    const { scim, source } = open();
    expect(await scim.state(source)).toEqual({ firstAt: null, lastAt: null, readyAt: null, readyBy: null });
    await scim.create(source, resource("a", "User"), [], 9);
    await scim.remove(source, { type: "User", id: "a", expected: null }, later);
    await scim.declareReady(source, "camille", later);
    await scim.declareReady(source, "root", instant);
    expect(await scim.state(source)).toEqual({ firstAt: instant, lastAt: later, readyAt: later, readyBy: "camille" });
  });

  it("scim: keeps the hash of a token until it is ended, once", async () => {
    const { scim, source } = open();
    const given = { source, label: "okta", hash: `hash-${source}`, madeAt: instant, madeBy: "root", expiresAt: later };
    const token = await scim.addToken(given);
    expect(token).toEqual({ ...given, id: token.id, endedAt: null, usedAt: null });
    expect(await scim.findToken(`hash-${source}`)).toEqual(token);
    expect(await scim.findToken("unheard")).toBeNull();
    await scim.markUsed(token.id, later);
    expect(await scim.endToken(`${source}-other`, token.id, "root", later)).toBe(false);
    expect([await scim.endToken(source, token.id, "root", later), await scim.endToken(source, token.id, "root", later)]).toEqual([
      true,
      false,
    ]);
    expect(await scim.tokens(source)).toEqual([{ ...token, usedAt: later, endedAt: later }]);
  });
}
