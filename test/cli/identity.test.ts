/** identity, adopt, codes and shadow on a small site: shown first, decided by name, held for two people, nothing written before. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeConfig } from "#config/write.ts";
import { agents, goodFiles, openSmallSite, type SmallSite } from "./small-site.ts";

let site: SmallSite;
beforeAll(async () => {
  site = await openSmallSite();
  const first = await site.campus("sync", "--approve-as", "essai");
  expect(first.code, first.err).toBe(0);
}, 60_000);
afterAll(() => site.close());

interface PreviewJson {
  readonly appears: readonly { readonly key: string; readonly held?: string }[];
  readonly problems: readonly { readonly code: string }[];
}
const seconds = 60_000;
async function shown(...args: string[]): Promise<PreviewJson> {
  const { code, out, err } = await site.campus(...args, "--why", "essai", "--preview", "--json");
  expect(code, err).toBe(0);
  return JSON.parse(out) as PreviewJson;
}
const keysIn = ({ appears }: PreviewJson) => appears.map(({ key }) => key);

describe("decisions about identities", () => {
  test("a merge is shown, decided with a reason, held for two people, then ended", { timeout: seconds }, async () => {
    site.writes();
    const preview = await shown("identity", "merge", "agent00001", "00002");
    expect(keysIn(preview)).toEqual(expect.arrayContaining(["identity.merge:00002", "account.leaving:00001"]));
    expect(preview.appears.every(({ held }) => held === "identity")).toBe(true);
    expect(JSON.parse((await site.campus("identity", "list", "--json")).out)).toMatchObject({ decisions: [] });
    expect((await site.campus("identity", "merge", "00001", "00002")).code, "no reason").toBe(1);
    expect((await site.campus("identity", "merge", "00001", "00002", "--why", "doublon")).code).toBe(0);
    expect((await site.campus("identity", "merge", "00002", "00001", "--why", "retour")).err).toContain("00002");
    const pass = await site.campus("sync", "--approve-as", "essai", "--json");
    expect(pass.code, "one person does not suffice").toBe(3);
    expect(site.writes()).toBe(0);
    expect((await site.campus("identity", "list")).out).toContain("00002 garde son compte");
    expect((await site.campus("identity", "end", "00001", "--why", "erreur")).code).toBe(0);
    expect((await site.campus("plan")).code).toBe(0);
  });

  test("another Matrix id takes the rooms of the first one; what can't be is told", { timeout: seconds }, async () => {
    const preview = await shown("identity", "move", "00003", "zoe.essai");
    expect(keysIn(preview)).toEqual(
      expect.arrayContaining([
        "identity.link:00003",
        "account.create:00003",
        `account.lock:former:@agent00003:${site.homeserver.serverName}`,
      ]),
    );
    expect(keysIn(preview).filter((key) => key.startsWith("member.join:")).length).toBeGreaterThan(2);
    expect((await shown("identity", "move", "00003", "agent00004")).problems).toMatchObject([{ code: "move-impossible" }]);
    for (const [person, name] of [
      ["99999", "x"],
      ["00003", "Zoé"],
    ] as const) {
      expect((await site.campus("identity", "move", person, name, "--why", "essai")).code).toBe(1);
    }
  });
});

describe("accounts from before campus", () => {
  test("are listed, decided by file, and a file with a bad line decides nothing", { timeout: seconds }, async () => {
    const { model, serverName } = site.homeserver;
    const known = model.accounts.get(`@agent00001:${serverName}`) as object;
    const stranger = { ...known, userId: `@zoe:${serverName}`, displayName: "Zoé Nouvelle", externalIds: [], threepids: [] };
    model.accounts.set(`@zoe:${serverName}`, stranger as never);
    const all = goodFiles[agents] ?? "";
    site.put({ [agents]: `${all}00099;agent00099;Zoé;Nouvelle;z@univ-fake.example;actif;;N;administratif\n` });
    await site.campus("plan");
    const list = JSON.parse((await site.campus("adopt", "accounts", "--deep", "--json")).out) as {
      review: { person: string; account: { userId: string }; same: object }[];
      nobody: unknown[];
    };
    expect(list.review).toMatchObject([
      { person: "00099", account: { userId: `@zoe:${serverName}` }, same: { name: true, localpart: false } },
    ]);
    expect(list.nobody).toEqual([]);
    writeFileSync(join(site.folder, "bad.csv"), "person;account;verdict\n00099;zoe;perhaps\n");
    expect((await site.campus("adopt", "accounts", "--file", "bad.csv", "--why", "x")).err).toContain("bad.csv");
    writeFileSync(join(site.folder, "good.csv"), "person;account;verdict\n00099;zoe;adopt\n");
    expect((await shown("adopt", "accounts", "--file", "good.csv")).appears).toContainEqual(
      expect.objectContaining({ key: "account.adopt:00099", held: "identity" }),
    );
    expect(JSON.parse((await site.campus("identity", "list", "--json")).out)).toMatchObject({ decisions: [] });
  });
});

describe("codes and shadow mode", () => {
  test("codes are counted, unused ones told", { timeout: seconds }, async () => {
    const { unused, codes } = JSON.parse((await site.campus("codes", "--json")).out) as {
      unused: number;
      codes: { table: string; code: string; count: number; gives: string | null }[];
    };
    expect(codes).toContainEqual({ table: "assignmentKind", code: "AFFECTATION", count: 25, gives: "all" });
    expect(unused).toBe(codes.filter(({ gives }) => gives === null).length);
    expect((await site.campus("codes")).out).toContain("Types de structures");
  });

  test("in shadow mode passes plan and count, an apply or an approval is refused, nothing is written", { timeout: seconds }, async () => {
    const { baseUrl: url, serverName } = site.homeserver;
    writeConfig(join(site.folder, "shadow.yaml"), {
      today: "2026-09-21",
      stateFolder: ".shadow",
      store: { kind: "embedded", folder: ".shadow/store" },
      servers: [{ name: "prod", url, serverName, tokenFile: "token", mode: "shadow" }],
      sources: [{ kind: "csv", name: "octopus", folder: "data" }],
    });
    const shadow = (...args: string[]) => site.campus(...args, "--config", "shadow.yaml");
    site.writes();
    const pass = await shadow("sync");
    expect(pass.code, pass.err).toBe(3);
    await shadow("plan", "--out", "shadow.json");
    for (const refused of [await shadow("apply", "shadow.json"), await shadow("sync", "--approve-as", "essai")]) {
      expect([refused.code, refused.err.includes("mode ombre")]).toEqual([1, true]);
    }
    const report = JSON.parse((await shadow("shadow", "--json")).out) as { mode: string; passes: { changes: Record<string, number> }[] };
    expect(report.mode).toBe("shadow");
    expect(report.passes).toHaveLength(2);
    expect(report.passes[0]?.changes["account.adopt"]).toBeGreaterThan(20);
    expect(site.writes()).toBe(0);
  });
});
