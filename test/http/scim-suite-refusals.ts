/** Patches in every way that clients write them, and all that is refused. */
import { expect, it } from "vitest";
import { enterprise, make, type Open, patchOf, user } from "./scim-world.ts";

export function describePatches(open: Open): void {
  it("does what Entra ID and Okta send, in their own ways", async () => {
    const client = await open();
    const id = await make(client, user(1, { emails: [] }));
    const patch = (...operations: Record<string, unknown>[]) => client.ask("PATCH", `/Users/${id}`, patchOf(...operations));
    const sent = await patch(
      { op: "Add", path: 'emails[type eq "work"].value', value: "zoe@univ-demo.example" },
      { op: "Replace", path: "active", value: "False" },
      { op: "Replace", value: { id: "ignored", "name.familyName": "Nouveau", [`${enterprise}:department`]: "LAB", schemas: [] } },
      { op: "add", path: 'phoneNumbers[type eq "mobile"].value', value: "+33" },
      { op: "add", path: "title", value: "Directrice" },
    );
    expect(sent.status, JSON.stringify(sent.body)).toBe(200);
    expect(sent.body).toMatchObject({
      active: false,
      name: { givenName: "Zoé", familyName: "Nouveau" },
      emails: [{ type: "work", value: "zoe@univ-demo.example" }],
      [enterprise]: { department: "LAB" },
    });
    expect(sent.body.title).toBeUndefined();
    expect((await patch({ op: "replace", value: { active: true } })).body.active).toBe(true);
    expect((await patch({ op: "remove", path: `${enterprise}:department` })).body[enterprise]).toBeUndefined();
    expect((await patch({ op: "remove", path: 'emails[type eq "work"]' })).body.emails).toBeUndefined();
  });

  it("keeps one primary value, and does all of a patch or nothing", async () => {
    const client = await open();
    const id = await make(client, user(1));
    const patch = (...operations: Record<string, unknown>[]) => client.ask("PATCH", `/Users/${id}`, patchOf(...operations));
    const { body } = await patch({ op: "add", path: "emails", value: { value: "b@univ-demo.example", primary: true } });
    expect(body.emails.map((one: { primary: boolean }) => one.primary)).toEqual([false, true]);
    const half = await patch({ op: "replace", path: "displayName", value: "À moitié" }, { op: "replace", path: "nowhere", value: 1 });
    expect([half.status, half.body.scimType]).toEqual([400, "invalidPath"]);
    expect((await client.ask("GET", `/Users/${id}`)).body).toMatchObject({ displayName: "Zoé Essai1", meta: { version: 'W/"2"' } });
  });

  it.each([
    ["no operations", {}, "invalidSyntax"],
    ["an unknown op", patchOf({ op: "move", path: "active" }), "invalidSyntax"],
    ["remove without a path", patchOf({ op: "remove" }), "noTarget"],
    ["no value", patchOf({ op: "add", path: "displayName" }), "invalidValue"],
    ["an unknown attribute", patchOf({ op: "add", path: "shoeSize", value: "x" }), "invalidPath"],
    ["an unknown attribute without a path", patchOf({ op: "add", value: { unheardOf: 1 } }), "invalidPath"],
    ["a path that is none", patchOf({ op: "add", path: "emails[type eq", value: "x" }), "invalidPath"],
    ["a path of a group", patchOf({ op: "remove", path: 'groups[value eq "x"]' }), "mutability"],
    ["the id", patchOf({ op: "replace", path: "id", value: "mine" }), "mutability"],
    ["a value that nobody has", patchOf({ op: "remove", path: 'emails[type eq "fax"]' }), "noTarget"],
    ["a name that is no text", patchOf({ op: "replace", path: "displayName", value: { a: 1 } }), "invalidValue"],
    ["no login any more", patchOf({ op: "remove", path: "userName" }), "invalidValue"],
    ["neither true nor false", patchOf({ op: "replace", path: "active", value: "maybe" }), "invalidValue"],
    ["too many operations", patchOf(...Array.from({ length: 1001 }, () => ({ op: "add", path: "a", value: 1 }))), "tooMany"],
  ])("refuses a patch with %s", async (_name, body, scimType) => {
    const client = await open();
    const id = await make(client, user(1));
    const { status, body: answer } = await client.ask(
      "PATCH",
      `/Users/${id}`,
      scimType === "tooMany" ? JSON.stringify(body).replaceAll('"path":"a",', "") : body,
    );
    expect([status, answer.scimType, answer.schemas], JSON.stringify(answer)).toEqual([
      scimType === "tooMany" ? 413 : 400,
      scimType === "tooMany" ? undefined : scimType,
      ["urn:ietf:params:scim:api:messages:2.0:Error"],
    ]);
    expect((await client.ask("GET", `/Users/${id}`)).body.meta.version).toBe('W/"1"');
  });
}

