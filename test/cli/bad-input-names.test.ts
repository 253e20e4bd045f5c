/** Names, labels and settings that nobody expects, through the command line: harmless on the server and on the terminal. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FakeRoom } from "../fakes/homeserver/model.ts";
import { agents, assignments, expectRefusal, goodFiles, openSettledSite, type SmallSite, structures } from "./small-site.ts";

const patience = 60_000;
let site: SmallSite;
beforeAll(async () => {
  site = await openSettledSite();
}, patience);
afterAll(() => site.close());

const script = "<script>alert(1)</script>";
const painted = "\u001b[31mrouge\u202e";

test("markup, escape sequences, a missing first name and a label of 1,024 characters do no harm", { timeout: patience }, async () => {
  site.put({
    [structures]: `${goodFiles[structures]}60;LONG;LONG;;${"é".repeat(1024)};COMP;;;1\n`,
    [agents]: `${goodFiles[agents]}61;agent61;;${script};;actif;;N;administratif\n62;agent62;Léa;${painted};;actif;;N;administratif\n`,
    [assignments]: `${goodFiles[assignments]}81;61;60;AFFECTATION;O;;\n82;62;60;AFFECTATION;O;;\n83;00001;60;AFFECTATION;N;;\n`,
  });
  const plan = await site.campus("plan");
  expect(plan.code, plan.err).toBe(2);
  expect(plan.out).toContain(script);
  for (const character of ["\u001b", "\u202e"]) expect(plan.out + plan.err).not.toContain(character);
  expect((await site.campus("plan", "--json")).out).toContain("dépasse 255 caractères : il est raccourci");
  const { code, out, err } = await site.campus("sync", "--json");
  expect(code, out + err).toBe(0);
  const { model, serverName } = site.homeserver;
  expect(model.accounts.get(`@agent61:${serverName}`)?.displayName).toBe(script);
  expect(model.accounts.get(`@agent62:${serverName}`)?.displayName).not.toContain("\u001b");
  const names = [...model.rooms.values()].map(nameOf).filter((name) => name.includes("ééé"));
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) expect(name.length).toBeLessThanOrEqual(255);
  expect(JSON.parse((await site.campus("plan", "--json")).out)).toMatchObject({ changes: [] });
});

describe("a settings file with mistakes", () => {
  const file = () => join(site.folder, "campus.yaml");
  let good = "";
  beforeAll(() => {
    good = readFileSync(file(), "utf8");
  });
  afterAll(async () => {
    writeFileSync(file(), good);
    site.put({});
  });

  test("is refused with every mistake, its line and its path", { timeout: patience }, async () => {
    writeFileSync(
      file(),
      good.replace("tokenFile:", "tokenfile:").replace("kind: csv", "kind: cvs").replace("today: 2026-09-21", "today: demain"),
    );
    site.writes();
    const told = await expectRefusal(site, [
      /campus\.yaml:\d+ servers\.0\.tokenfile/,
      /servers\.0\.tokenFile/,
      /sources\.0\.kind/,
      /campus\.yaml:\d+ today/,
    ]);
    expect(told).toContain("campus config reference");
    expect((await site.campus("config", "check")).code).toBe(1);
  });

  test("that is no YAML is refused with its line", { timeout: patience }, async () => {
    writeFileSync(file(), `${good}\n  - : [`);
    await expectRefusal(site, [/campus\.yaml:\d+/]);
  });

  test("that names a token which is not there says which", { timeout: patience }, async () => {
    writeFileSync(file(), good.replace("tokenFile: token", "tokenFile: jeton"));
    await expectRefusal(site, [/jeton/]);
  });
});

function nameOf(room: FakeRoom): string {
  return String([...room.state.values()].find(({ type }) => type === "m.room.name")?.content.name ?? "");
}
