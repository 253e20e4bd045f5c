/** The full comparison of sign-in links finds what opens an account to somebody else, and nothing when all is well. */
import { describe, expect, it } from "vitest";
import type { UserId } from "#core/ids.ts";
import { compareLinks } from "#engine/compare-links.ts";
import { syncPass } from "#engine/sync.ts";
import { openMemoryStore } from "../fakes/store.ts";
import { approveAll, depsOf, university } from "./campus.ts";
import { openFakeMatrix, smith } from "./fake-matrix.ts";

/** More accounts than one pass compares; `links` replaces what the server says of some. */
async function compared(links: ReadonlyMap<UserId, readonly string[]>) {
  const matrix = openFakeMatrix();
  const deps = depsOf({ homeserver: matrix, store: openMemoryStore(), reading: () => university(25) });
  await syncPass(deps, { by: "root", approve: approveAll });
  const { reader } = matrix;
  const details: typeof reader.details = async (users) => {
    const known = new Map(await reader.details(users.filter((user) => matrix.people.has(user))));
    for (const [userId, externalIds] of links) {
      const account = known.get(userId) ?? { userId, displayName: "", locked: false, deactivated: false, erased: false, listed: true };
      if (users.includes(userId)) known.set(userId, { ...account, details: { mails: [], ...account.details, externalIds } });
    }
    return known;
  };
  return compareLinks({ ...deps, homeserver: { ...matrix, reader: { ...reader, details } } });
}

const user = (login: string): UserId => `@${login}:campus.test` as UserId;

describe("sign-in links of all accounts", () => {
  it("are as campus gave them after a first run", async () => {
    expect(await compared(new Map())).toEqual({ accounts: 25, problems: [] });
  });

  it("a second link, another one, and none are told, for each account", async () => {
    const { accounts, problems } = await compared(
      new Map([
        [user("agent00001"), ["agent00001", "AGENT00001"]],
        [user("agent00020"), ["agent00099"]],
        [user("agent00025"), []],
      ]),
    );
    expect(accounts).toBe(25);
    const drift = (params: object) => expect.objectContaining({ code: "external-id-drift", params: expect.objectContaining(params) });
    expect(problems).toEqual([
      drift({ userId: user("agent00001"), found: "agent00001, AGENT00001", expected: "agent00001" }),
      drift({ userId: user("agent00020"), found: "agent00099" }),
      drift({ userId: user("agent00025"), found: "" }),
    ]);
  });

  it("a service identity that bears any is an error", async () => {
    const { accounts, problems } = await compared(new Map([[smith, ["Agent.Smith"]]]));
    expect(accounts).toBe(26);
    expect(problems).toEqual([{ code: "service-identity-linked", severity: "error", subject: smith, params: { found: "Agent.Smith" } }]);
  });
});