export function describeRefusals(open: Open): void {
  it("a wrong token is 401, and guessing is slowed down", async () => {
    const client = await open();
    const as = (authorization: string) => client.ask("GET", "/Users", undefined, { authorization });
    const refused = await as("Bearer scim_wrongwrongwrong");
    expect([refused.status, refused.headers["www-authenticate"], refused.body.status]).toEqual([401, "Bearer", "401"]);
    for (const text of ["", "Basic abc", `Bearer ${client.token}x`, `Bearer ${client.token.slice(5)}`])
      expect((await as(text)).status).toBe(401);
    for (let n = 0; n < 5; n += 1) await as("Bearer scim_wrongwrongwrong");
    const late = await as(`Bearer ${client.token}`);
    expect([late.status, late.headers["retry-after"]]).toEqual([429, "60"]);
  });

  it("a token ends on its day", async () => {
    const client = await open();
    expect((await client.ask("GET", "/Users")).status).toBe(200);
    client.clock.day = "2026-11-24";
    expect((await client.ask("GET", "/Users")).status).toBe(200);
    client.clock.day = "2026-11-26";
    expect((await client.ask("GET", "/Users")).status).toBe(401);
  });

  it("bodies too large, of another kind, or no JSON are refused, and no stranger's is read", async () => {
    const client = await open();
    const large = await client.ask("POST", "/Users", user(1, { displayName: "x".repeat(30_000) }));
    expect([large.status, large.body.status]).toEqual([413, "413"]);
    const stranger = await client.ask("POST", "/Users", "{".repeat(30_000), { authorization: "Bearer scim_wrongwrongwrong" });
    expect(stranger.status).toBe(401);
    const broken = await client.ask("POST", "/Users", '{"userName": ');
    expect([broken.status, broken.body.scimType]).toEqual([400, "invalidSyntax"]);
    expect((await client.ask("POST", "/Users", "<user/>", { "content-type": "text/xml" })).status).toBe(415);
    for (const body of [
      "[]",
      "null",
      '"a"',
      "{}",
      JSON.stringify(user(1, { userName: "x".repeat(2000) })),
      JSON.stringify(user(1, { userName: "a\u0000b" })),
      JSON.stringify(user(1, { emails: Array.from({ length: 201 }, () => ({ value: "a@b" })) })),
    ])
      expect((await client.ask("POST", "/Users", body)).status, body.slice(0, 50)).toBe(400);
    expect((await client.ask("GET", "/Users")).body.totalResults).toBe(0);
    expect((await client.ask("GET", "/Printers")).status).toBe(404);
  });

  it.each([
    ["too deep", `${"(".repeat(50)}active pr${")".repeat(50)}`],
    ["too long", `userName eq "${"x".repeat(5000)}"`],
    ["of too many words", Array.from({ length: 80 }, () => "active pr").join(" or ")],
    ["cut short", "userName eq"],
    ["with no comparison", 'userName is "a"'],
    ["about nothing known", 'shoeSize gt "40"'],
    ["with a bracket too many", 'userName eq "a")'],
    ["with a broken text", 'userName eq "a\\x"'],
    ["with an open text", 'userName eq "a'],
    ["with brackets in brackets", 'emails[type eq "a" and emails[type eq "b"]]'],
    ["not one at all", "' or 1=1 --"],
  ])("refuses a filter %s", async (_name, filter) => {
    const client = await open();
    const { status, body } = await client.ask("GET", `/Users?filter=${encodeURIComponent(filter)}`);
    expect([status, body.scimType]).toEqual([400, "invalidFilter"]);
  });

  it("refuses more resources than the configuration allows", async () => {
    const client = await open(", maximumResources: 2");
    await make(client, user(1));
    await make(client, user(2));
    const third = await client.ask("POST", "/Users", user(3));
    expect([third.status, third.body.scimType]).toEqual([413, "tooMany"]);
  });
}
